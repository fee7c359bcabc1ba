"""The sets that stand in for luck, counted by hand."""

from math import comb

import numpy as np
import pytest

from lib.experiments import luck
from lib.experiments.luck import chance, other_sets


def spelled(pool, keys) -> set[tuple[int, ...]]:
    member, _ = other_sets(pool, keys)
    found = [tuple(int(i) for i in np.array(pool)[row]) for row in member]
    assert len(found) == len(set(found))
    return set(found)


def test_of_seven_characters_six_others_can_stand_in_for_one():
    pool = [1, 2, 3, 4, 6, 7, 8]
    member, complete = other_sets(pool, [3])
    assert complete and spelled(pool, [3]) == {(i,) for i in pool if i != 3}


def test_a_word_is_compared_with_characters_that_stand_together():
    pool = [1, 2, 3, 4, 6, 7, 8]  # 5 is the query
    assert spelled(pool, [2, 3, 4]) == {(1, 2, 3), (6, 7, 8)}
    # three side by side on one side of the query, and one more that does not have to stand apart
    threes = [(1, 2, 3), (2, 3, 4), (6, 7, 8)]
    every = {tuple(sorted({*t, one})) for t in threes for one in pool if one not in t}
    assert spelled(pool, [2, 3, 4, 8]) == every - {(2, 3, 4, 8)}


def test_where_there_is_room_for_nothing_else_no_set_is_left():
    member, complete = other_sets([1, 2, 4, 5, 7], [1, 2, 4, 5, 7])
    assert member.shape == (0, 5) and complete


def test_pairs_apart_are_counted_once_each():
    assert len(other_sets(range(10), [0, 2])[0]) == comb(10, 2) - 1
    assert len(other_sets(range(10), [0, 2, 4])[0]) == comb(10, 3) - 1


def test_many_sets_are_drawn_and_never_the_one_that_is_asked_about():
    pool, keys = np.arange(40), np.array([3, 9, 20, 31])
    member, complete = other_sets(pool, keys)
    assert not complete and member.shape == (1000, 40)
    assert (member.sum(1) == 4).all()
    assert not (member == np.isin(pool, keys)).all(1).any()
    luck._other_sets.cache_clear()
    again, _ = other_sets(pool, keys)
    assert again is not member  # drawn anew, and the draws are always the same
    np.testing.assert_array_equal(member, again)


def test_two_thousand_sets_are_gone_through_and_one_more_is_not():
    assert other_sets(range(2000), [0])[1]  # one character in the place of one
    assert not other_sets(range(2001), [0])[1]


@pytest.mark.parametrize(("lengths", "times"), [([2, 2, 1], 20), ([3, 1, 1], 20)])
def test_where_there_is_little_room_the_draw_still_ends(lengths, times):
    pool = np.array([1, 2, 4, 5, 7] if lengths[0] == 2 else [1, 2, 3, 5, 7])
    for seed in range(times):
        assert luck._drawn(np.random.default_rng(seed), pool, lengths).all()


def test_the_set_itself_is_one_of_those_that_luck_may_hit():
    assert chance(0, 9) == pytest.approx(1 / 10)
    assert chance(9, 9) == 1
    assert chance(0, 0) == 1
