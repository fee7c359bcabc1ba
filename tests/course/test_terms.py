"""The glossary: complete, findable, and pointing at pages that exist."""

import re

import pytest

from lib.course.terms import GROUPS, SYMBOLS, TERMS, find, load
from lib.ui.course.term_links import symbols, term
from lib.ui.menu import PAGES


def test_there_are_the_terms_of_the_course():
    keys = {
        "query",
        "key",
        "value",
        "softmax",
        "head",
        "layer",
        "token",
        "temperature",
        "d-k",
        "entropy",
        "blocked",
        "mask-token",
        "hard-lookup",
        "pooling",
        "value-norm",
    }
    assert keys <= TERMS.keys()


def test_no_term_is_explained_twice():
    """Of two entries with one key only the last was shown."""
    assert [term.key for term in load()] == list(TERMS)
    names = [term.zh for term in load()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("entry", TERMS.values(), ids=TERMS)
def test_each_term_is_complete(entry):
    assert entry.group in GROUPS
    assert entry.pages and set(entry.pages) <= PAGES.keys()
    assert entry.zh and entry.en
    assert re.fullmatch(r"[a-z-]+", entry.key)
    # Two sentences, each with an end.
    assert entry.meaning.endswith("。")
    assert 1 <= len(re.findall(r"[。；]", entry.meaning)) <= 3


def test_names_are_distinct():
    names = [entry.zh for entry in TERMS.values()]
    assert len(set(names)) == len(names)


def test_every_symbol_has_a_term():
    assert set(SYMBOLS.values()) <= TERMS.keys()


@pytest.mark.parametrize(
    ("text", "key"),
    [("查询", "query"), ("SOFTMAX", "softmax"), ("d_k", "d-k"), ("attention head", "head")],
)
def test_terms_are_found_by_name_and_symbol(text, key):
    assert key in [entry.key for entry in find(text)]


def test_blank_finds_all_and_nonsense_finds_none():
    assert len(find(" ")) == len(TERMS)
    assert find("没有这个词") == []


def test_a_link_opens_the_term_and_says_what_it_means():
    link = term("query", "问题")
    assert link.startswith('[问题](glossary#query "查询（query）：')
    assert link.endswith('")') and link.count('"') == 2
    assert "\n" not in link
    with pytest.raises(KeyError):
        term("nothing")


def test_symbols_are_explained_in_one_line():
    line = symbols("Q", "d_k", "d_model")
    assert "$Q$" in line and "$d_k$" in line and r"$d_{\text{model}}$" in line
    assert "\n" not in line
    with pytest.raises(KeyError):
        symbols("Z")
