"""两句对照 without a browser."""

from functools import partial

import numpy as np
import pytest

from lib.examples import PAIRS
from lib.experiments.contrast import contrast
from lib.experiments.replacements import beside
from lib.model import bert
from lib.model.checkpoints import SHIPPED
from tests.pages.lesson import button, words
from tests.pages.open_page import charts, open_page, said


def test_the_head_that_changes_most_is_named(read):
    at = open_page("pairs")
    assert not at.exception and not at.error
    changed = contrast(*map(read, PAIRS[0])).changed
    layer, head = np.unravel_index(changed.argmax(), changed.shape)
    assert f"变得最多的是第 {layer + 1} 层第 {head + 1} 头：{changed.max():.0%}" in words(at)
    assert "在同一处随便换上别的字（20 次）" in words(at)
    assert charts(at) == 4


def test_one_button_goes_to_the_head_that_changed_beyond_what_other_characters_do(shipped):
    at = open_page("pairs")
    ask = partial(bert.read, *shipped, checkpoint=SHIPPED)
    layer, head = beside(ask, *map(ask, PAIRS[0])).best
    button(at, "看多变得最多的头").click().run()
    assert at.selectbox(key="layer").value == layer + 1
    assert at.selectbox(key="head").value == head + 1


def test_what_has_no_partner_and_what_moved_is_named():
    at = open_page("pairs", one="他说：“我不去。”", other="他说，我不去。")
    shown = words(at)
    assert "没有对上的：第一句的 ：·3、“·4、”·9，第二句的 ，·3" in shown
    assert "挪了位置的：我·5/4、" in shown


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_every_ready_pair_fills_both_boxes(number):
    at = open_page("pairs")
    at.selectbox(key="ready_pair").select_index(number).run()
    assert not at.exception and not at.error
    assert (at.text_input(key="one").value, at.text_input(key="other").value) == PAIRS[number]


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("", "你好。", "空"),
        ("你好。", "……！", ""),
        ("今天天气真好。", "他去北京上学读书了吗？", "对不齐"),
        ("[MASK]" * 150, "你好。", "太长"),
        ("你好。", "你好。", "一个字也不差"),
        ("我的ABC。", "我的abc。", "同一串词元"),
    ],
)
def test_what_cannot_be_compared_is_explained_and_kept(one, other, message):
    at = open_page("pairs", one=one, other=other)
    assert not at.exception and at.error and message in said(at)
    assert at.text_input(key="one").value == one and at.text_input(key="other").value == other


def test_text_of_a_learner_is_never_markup():
    at = open_page("pairs", one="我**读**<b>书$x$", other="我**写**<b>书$x$")
    assert not at.exception and not at.error
    assert "<b>" not in words(at) and "**读**" not in words(at)
