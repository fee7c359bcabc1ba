"""A habit of place, on heads whose habits are known because they were made by hand."""

import numpy as np
import pytest

from lib.heads.places import FEWEST, Places, places

SENTENCE = "甲乙丙丁戊己庚辛"  # tokens 1 to 8, [CLS] 0, [SEP] 9
N = len(SENTENCE) + 2


def looks_left(n: int) -> np.ndarray:
    """One head that gives the key before a hundred times what it gives to any other."""
    weights = np.ones((n, n))
    weights[np.arange(n), np.maximum(np.arange(n) - 1, 0)] = 100
    return (weights / weights.sum(-1, keepdims=True))[None, None]


def test_a_habit_of_place_is_measured_over_ordinary_characters(made):
    usual = places([made(SENTENCE, looks_left(N))])
    reach = len(SENTENCE) - 1
    assert len(usual.rows) == 2 * reach + 1 and usual.sentences == 1
    assert usual.rows[reach] == 8 and usual.rows[reach - 1] == 7 and usual.rows[-1] == 1
    np.testing.assert_allclose(usual.mean[0, 0, reach - 1], 100 / (100 + N - 1))
    np.testing.assert_allclose(usual.mean[0, 0, reach + 1], 1 / (100 + N - 1))
    # one row only reaches seven to the right, and none fifty: an even share stands in
    np.testing.assert_allclose(usual.at(np.array([7, 50, -50]), 0.125)[0, 0], 0.125)


def test_readings_of_different_length_are_joined_at_the_same_offset(made):
    usual = places([made("甲乙丙", looks_left(5)), made(SENTENCE, looks_left(N))])
    reach = len(SENTENCE) - 1
    assert usual.rows[reach - 1] == 2 + 7 and usual.rows[reach - 2] == 1 + 6
    by_hand = (2 * 100 / (100 + 4) + 7 * 100 / (100 + N - 1)) / 9
    np.testing.assert_allclose(usual.mean[0, 0, reach - 1], by_hand)


def test_two_rows_are_too_few_and_three_are_enough():
    assert FEWEST == 3
    usual = Places(np.array([[[0.2, 0.5, 0.3]]]), np.array([2, 9, 3]))
    assert usual.known([-1, 0, 1, 2]).tolist() == [False, True, True, False]
    np.testing.assert_allclose(usual.at([-1, 0, 1], 0.125)[0, 0], [0.125, 0.5, 0.3])


def test_nothing_is_measured_on_nothing():
    with pytest.raises(ValueError, match="no reading"):
        places([])
