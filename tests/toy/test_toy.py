"""The toy tables: presets that say what they claim, and any input read or refused by name."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.toy import (
    LARGEST,
    PRESETS,
    MatrixError,
    dump,
    hard_lookup,
    matrix,
    parse,
    restore,
)


@pytest.mark.parametrize("toy", PRESETS.values(), ids=PRESETS.keys())
def test_a_preset_fits_together_and_every_row_has_its_name(toy):
    query, key, value = toy.arrays()
    steps = scaled_dot_product(query, key, value)
    assert steps.context.shape == (len(toy.query_names), len(toy.value_names))
    assert steps.weights.shape == (len(toy.query_names), len(toy.key_names))
    assert len(toy.key_dims) in (0, key.shape[1])
    assert max(query.shape + key.shape + value.shape) <= LARGEST
    assert toy.d_k == key.shape[1]


def test_the_first_preset_is_the_articles_table():
    assert next(iter(PRESETS)) == "ages"
    toy = PRESETS["ages"]
    assert dict(zip(toy.key_names, toy.value.tolist(), strict=True)) == {
        "张三": [18],
        "张三-2": [20],
        "李四": [22],
        "张麻子": [19],
    }
    query, key, value = toy.arrays()
    assert query.tolist() == [[1, 0, 0]]
    assert key.tolist() == [[1, 2, 0], [1, 2, 0], [0, 0, 2], [1, 4, 0]]
    soft = scaled_dot_product(query, key, value).context
    assert soft.item() == pytest.approx(19.47289, abs=5e-6)
    assert hard_lookup(query, key, value).item() == 19


@pytest.mark.parametrize(
    ("preset", "query", "winner"),
    [
        ("desk", "想读书", "书"),
        ("desk", "想喝咖啡", "红咖啡杯"),
        ("desk", "想记笔记", "笔记本"),
        ("pronoun", "它", "小猫"),
        ("identity", "q2", "k2"),
    ],
)
def test_a_preset_looks_where_its_story_says(preset, query, winner):
    toy = PRESETS[preset]
    weights = scaled_dot_product(*toy.arrays()).weights[toy.query_names.index(query)]
    assert toy.key_names[weights.argmax()] == winner


# Reading what is typed, pasted or uploaded.

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


# Out and in again.

EXACT = np.array([[0.1, 1 / 3, -1e-300], [1e6, -0.0, 2.0**-52]])


@pytest.mark.parametrize("toy", PRESETS.values(), ids=PRESETS.keys())
def test_a_table_comes_back_from_its_json(toy):
    again = restore(dump(toy))
    for name in ("query", "key", "value", "query_names", "key_names", "value_names", "key_dims"):
        assert np.array_equal(getattr(again, name), getattr(toy, name)), name


def test_json_brings_every_bit_and_the_real_heads_dimension_back():
    toy = replace(PRESETS["ages"].replaced(EXACT, EXACT, EXACT), scale_dim=64)
    again = restore(dump(toy))
    assert [a.tobytes() for a in again.arrays()] == [a.tobytes() for a in toy.arrays()]
    assert again.d_k == 64


def test_json_without_names_gets_some():
    toy = restore('{"Q": [[1, 2]], "K": [[1, 2], [3, 4]], "V": [[5], [6]]}')
    assert (toy.query_names, toy.key_names, toy.value_names) == (("q1",), ("k1", "k2"), ("v1",))


def test_names_are_kept_when_rows_come_and_go():
    ages = PRESETS["ages"]
    query, key, value = ages.arrays()
    more = ages.replaced(query, np.vstack([key, key[:1]]), np.vstack([value, value[:1]]))
    assert more.key_names == ("张三", "张三-2", "李四", "张麻子", "k5")
    assert ages.replaced(query, key[:2], value[:2]).key_names == ("张三", "张三-2")


def test_a_table_is_frozen_through_and_through_and_equal_by_its_numbers_and_names():
    ages = PRESETS["ages"]
    with pytest.raises(ValueError, match="read-only"):
        ages.query[0, 0] = 9
    given = ages.query.copy()
    copied = ages.replaced(given, ages.key, ages.value)
    given[0, 0] = 9
    assert copied == ages  # what was given is not held
    assert copied != ages.replaced(given, ages.key, ages.value)
    assert copied != replace(ages, key_names=("张三", "张三", "李四", "张麻子"))


@pytest.mark.parametrize(
    ("sizes", "message"),
    [(((1, 2), (2, 3), (2, 1)), "Q 有 2 列，K 有 3 列"), (((1, 2), (2, 2), (3, 1)), "K 有 2 行")],
)
def test_a_table_that_does_not_fit_together_cannot_be_made(sizes, message):
    with pytest.raises(MatrixError, match=message):
        PRESETS["ages"].replaced(*(np.zeros(size) for size in sizes))


def test_what_no_longer_fits_is_dropped():
    toy = replace(PRESETS["desk"], reference=[0.2] * 5)
    query, key, value = toy.arrays()
    assert toy.replaced(query, key[:4], value[:4]).reference is None
    assert toy.replaced(query[:, :2], key[:, :2], value).key_dims == ()


FAMILY = "👨\u200d👩\u200d👧"  # five characters that are seen as one


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("字" * 25, "字" * 20),
        ("字" * 19 + "👍🏽", "字" * 19),
        ("字" * 18 + "👍🏽", "字" * 18 + "👍🏽"),
        ("字" * 18 + FAMILY, "字" * 18),
        ("字" * 15 + FAMILY, "字" * 15 + FAMILY),
        ("字" * 19 + "e\u0301", "字" * 19),
        ("字" * 19 + "❤\ufe0f", "字" * 19),
        (" 张\n三 ", "张 三"),
    ],
)
def test_a_long_name_is_cut_between_signs(name, cut):
    table = {"Q": [[1]], "K": [[1]], "V": [[1]], "key_names": [name]}
    assert restore(json.dumps(table)).key_names == (cut,)


def q(cell: str) -> str:
    return '{"Q": [[' + cell + ']], "K": [[1]], "V": [[1]]}'


BAD_JSON = [
    ("", "没有 Q、K、V"),
    ("not json", "没有 Q、K、V"),
    ("null", "没有 Q、K、V"),
    ("5", "没有 Q、K、V"),
    ('"QKV"', "没有 Q、K、V"),
    ("[[1]]", "没有 Q、K、V"),
    ("{}", "没有 Q、K、V"),
    ('{"Q": [[1]], "K": [[1]]}', "没有 Q、K、V"),
    ('{"Q": [[1]], "K": [[1]], "V": [[1]]', "没有 Q、K、V"),
    ('{"Q": null, "K": [[1]], "V": [[1]]}', "Q 不是矩阵"),
    ('{"Q": "[[1]]", "K": [[1]], "V": [[1]]}', "Q 不是矩阵"),
    ('{"Q": [[1]], "K": [1], "V": [[1]]}', "K 不是矩阵"),
    ('{"Q": [[1]], "K": [[1]], "V": {"0": [1]}}', "V 不是矩阵"),
    ('{"Q": [[1]], "K": [[1]], "V": ["ab"]}', "V 不是矩阵"),
    ('{"Q": [], "K": [[1]], "V": [[1]]}', "Q 是空的"),
    ('{"Q": [[1, 2]], "K": [[1]], "V": [[1]]}', "Q 有 2 列，K 有 1 列"),
    ('{"Q": [[1]], "K": [[1]], "V": [[1], [2]]}', "K 有 1 行，V 有 2 行"),
    (q("null"), "Q 第 1 行第 1 列是空的"),
    (q("NaN"), "Q 第 1 行第 1 列是空的或 NaN"),
    (q("-Infinity"), "Q 第 1 行第 1 列太大了"),
    (q('"x"'), "Q 第 1 行第 1 列是“x”，不是数"),
    (q('{"a": 1}'), "不是数"),
    (q("9" * 400), "太大了"),
    (q("9" * 5000), "没有 Q、K、V"),
    (q("[" * 500 + "]" * 500), "不是数"),
    (q("[" * 9_000 + "]" * 9_000), "没有 Q、K、V"),
    (q("[" * 100_000 + "]" * 100_000), "太长了"),
]


@pytest.mark.parametrize(("text", "message"), BAD_JSON, ids=[text[:24] for text, _ in BAD_JSON])
def test_nasty_json_is_refused_with_a_reason(text, message):
    with pytest.raises(MatrixError, match=re.escape(message)):
        restore(text)


@pytest.mark.parametrize(
    "extra",
    [
        {"key_names": "张三"},
        {"key_names": None},
        {"key_names": [None, {"a": []}, 7, "长" * 150] * 20},
        {"key_dims": ["一", "二", "三"]},
        {"scale_dim": "64"},
        {"scale_dim": 0},
        {"scale_dim": -4},
        {"scale_dim": 1e999},
        {"scale_dim": [64]},
        {"title": "<script>", "about": 5, "unheard-of": [[]]},
    ],
    ids=str,
)
def test_odd_names_and_dimensions_never_spoil_good_numbers(extra):
    toy = restore(json.dumps({"Q": [[1, 2]], "K": [[1, 2]], "V": [[5]]} | extra))
    assert len(toy.key_names) == 1
    assert all(isinstance(name, str) and len(name) <= 20 for name in toy.key_names)
    assert len(toy.key_dims) in (0, 2)
    assert toy.d_k == 2


@pytest.mark.parametrize("extra", ['"reference":5', '"reference":true', '"key_names":["\\ud800"]'])
def test_what_would_break_a_picture_is_refused(extra):
    with pytest.raises(MatrixError):
        restore('{"Q":[[1]],"K":[[1]],"V":[[1]],' + extra + "}")
