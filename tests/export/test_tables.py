"""CSV that a spreadsheet opens: read back with pandas, and nothing in it is run."""

import io

import numpy as np
import pandas as pd
import pytest

from lib.attention import scaled_dot_product
from lib.experiments.claims import Verdict
from lib.export import tables
from lib.toy import PRESETS


def opened(data: bytes, **options) -> pd.DataFrame:
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel reads Chinese as something else
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", **options)


def test_a_matrix_comes_back_with_repeated_characters_in_their_places():
    weights = np.random.default_rng(0).random((3, 3))
    frame = opened(tables.matrix(weights, ["书", "，", "书"]), header=None)
    assert frame.iloc[0].tolist() == ["查询＼键", "书", "，", "书"]
    assert frame.iloc[1:, 0].tolist() == ["书", "，", "书"]
    np.testing.assert_array_equal(frame.iloc[1:, 1:].astype(float), weights)


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@x", "\tx", "\rx"])
def test_a_character_that_a_spreadsheet_would_run_is_text(name):
    frame = opened(tables.matrix(np.eye(1), [name]), header=None)
    assert frame.iloc[1, 0] == f"'{name}" == frame.iloc[0, 1]


def test_negative_numbers_stay_numbers():
    assert opened(tables.matrix(-np.eye(1), ["书"]))["书"].item() == -1


def test_the_articles_table_in_four_steps():
    query, key, value = PRESETS["ages"].arrays()
    steps = scaled_dot_product(query, key, value)
    frame = opened(tables.steps_row(steps, 0, key, value, PRESETS["ages"].key_names))
    assert frame.columns.tolist() == ["键", "k1", "k2", "k3", "v1", "点积", "缩放后", "权重"]
    assert frame["点积"].tolist() == [1, 1, 0, 1]
    assert frame["权重"].round(5).tolist() == [0.28079, 0.28079, 0.15763, 0.28079]
    assert (frame["权重"] * frame["v1"]).sum() == pytest.approx(19.47289, abs=1e-5)


def test_a_blocked_key_is_minus_infinity():
    query, key, value = PRESETS["ages"].arrays()
    steps = scaled_dot_product(query, key, value, blocked=np.array([False, True, False, False]))
    frame = opened(tables.steps_row(steps, 0, key, value, PRESETS["ages"].key_names))
    assert frame["缩放后"][1] == -np.inf and frame["权重"][1] == 0


def test_heads_are_counted_from_one():
    frame = opened(tables.heads(变化=np.arange(6.0).reshape(2, 3)))
    assert frame.loc[frame["变化"] == 5, ["层", "头"]].values.tolist() == [[2, 3]]


def test_a_verdict_says_who_passed():
    shares = np.array([[0.6, 0.1]])
    found = Verdict(
        shares,
        0.2,
        np.full((1, 2), 0.3),
        np.full((1, 2), 0.1),
        np.zeros(9, int),
        np.zeros(9),
        True,
        0,
    )
    frame = opened(tables.verdict(found))
    assert frame["平均分配时"].tolist() == [0.2, 0.2]
    assert frame["过关"].tolist() == [1, 0]
