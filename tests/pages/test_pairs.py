"""两句对照 without a browser."""

import numpy as np
import pytest

from lib.examples import PAIRS
from lib.experiments.contrast import contrast
from tests.pages.lesson import button, words
from tests.pages.open_page import charts, open_page, said


def test_the_head_that_changes_most_is_named(read):
    at = open_page("pairs")
    assert not at.exception and not at.error
    changed = contrast(*map(read, PAIRS[0])).changed
    layer, head = np.unravel_index(changed.argmax(), changed.shape)
    assert f"变得最多的是第 {layer + 1} 层第 {head + 1} 头：{changed.max():.0%}" in words(at)
    assert charts(at) == 4
    button(at, "看变得最多的头").click().run()
    assert at.selectbox(key="layer").value == layer + 1
    assert at.selectbox(key="head").value == head + 1


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
        ("[MASK]" * 200, "你好。", "太长"),
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
