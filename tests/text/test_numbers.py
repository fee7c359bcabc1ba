"""How numbers are written: cases on either side of each line, worked out by hand."""

import pytest

from lib.text.numbers import (
    NumberError,
    decimal,
    figures,
    large,
    parse,
    percent,
    show,
    signed,
    signed_percent,
    table,
    terms,
    tiny,
    vector,
)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.0009999, "＜0.1%"),
        (0.001, "0.1%"),
        (0.00949, "0.9%"),
        (0.0099, "1.0%"),
        (0.01, "1%"),
        (0.314, "31%"),
        (0.9949, "99%"),
        (0.995, "99.5%"),
        (0.9994, "99.9%"),
        (0.9995, "＞99.9%"),
        (1 - 2e-6, "＞99.9%"),
        (1 - 0.5e-6, "100%"),
        (1, "100%"),
    ],
)
def test_a_share_is_rounded_and_only_all_is_all(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0%"), (0.0009, "＜0.1%"), (0.314, "31.4%"), (0.9996, "＞99.9%"), (1, "100.0%")],
)
def test_a_share_with_one_digit(share, text):
    assert percent(share, 1) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.6439142, 2, "64.39%"),
        (0.0001, 2, "0.01%"),
        (0.000099, 2, "＜0.01%"),
        (0.99994, 2, "99.99%"),
        (0.99996, 2, "＞99.99%"),
        (2e-9, 3, "＜0.001%"),
    ],
)
def test_a_share_with_more_digits(share, digits, text):
    assert percent(share, digits) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.314, 0, "+31%"),
        (-0.026, 0, "−3%"),
        (-0.026, 1, "−2.6%"),
        (0, 0, "+0%"),
        (-0.004, 0, "+0%"),
        (-0.006, 0, "−1%"),
    ],
)
def test_a_difference_of_shares_has_its_sign(share, digits, text):
    assert signed_percent(share, digits) == text
    assert digits or signed_percent(share) == text


def test_only_what_is_nearer_to_all_than_a_millionth_is_all():
    assert percent(1 - 1e-6) == "＞99.9%"
    assert percent(1 - 0.9e-6) == "100%"


def test_sums_of_products_bracket_negative_factors():
    assert terms([1, -2], [0.5, 3]) == "1×0.5 + (−2)×3"
    with pytest.raises(ValueError, match="zip"):
        terms([1, -2], [0.5])


def test_a_table_shows_texts_as_they_are_and_numbers_rounded():
    lines = ["", "| x | 2 |", "|---|---|", "| eˣ | 7.389 |", "| a | −1 |", ""]
    assert table(["x", "2"], [["eˣ", 7.38906], ["a", -1]]) == "\n".join(lines)


def test_a_vector_is_rounded_to_its_digits():
    assert vector([1, -0.126, 0]) == "[1, −0.126, 0]"
    assert vector([1, -0.126, 0], 2) == "[1, −0.13, 0]"


def test_no_zero_has_a_sign_and_no_end_has_zeros():
    assert [show(x) for x in (2.0, 100, -0.0001, 0.1239, -1)] == ["2", "100", "0", "0.124", "−1"]


@pytest.mark.parametrize(("text", "number"), [("1 / 3", 1 / 3), ("50 %", 0.5), (" −2。5 ", -2.5)])
def test_blanks_around_a_bar_or_percent_sign_do_no_harm(text, number):
    assert parse(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["1 2", "1_0", "1/2/3", "1/0", "x", "inf", "1" * 25])
def test_what_could_be_two_numbers_or_none_is_refused(text):
    with pytest.raises(NumberError):
        parse(text)


def test_24_characters_may_be_a_number():
    assert parse("1" * 24) == float("1" * 24)


def test_a_decimal_may_be_infinite_but_is_no_fraction():
    assert decimal("1e999") == float("inf")
    with pytest.raises(NumberError, match="1/2"):
        decimal("1/2")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1234.5, "1234.5"),
        (0.0123, "0.0123"),
        (9999.4, "9999.4"),
        (20855.3, "2.09 万"),
        (26489122130, "265 亿"),
        (3.2e13, "32 万亿"),
        (3.2e40, "3.2×10⁴⁰"),
        (-26489122130, "−265 亿"),
    ],
)
def test_a_large_number_is_told_in_the_units_that_one_speaks(number, written):
    assert large(number) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (0.001, "0.001"),
        (0.0009994, "0.001"),
        (0.00094, "9.4×10⁻⁴（不到千分之一）"),
        (9.9e-5, "9.9×10⁻⁵（不到万分之一）"),
        (2.9e-6, "2.9×10⁻⁶（不到十万分之一）"),
        (9.96e-7, "1.0×10⁻⁶（不到十万分之一）"),
        (1.5e-7, "1.5×10⁻⁷（不到百万分之一）"),
        (3e-16, "3.0×10⁻¹⁶（不到百万分之一）"),
    ],
)
def test_a_rounding_error_is_told_as_one_reads_it(size, written):
    assert tiny(size) == written


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [
        (19.4728912, 7, "19.47289"),
        (19, 5, "19"),
        (-0.5, 3, "−0.5"),
        (0.00012, 4, "0.00012"),
        (0.000012, 4, "1.2×10⁻⁵"),
        (1.5e-7, 5, "1.5×10⁻⁷"),
        (123456, 4, "1.235×10⁵"),
        (99999, 5, "99999"),
    ],
)
def test_significant_digits_without_an_e(number, digits, written):
    assert figures(number, digits) == written


def test_a_signed_number_has_a_minus_sign_and_no_hyphen():
    assert signed(-0.351) == "−0.35" and signed(0.351) == "+0.35"
    assert signed(-12.64, ".1f") == "−12.6"
