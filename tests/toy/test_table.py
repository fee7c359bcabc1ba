"""The toy tables: presets that say what they claim, and a table that cannot be bent."""

from dataclasses import replace

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.toy import LARGEST, PRESETS, MatrixError, hard_lookup


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
    with pytest.raises(ValueError, match="read-only"):
        copied.query[0, 0] = 9
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


def test_one_query_is_asked_alone_under_its_own_name():
    desk = PRESETS["desk"]
    alone = desk.one_query(1)
    assert alone.query.tolist() == [[0, 2, 0]] and alone.query_names == ("想喝咖啡",)
    assert np.array_equal(alone.key, desk.key) and alone.key_names == desk.key_names
