"""Characters that a sentence has twice: every page says which of them it means."""

import pytest

from tests.pages.lesson import words
from tests.pages.open_page import open_page

TWICE = "这只小狗比那只小狗大。"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("why", ["从“狗·9”看“狗·4”：", "从“狗·4”看“狗·9”，", "写进“狗·9”的"]),
        ("truth", ["在“狗·9”那里，跟着的是它自己这个字“狗”"]),
    ],
)
def test_a_heading_and_a_sentence_name_the_place_of_what_stands_there_twice(page, said):
    at = open_page(page, s=TWICE, q="9", k="4")
    text = words(at)
    assert not at.exception and all(part in text for part in said)


def test_a_claim_names_the_place_too_and_may_be_about_one_of_two_words():
    at = open_page("verify", s=TWICE, q="9", to="小狗·3")
    assert not at.error
    assert any("“狗·9”更看这些吗：小狗·3" in h.value for h in at.header)
