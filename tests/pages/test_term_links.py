"""A term in a text leads to the glossary, and what was chosen goes along."""

import re

import pytest

from tests.pages.lesson import words
from tests.pages.open_page import open_page


@pytest.mark.parametrize("key", ["calculator", "side_by_side", "surgery"])
def test_a_link_to_the_glossary_carries_the_visit_s_choices(key):
    at = open_page(key, s="今天[MASK]气真好（啊）", layer="2")
    links = re.findall(r"\]\((glossary[^ )]*)", words(at))
    assert links
    for link in links:
        address, _, term = link.partition("#")
        assert "s=%E4%BB%8A%E5%A4%A9%5BMASK%5D" in address and "layer=2" in address and term


def test_what_was_searched_in_the_glossary_does_not_hide_the_term():
    at = open_page("glossary", find="softmax")
    at.switch_page("pages/calculator.py").run()
    assert "find=" not in words(at)
