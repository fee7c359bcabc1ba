"""A table out and in again: every bit comes back, and nothing that is read is trusted."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from lib.text import lengths
from lib.toy import PRESETS, MatrixError, dump, restore

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


FAMILY = "👨\u200d👩\u200d👧"  # five characters that are seen as one


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("字" * 25, "字" * 20),
        ("字" * 19 + "👍🏽", "字" * 19),
        ("字" * 18 + "👍🏽", "字" * 18 + "👍🏽"),
        ("字" * 19 + "👍🏻", "字" * 19),  # the lightest and the darkest of the colours
        ("字" * 19 + "👍🏿", "字" * 19),
        ("字" * 19 + "A\u20dd", "字" * 19),  # a circle around the letter
        ("字" * 19 + "क\u093e", "字" * 19),  # a vowel that takes room of its own
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


def table(**changes) -> str:
    return json.dumps({"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]} | changes)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "[]",
        "0",
        '"Q"',
        "[" * 4000,
        '{"Q":1,"K":2,"V":3}',
        '{"Q":[1],"K":[[1]],"V":[[1]]}',
        '{"Q":[[[1]]],"K":[[1]],"V":[[1]]}',
        table(Q=[]),
        table(Q=[[]]),
        table(Q=[[1, 2, 3]]),
        table(Q=[[1], [1, 2]]),
        table(V=[[float("nan")], [1]]),
        table(V=[[float("inf")], [1]]),
        table(V=[[None], [1]]),
        table(V=[[1]]),
        table(K=[[1e300, 0], [0, 1]]),
        table(K=[[10**400, 0], [0, 1]]),
        table(K=[["x", 0], [0, 1]]),
        table(K=[["![](//a.invalid/b)", 0], [0, 1]]),
        table(K=[[1] * 9] * 9),
        table(reference="x"),
        table(reference=[None, 1]),
        "\u0000",
        "table",
    ],
    ids=lambda text: text[:40],
)
def test_a_mangled_table_of_an_address_is_refused(text):
    with pytest.raises(MatrixError):
        restore(text)


def test_chinese_stays_readable_in_a_file():
    assert "张麻子" in dump(PRESETS["ages"])


def test_a_text_of_the_greatest_length_is_still_read():
    text = table().ljust(lengths.TABLE)
    assert restore(text).value.tolist() == [[1], [2]]
    with pytest.raises(MatrixError, match="太长了"):
        restore(text + " ")


def test_what_is_told_of_a_table_is_cut_and_the_width_of_a_real_head_has_an_end():
    assert restore(table()).about == ""
    assert restore(table(about="字" * 400)).about == "字" * 300
    assert restore(table(scale_dim=4096)).d_k == 4096
    assert restore(table(scale_dim=4097)).d_k == 2
    assert restore(table(reference=[0.25, 0.75])).reference.tolist() == [0.25, 0.75]
