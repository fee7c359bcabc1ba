"""破案 on 动手术, without a browser: a sentence, a suspect, a verdict."""

from lib.course.lessons import cases
from tests.pages.lesson import button, words
from tests.pages.open_page import open_page

FIRST = cases.load()[0]


def test_a_case_brings_its_sentence():
    at = open_page("surgery")
    button(at, FIRST.title).click().run()
    assert not at.exception
    assert at.text_input(key="s").value == FIRST.sentence
    assert FIRST.ask in words(at)


def test_a_suspect_is_switched_off_and_the_case_is_closed():
    at = open_page("surgery", s=FIRST.sentence)
    at.selectbox(key=f"suspect {FIRST.title}").set_value((0, 0)).run()
    assert "它的卷宗" in words(at)
    button(at, "③ 关掉它").click().run()
    assert not at.exception
    assert at.multiselect(key="off").value == [(0, 0)]
    button(at, "④ 结案").click().run()
    assert not at.exception
    assert "一个一个地关，影响最大的是" in words(at) and FIRST.think in words(at)
    assert "你怀疑的头：" in words(at)


def test_any_other_sentence_is_no_case():
    at = open_page("surgery", s="今天天气真[MASK]啊！")
    assert not at.exception
    assert "卷宗" not in words(at)
