"""Positions in the toy, by hand and against the formula of the paper."""

import math

import numpy as np

from lib.model.intervention import Intervention
from lib.toy import Toy
from lib.toy.positions import placed, sinusoidal


def test_each_place_is_the_papers_formula():
    found = sinusoidal(5, 6)
    for place in range(5):
        for i in range(3):
            angle = place / 10000 ** (2 * i / 6)
            assert np.allclose(found[place, 2 * i : 2 * i + 2], [math.sin(angle), math.cos(angle)])
    assert sinusoidal(2, 3)[1].tolist() == [
        math.sin(1), math.cos(1), math.sin(1 / 10000 ** (2 / 3))
    ]  # fmt: skip


SAME = Toy("", "", [[1, 0], [0, 1], [1, 0]], [[1, 0], [0, 1], [1, 0]], [[1], [2], [3]])


def rows(table: Toy) -> np.ndarray:
    query, key, value = table.arrays()
    return Intervention().attend(query, key, value, scale=table.scale).weights


def test_equal_characters_get_equal_rows_without_places_and_unlike_ones_with_them():
    without, with_places = rows(SAME), rows(placed(SAME))
    assert np.array_equal(without[0], without[2]) and without[1, 0] == without[1, 2]
    assert not np.allclose(with_places[0], with_places[2])
    assert not np.isclose(with_places[1, 0], with_places[1, 2])
    # By hand: q₀ + p₀ = [1, 1]; k₀ + p₀ = [1, 1], k₁ + p₁ = [sin 1, 1 + cos 1], k₂ + p₂ below.
    scores = [2, math.sin(1) + 1 + math.cos(1), 1 + math.sin(2) + math.cos(2)]
    weights = [math.exp(score / math.sqrt(2)) for score in scores]
    assert np.allclose(with_places[0], np.array(weights) / sum(weights))


def test_values_and_names_stay():
    table = placed(SAME)
    assert np.array_equal(table.value, SAME.value) and table.key_names == SAME.key_names
