"""The formulas say what the steps say, in LaTeX that a learner's text cannot break."""

import math

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.text import latex
from lib.toy import PRESETS

QUERY, KEY, VALUE = PRESETS["ages"].arrays()
NAMES = list(PRESETS["ages"].key_names)


def ages(**change):
    return scaled_dot_product(QUERY, KEY, VALUE, **change)


def test_the_articles_dot_products_are_written_out_with_the_learners_numbers():
    text = latex.dot_products(QUERY[0], KEY, NAMES, ages().scores[0])
    assert r"1\times 1 + 0\times 4 + 0\times 0 = 1" in text  # 张麻子
    assert r"1\times 0 + 0\times 0 + 0\times 2 = 0" in text  # 李四


def test_scaling_shows_the_root_the_temperature_and_one_over_root_three():
    text = latex.scaling(NAMES, ages(temperature=0.5), 0, 3, 0.5)
    assert rf"1 \div \sqrt{{3}} \div 0.5 = {2 / math.sqrt(3):.4f}" in text


def test_without_root_and_temperature_nothing_is_divided():
    assert r"\div" not in latex.scaling(NAMES, ages(scale=1.0), 0, None, 1.0)


def test_softmax_shows_the_articles_weights():
    text = latex.softmax(NAMES, ages(), 0)
    assert text.count("= 0.2808") == 3 and "= 0.1576" in text


def test_the_weighted_sum_ends_in_the_articles_figure():
    assert r"\mathbf{19.47289}" in latex.weighted_sum(ages(), 0, VALUE, ["年龄"])


def test_a_blocked_key_is_minus_infinity_and_weighs_nothing():
    steps = ages(blocked=np.array([True, False, False, False]))
    assert r"-\infty" in latex.scaling(NAMES, steps, 0, 3, 1.0)
    assert r"\frac{0}" in latex.softmax(NAMES, steps, 0)


@pytest.mark.parametrize(
    "typed", [r"\href{javascript:alert(1)}{x}", "}}{{", "$x$", "a_b^c", "%", "<img src=x>", "\\"]
)
def test_a_name_cannot_leave_its_place_in_the_formula(typed):
    inside = latex.name(typed)[len(r"\text{") : -1]
    assert not set(inside) & set("\\{}$%^_&#~<>")


@pytest.mark.parametrize(
    ("x", "text"), [(1.0, "1"), (0.57735, "0.5774"), (-0.00001, "0"), (-2.5, "-2.5"), (100, "100")]
)
def test_numbers_have_at_most_four_decimals_and_no_empty_zeros(x, text):
    assert latex.number(x) == text


def test_one_more_in_the_denominator_is_written_out():
    # Scores 1 and 0: e^(1-1) / (e^0 + e^-1 + e^-1), where the last is the one more 1.
    steps = scaled_dot_product(
        np.array([[1.0]]), np.array([[1.0], [0.0]]), np.ones((2, 1)), scale=1.0, one_more=True
    )
    written = latex.softmax(["a", "b"], steps, 0, one_more=True)
    assert r"{1.3679+e^{-1}} = \frac{1}{1.3679+e^{-1}} = 0.5761" in written


def test_uniform_attention_is_written_as_times_nought():
    steps = scaled_dot_product(np.ones((1, 1)), np.array([[3.0]]), np.ones((1, 1)), scale=0.0)
    assert r"3 \times 0 = 0" in latex.scaling(["a"], steps, 0, 1, 1.0, uniform=True)
