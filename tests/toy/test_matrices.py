"""What is typed, pasted or uploaded is read, or refused by the name of its cell."""

import math
import re

import numpy as np
import pytest

from lib.toy import MatrixError, matrix, parse

EXPECTED = [[1.5, -2.0], [3.0, 40.0]]


@pytest.mark.parametrize(
    "text",
    [
        "1.5\t-2\n3\t40",
        "1.5\t-2\r\n3\t40\r\n",
        "1.5,-2\n3,40",
        "1.5, -2\n\n 3 , 40 \n",
        '"1.5","-2"\n"3","40"',
        "1.5 -2\n3   40",
        "1.5，-2\n3，40",
        "1.5,-2；3,40",
        "1.5 -2;3 40",
        "１．５，－２\n３，４０",
        "1.5 −2\n+3 4e1",
        "\ufeff1.5,-2\r\n3,40\r\n",
        "1,5;-2\n3;40",  # as a German Excel writes it
        "1.5；-2\n3；40",
        "1.5,-2;3,40;",
    ],
)
def test_tabs_commas_spaces_and_full_width_signs_are_read_alike(text):
    assert parse(text, "K").tolist() == EXPECTED


def test_one_number_and_one_column_are_matrices():
    assert parse("5", "V").tolist() == [[5.0]]
    assert parse("18\n20\n22\n19", "V").tolist() == [[18], [20], [22], [19]]


def test_the_largest_size_and_the_largest_numbers_are_still_read():
    assert parse("\n".join([" ".join("12345678")] * 8), "Q").shape == (8, 8)
    assert parse("1000000 -1000000", "Q").tolist() == [[1e6, -1e6]]


BAD_TEXT = [
    ("", "K 是空的"),
    (" \n\t\n", "K 是空的"),
    ("1 2\n3 x", "K 第 2 行第 2 列是“x”，不是数"),
    ("1 二", "K 第 1 行第 2 列是“二”，不是数。"),
    ("1.5;2.5", "K 里的分号有两种读法"),
    ("1,5;2,5", "“1,5”可以是两个数，也可以是一个小数"),
    ("1;2,3\n4", "K 第 2 行有 1 个数，第 1 行有 2 个"),
    ("1;2\n3", "不是数"),
    ("1;2\n3;x", "K 第 2 行第 2 列是“x”"),
    ("1\t23,4", "K 第 1 行第 2 列是“23,4”，不是数：小数点请写“.”"),
    ("1 2。5", "K 第 1 行第 2 列是“2。5”，不是数：小数点请写“.”"),
    ("1,2\n3,", "K 第 2 行第 2 列是空的"),
    ("1,,3", "K 第 1 行第 2 列是空的"),
    ("\t1\n2\t3", "K 第 1 行第 1 列是空的"),
    ("1\t2\n3\t", "K 第 2 行第 2 列是空的"),
    ("1 nan", "K 第 1 行第 2 列是空的或 NaN"),
    ("inf 1", "K 第 1 行第 1 列太大了"),
    ("1 -Infinity", "K 第 1 行第 2 列太大了"),
    ("1e400", "K 第 1 行第 1 列太大了"),
    ("1000001", "K 第 1 行第 1 列太大了"),
    ("9" * 400, "K 第 1 行第 1 列太大了"),
    ("1 2\n3", "K 第 2 行有 1 个数，第 1 行有 2 个"),
    ("1,2\n3,4,5", "K 第 2 行有 3 个数，第 1 行有 2 个"),
    ("1 2 3 4 5 6 7 8 9", "K 有 1 行 9 列，最多 8 行 8 列"),
    ("1\n" * 9, "K 有 9 行 1 列，最多 8 行 8 列"),
    ("1_000", "K 第 1 行第 1 列是“1_000”，不是数"),
    ("0x10", "不是数"),
    ("1/2", "不是数"),
    ("50%", "不是数"),
    ("=A1", "不是数"),
    ("1+2j", "不是数"),
    ("1\0 2", "不是数"),
    ("<script>", "K 第 1 行第 1 列是“<script>”，不是数"),
    ('"1,2', "不是数"),
    ("长" * 500, "K 第 1 行第 1 列是“" + "长" * 20 + "”，不是数"),
    ("1" * 200_000 + ",2", "太长了"),
    ("1 " * 9_000, "最多 8 行 8 列"),
    ("1 " * 100_000, "太长了"),
]


@pytest.mark.parametrize(("text", "message"), BAD_TEXT, ids=[text[:12] for text, _ in BAD_TEXT])
def test_bad_text_names_the_cell_and_what_was_expected(text, message):
    with pytest.raises(MatrixError, match=re.escape(message)):
        parse(text, "K")


BAD_CELLS = [
    ([], "V 是空的"),
    ([[]], "V 是空的"),
    ([[1, None]], "V 第 1 行第 2 列是空的"),
    ([[1], [""]], "V 第 2 行第 1 列是空的"),
    ([[1], ["  "]], "V 第 2 行第 1 列是空的"),
    ([[math.nan]], "V 第 1 行第 1 列是空的或 NaN"),
    ([[1, -math.inf]], "V 第 1 行第 2 列太大了"),
    ([[np.float64("nan")]], "V 第 1 行第 1 列是空的或 NaN"),
    ([[10**400]], "V 第 1 行第 1 列太大了"),
    ([[1], [[2]]], "V 第 2 行第 1 列是“[2]”，不是数"),
    ([[{}]], "不是数"),
    ([[1j]], "不是数"),
    ([[1, 2], [3]], "V 第 2 行有 1 个数，第 1 行有 2 个"),
    ([[1], []], "V 第 2 行有 0 个数，第 1 行有 1 个"),
    ([[0] * 9], "V 有 1 行 9 列"),
    ([[0]] * 9, "V 有 9 行 1 列"),
]


@pytest.mark.parametrize(("cells", "message"), BAD_CELLS, ids=[str(c)[:16] for c, _ in BAD_CELLS])
def test_bad_cells_name_the_cell_and_what_was_expected(cells, message):
    with pytest.raises(MatrixError, match=re.escape(message)):
        matrix(cells, "V")


@pytest.mark.parametrize("typed", ["23,4", "23，4", "２３，４", "23。4"])
def test_a_decimal_comma_in_a_cell_is_named_and_no_other_number(typed):
    with pytest.raises(MatrixError, match="小数点请写"):
        matrix([[typed]], "V")


def test_numbers_typed_as_text_are_numbers():
    assert matrix([[" 1.5 ", "-2"], ["３", 40]], "Q").tolist() == EXPECTED
