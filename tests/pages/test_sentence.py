"""一句话的注意力 without a browser: ordinary and hostile sentences, choices and checkpoints."""

import json

import numpy as np
import pytest

from lib.examples import EXAMPLES, OPENING
from lib.heads.words import segment
from lib.model import checkpoints
from lib.ui import readings
from tests.pages.open_page import charts, open_page, said

MARKUP = "<script>alert(1)</script><b>你好</b> ![](//a.invalid/b) $x$ `y` {{z}}"


def chosen(at) -> dict:
    """What the browser is told of the choice: layer, head, query, the row's weights …"""
    (told,) = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "choice")
    return json.loads(told.json)


def test_the_opening_sentence_stands_there():
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert at.text_input(key="s").value == OPENING
    assert chosen(at)["query"] == OPENING.index("读") + 1  # the row that evidence chose
    assert charts(at) == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.sentence[:6])
def test_every_example_is_read(example):
    at = open_page("sentence", s=example.sentence)
    assert not at.exception and not at.error
    assert charts(at) == 1


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("   ", "句子是空的"),
        ("\u3000\u3000", "句子是空的"),
        ("\t\n", "句子是空的"),
        ("。。。！？", "只有标点和空白"),
        ("\u0000\u0001\u0007", "标点和空白"),
        ("\u200b\u200d\ufeff", "标点和空白"),
        ("🙂🙃🦊", "全是 [UNK]"),
        ("𠀀𠀁", "全是 [UNK]"),
        ("字" * 900, "太长了"),
        ("你好[SEP]再见", "[SEP] 是模型自己加的记号"),
        ("[CLS]你好", "[CLS] 是模型自己加的记号"),
        ("[PAD][UNK]", "是模型自己加的记号"),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_explained_and_kept(sentence, message):
    at = open_page("sentence")
    at.text_input(key="s").set_value(sentence).run()
    assert not at.exception
    assert message in said(at)
    assert at.text_input(key="s").value == sentence
    at.text_input(key="s").set_value("你好。").run()  # and the page recovers
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_an_emptied_box_is_no_error_of_the_page():
    at = open_page("sentence")
    at.text_input(key="s").set_value("").run()
    assert not at.exception
    assert "句子是空的" in said(at) and charts(at) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        MARKUP,
        "今天天气真[MASK]啊！",
        "[MASK]" * 10,
        "我的iPhone15 Pro是ＡＢＣ１２３。",
        "ｆｕｌｌｗｉｄｔｈ　全角",
        "妈妈😋做的饭👨‍👩‍👧很好吃",
        "a",
        "1",
        "你\u0000好\u0008吗\u202e？",
        "C:\\windows\\system32 '; DROP TABLE 学生; --",
        "'; alert(1) //",
        "\\frac{1}{0} \\u0041 %s {0}",
        "龘靐齉好",
    ],
    ids=repr,
)
@pytest.mark.parametrize("unit", ["字", "词"])
def test_odd_sentences_are_read(sentence, unit):
    at = open_page("sentence", s=sentence, unit=unit)
    assert not at.exception
    assert not at.error, said(at)
    assert charts(at) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"layer": "99", "head": "99"},
        {"layer": "0", "head": "-1"},
        {"layer": "一", "head": "1e9"},
        {"q": "999"},
        {"q": "-5"},
        {"q": "书"},
        {"q": "16 书"},
        {"model": "../../../../etc/passwd"},
        {"model": "C:\\windows"},
        {"model": ""},
        {"unit": "句", "view": "饼图", "separators": "perhaps"},
        {"layer": MARKUP, "q": MARKUP, "unit": MARKUP},
        {"nonsense": "1" * 5000},
    ],
    ids=repr,
)
def test_impossible_choices_in_the_address_fall_back(query):
    at = open_page("sentence", **query)
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_the_chosen_row_travels_exactly_and_alone():
    at = open_page("sentence", layer="3", head="4", q="16 书")
    reading = readings.again(OPENING, None, checkpoints.SHIPPED)
    told = chosen(at)
    assert (told["layer"], told["head"], told["query"]) == (2, 3, 16)
    np.testing.assert_allclose(
        np.array(told["row"]) / 1e4, reading.weights[2, 3, 16], atol=0.00005 + 1e-9
    )
    at.selectbox(key="head").set_value(1).run()
    assert chosen(at)["head"] == 0


def test_in_words_without_separators_the_row_is_that_of_the_word():
    at = open_page("sentence", unit="词", separators="false", q="7 馆", layer="3", head="4")
    told = chosen(at)
    assert sum(told["row"]) == pytest.approx(1e4, abs=len(told["row"]))
    assert len(told["row"]) < len(OPENING)
    words = segment(OPENING)
    assert words[told["query"]] == "图书馆"


def test_a_shorter_sentence_drops_a_query_that_it_does_not_have():
    at = open_page("sentence", s=OPENING, q="16")
    at.text_input(key="s").set_value("你好").run()
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_hiding_the_separators_keeps_a_row_although_one_was_chosen():
    at = open_page("sentence", q="0", separators="false")
    assert not at.exception and not at.error
    assert "重新归一" in " ".join(c.value for c in at.caption)
