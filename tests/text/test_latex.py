"""The formulas say what the steps say, in LaTeX that a learner's text cannot break."""

import math
import re

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
    assert rf"1 \div \sqrt{{3}} \div 0.5 \approx {2 / math.sqrt(3):.4f}" in text


def test_without_root_and_temperature_nothing_is_divided():
    assert r"\div" not in latex.scaling(NAMES, ages(scale=1.0), 0, None, 1.0)


def test_softmax_shows_plain_exponentials_and_their_sum():
    text = latex.softmax(NAMES, ages(), 0)
    # e^(1/√3) = 1.78131, three times, and e^0
    assert r"\text{总和} &= 1.7813 + 1.7813 + 1 + 1.7813 \approx 6.3439" in text
    assert r"\frac{e^{0.5774}}{6.3439} \approx \frac{1.7813}{6.3439} \approx 0.2808" in text
    assert text.count(r"\approx 0.2808") == 3 and r"\approx 0.1576" in text
    assert "0.5774-" not in text


def test_the_subtraction_of_the_largest_is_shown_where_it_is_asked_for():
    text = latex.softmax(NAMES, ages(), 0, less_largest=True)
    assert "e^{0.5774-0.5774}" in text and r"\approx 0.2808" in text


@pytest.mark.parametrize(
    ("score", "plain"), [(9.0, True), (9.1, False), (-9.0, True), (-9.1, False)]
)
def test_exponentials_too_large_or_small_to_write_are_not_written(score, plain):
    steps = scaled_dot_product(np.ones((1, 1)), np.array([[score], [0.0]]), np.eye(2))
    text = latex.softmax(["甲", "乙"], steps, 0)
    assert (f"e^{{{score:g}}}" in text) == plain
    assert not any(len(run) > 4 for run in re.findall(r"\d+", text.replace("c9402f", "")))


def test_the_weighted_sum_ends_in_the_articles_figure_and_multiplies_out():
    text = latex.weighted_sum(ages(), 0, VALUE, ["年龄"])
    assert r"\approx \mathbf{19.47289}" in text
    pairs = re.findall(r"\{([\d.]+)\}\\times \\textcolor\{#\w+\}\{([\d.]+)\}", text)
    assert len(pairs) == 4
    assert f"{sum(float(a) * float(v) for a, v in pairs):.5f}" == "19.47289"


def test_what_is_exact_is_equal_and_what_is_rounded_is_not():
    even = scaled_dot_product(np.zeros((1, 3)), KEY, VALUE)
    assert r"\approx" not in latex.weighted_sum(even, 0, VALUE, ["年龄"])
    assert (latex.equals(0.5), latex.equals(1 / 3)) == ("=", r"\approx")
    # A small number has two digits; what is as good as 0 is 0.
    assert (latex.equals(1.2e-5), latex.equals(1.23e-5)) == ("=", r"\approx")
    assert (latex.equals(5.6e-17), latex.equals(5e-10)) == ("=", r"\approx")


def test_a_blocked_key_is_divided_by_nothing_and_weighs_nothing():
    steps = ages(blocked=np.array([True, False, False, False]), temperature=10)
    lines = latex.scaling(NAMES, steps, 0, 3, 10.0).split(r"\\")
    assert r"\text{屏蔽}" in lines[0] and r"-\infty" in lines[0] and r"\div" not in lines[0]
    assert all(r"\div" in line for line in lines[1:])
    assert r"\frac{0}" in latex.softmax(NAMES, steps, 0)


def test_all_weights_are_called_a():
    everything = latex.softmax(NAMES, ages(), 0) + latex.weighted_sum(ages(), 0, VALUE, ["年龄"])
    assert r"{a}_{\text{张三}}" in everything and "alpha" not in everything


@pytest.mark.parametrize(
    "typed", [r"\href{javascript:alert(1)}{x}", "}}{{", "$x$", "a_b^c", "%", "<img src=x>", "\\"]
)
def test_a_name_cannot_leave_its_place_in_the_formula(typed):
    inside = latex.name(typed)[len(r"\text{") : -1]
    assert not set(inside) & set("\\{}$%^_&#~<>")


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (1.0, "1"),
        (0.57735, "0.5774"),
        (0.0001, "0.0001"),
        (-2.5, "-2.5"),
        (100, "100"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.00001, r"1\times 10^{-5}"),
        (-0.000032, r"-3.2\times 10^{-5}"),
        (1.1e-9, r"1.1\times 10^{-9}"),
        (0.9e-9, "0"),
        (0.1 + 0.2 - 0.3, "0"),  # 5.6e-17, floating point's own
    ],
)
def test_numbers_have_at_most_four_decimals_no_empty_zeros_and_only_zero_is_zero(x, text):
    assert latex.number(x) == text


def test_one_more_in_the_denominator_is_written_out():
    # Scores 1 and 0: e / (e + 1 + 1) = 2.7183 / 4.7183.
    steps = scaled_dot_product(
        np.array([[1.0]]), np.array([[1.0], [0.0]]), np.ones((2, 1)), scale=1.0, one_more=True
    )
    written = latex.softmax(["a", "b"], steps, 0, one_more=True)
    assert r"2.7183 + 1 + 1 \approx 4.7183" in written
    assert r"\frac{2.7183}{4.7183} \approx 0.5761" in written


def test_uniform_attention_is_written_as_times_nought():
    steps = scaled_dot_product(np.ones((1, 1)), np.array([[3.0]]), np.ones((1, 1)), scale=0.0)
    assert r"3 \times 0 = 0" in latex.scaling(["a"], steps, 0, 1, 1.0, uniform=True)
