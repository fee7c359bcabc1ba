"""Q、K、V 从哪来 without a browser: one idea a step, a product by hand, and the real head."""

import subprocess
import sys

import pytest

from tests.pages.lesson import ROOT, button, hostile, open_lesson, words
from tests.told import differences


@pytest.mark.parametrize("step", range(1, 8))
def test_every_step_opens_from_its_address_and_leaves_no_number_out(step):
    at = open_lesson("projections", step)
    assert not at.exception
    assert at.main.header[0].value.startswith(f"{step} · ")
    assert "[[" not in words(at)


def test_with_x_itself_as_query_and_key_every_word_looks_at_itself():
    at = open_lesson("projections", 1, toy_word="书")
    assert "“书”给自己 57.6%" in words(at)  # e / (e + 2): scores 0, 0, 2; ÷ √4


@pytest.mark.parametrize(
    ("word", "column", "typed", "told"),
    [
        ("爱", "1", 2, "**对，是 2。**"),
        ("爱", "2", 2, "**不是 2。** 逐位相乘再相加：0×1 + 1×0 + 0×0 + 0×0 = 0"),
        ("书", "4", 1, "**对，是 1。**"),
    ],
)
def test_a_cell_of_the_product_is_worked_out_by_the_learner_first(word, column, typed, told):
    at = open_lesson("projections", 2, cell_row=word, cell_column=column)
    hidden = at.latex[0].value
    assert "?" in hidden
    at.number_input[0].set_value(typed).run()
    assert told in words(at)
    assert "?" not in at.latex[0].value


def test_being_looked_at_and_looking_differ_with_two_matrices():
    assert "“爱看我”是 4，“我看爱”是 2" in words(open_lesson("projections", 3))


def test_two_heads_look_two_ways():
    at = open_lesson("projections", 4)
    assert "在头 1 里主要看**我**（89.4%），在头 2 里主要看**书**（89.4%）" in words(at)
    before = words(at)
    at.button_group(key="toy_head").set_value(2).run()
    assert words(at) != before


def test_without_the_residual_only_what_was_fetched_is_left():
    at = open_lesson("projections", 6)
    assert "加起来是 [3.58, 1.05, 1.79, 3.58]" in words(at)  # 爱: [0, 1, 0, 0] + what it got
    at.toggle(key="added").set_value(False).run()
    assert "交给后面的就只有 [3.58, 0.05, 1.79, 3.58]" in words(at)
    button(at, "还原").click().run()
    assert "加起来是 [3.58, 1.05, 1.79, 3.58]" in words(at)


def test_the_real_part_prints_how_far_its_numbers_are_from_the_models():
    at = open_lesson("projections", 7, layer="2", head="3")
    assert not at.exception
    agreed = next(s.value for s in at.success if "重算了一遍" in s.value)
    assert 0 < differences(agreed)[0] < 1e-4
    at.slider(key="w_row").set_value(7).run()
    assert "第 7 个数" in words(at)


def test_the_real_part_needs_no_torch():
    program = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.pages.lesson import open_lesson;"
        "assert not open_lesson('projections', 7).exception;"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=120).returncode == 0


BOXES = (
    "toy_word",
    "toy_kind",
    "toy_head",
    "cell_row",
    "cell_column",
    "added",
    "which_w",
    "w_row",
    "layer",
    "head",
    "q",
)


@pytest.mark.parametrize(("step", "query"), hostile(BOXES, (1, 2, 3, 4, 5, 6, 7)))
def test_hostile_addresses_are_ignored(step, query):
    assert not open_lesson("projections", step, **query).exception
