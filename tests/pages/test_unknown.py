"""Characters outside the vocabulary: marked, explained, and offered in simplified form."""

import pytest

from tests.pages.lesson import button, words
from tests.pages.open_page import open_page, said

TRADITIONAL = "我昨天在圖書館讀了一本書。"
SIMPLIFIED = "我昨天在图书馆读了一本书。"


@pytest.mark.parametrize("key", ["sentence", "side_by_side", "why", "surgery", "practice"])
def test_a_page_that_reads_a_sentence_says_what_the_model_does_not_know(key):
    at = open_page(key, s="他說：「你好」[MASK]。", mode="自由练")
    assert not at.exception
    assert "[UNK]" in words(at) and "简体" in words(at)


def test_unknown_characters_are_marked_in_the_boxes():
    at = open_page("sentence", s="他說你好")
    assert at.selectbox(key="q").options[2] == "2 〈說〉"
    assert at.selectbox(key="q").options[3] == "3 你"


def test_a_traditional_sentence_becomes_simplified_and_goes_back_as_it_was():
    at = open_page("sentence", s=TRADITIONAL)
    button(at, "换成简体").click().run()
    assert at.text_input(key="s").value == SIMPLIFIED
    assert any(TRADITIONAL.rstrip("。") in caption.value for caption in at.caption)
    assert at.query_params["s"] == SIMPLIFIED
    button(at, "换回去").click().run()
    assert at.text_input(key="s").value == TRADITIONAL


def test_a_sentence_of_nothing_but_traditional_characters_is_offered_in_simplified_ones():
    at = open_page("sentence", s="學習語")
    assert "没有一个字在模型的词表里" in said(at)
    button(at, "换成简体").click().run()
    assert at.text_input(key="s").value == "学习语" and not at.error


def test_each_sentence_of_a_pair_has_its_own():
    at = open_page("pairs", one="他讀書。", other="他賣書。")
    at.button(key="换成简体 other").click().run()
    assert at.text_input(key="one").value == "他讀書。"
    assert at.text_input(key="other").value == "他卖书。"


def test_both_sentences_of_a_pair_become_simplified_and_go_back():
    at = open_page("sentence", s=TRADITIONAL, s2="他說：「好」。")
    button(at, "换成简体").click().run()
    assert not at.exception
    assert at.query_params["s"] == SIMPLIFIED
    assert at.query_params["s2"] == "他说：「好」。"
    # 「 is still unknown; what was written stands beside it all the same.
    written = next(caption.value for caption in at.caption if caption.value.startswith("你写的是"))
    assert "圖書館" in written and "說" in written
    button(at, "换回去").click().run()
    assert at.query_params["s"] == TRADITIONAL and at.query_params["s2"] == "他說：「好」。"


def test_a_sentence_that_the_model_knows_has_no_such_box():
    at = open_page("sentence", s="小猫追着太阳跑。")
    assert not [b for b in at.button if b.label in ("换成简体", "换回去")]
