"""What must hold of any text and any number: hypothesis looks for one of which it does not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lib.text import latex, numbers
from lib.text.markdown import escape
from lib.toy import MatrixError, Toy, dump, parse, restore

finite = st.floats(-1e6, 1e6, allow_nan=False)
shares = st.floats(0, 1)


@given(finite, st.integers(0, 6))
def test_a_number_that_was_shown_is_read_back_as_close_as_its_digits(number, digits):
    shown = numbers.show(number, digits)
    assert abs(numbers.parse(shown) - number) <= 0.5001 * 10**-digits


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_finite_number_or_nothing_or_refused_in_chinese(text):
    try:
        number = numbers.parse(text)
    except numbers.NumberError as error:
        assert any("\u4e00" <= c <= "\u9fff" for c in str(error))
    else:
        assert number is None if not text.strip() else math.isfinite(number)


@given(shares, st.sampled_from([0, 1]))
def test_no_share_but_0_and_1_is_shown_as_none_or_all(share, digits):
    shown = numbers.percent(share, digits)
    if 1e-6 <= share <= 1 - 1e-5:
        assert float(shown.strip("＜＞%")) not in (0, 100)


@given(st.text(max_size=40))
def test_a_learners_text_is_only_text_in_markdown(text):
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(escape(text))
    inside = [child.type for token in tokens for child in token.children or []]
    assert set(inside) <= {"text", "text_special"}
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


@given(st.text(max_size=40))
def test_a_learners_text_cannot_leave_its_place_in_a_formula(text):
    inside = latex.name(text).removeprefix(r"\text{").removesuffix("}")
    assert not set(inside) & set("\\{}$%#&_^~")


cells = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 4))


def matrices(rows: int, columns: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(
        st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows
    )


shapes = st.tuples(*[st.integers(1, 8)] * 4)  # queries, keys, d_k, d_v


@given(shapes.flatmap(lambda s: st.tuples(
    matrices(s[0], s[2]), matrices(s[1], s[2]), matrices(s[1], s[3])
)))  # fmt: skip
def test_a_table_comes_back_from_its_file(qkv):
    table = Toy("自己的表", "", *qkv)
    assert restore(dump(table)) == table


@pytest.mark.parametrize("between", [", ", "\t", " ", "，"])
@given(st.integers(2, 8).flatmap(lambda n: matrices(n, 3)))
def test_a_pasted_matrix_is_read_as_it_was_written(between, rows):
    text = "\n".join(between.join(map(repr, row)) for row in rows)
    np.testing.assert_array_equal(parse(text, "Q"), rows)


@given(st.text(max_size=200))
def test_any_pasted_text_is_a_matrix_or_refused(text):
    try:
        found = parse(text, "Q")
    except MatrixError:
        return
    assert found.ndim == 2 and np.isfinite(found).all()


@given(st.text(max_size=200))
def test_any_file_is_a_table_or_refused(text):
    try:
        restore(text)
    except MatrixError:
        return
