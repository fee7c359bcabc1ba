"""A claim about attention against heads whose habits are known, because they were made by hand."""

import numpy as np
import pytest

from lib.experiments.claims import DRAWS, ClaimError, _drawn, check, places, targets

SENTENCE = "甲乙丙丁戊己庚辛"  # tokens 1 to 8, [CLS] 0, [SEP] 9
N = len(SENTENCE) + 2


def heads(*rows) -> np.ndarray:
    """One layer of heads; each maps (query, key) to an unnormalised weight."""
    weights = np.array([[[head(q, k) for k in range(N)] for q in range(N)] for head in rows], float)
    return (weights / weights.sum(-1, keepdims=True))[None]


def even(query, key):
    return 1


def left(query, key):
    return 100 if key == max(query - 1, 0) else 1


def third(query, key):
    """Everybody looks at 丙."""
    return 100 if key == 3 else 1


def only(query, key):
    """己 alone looks at 丙, the others look nowhere special."""
    return 100 if (query, key) == (6, 3) else 1


@pytest.fixture
def reading(made):
    return made(SENTENCE, heads(even, left, third, only))


def test_words_are_found_wherever_they_stand_but_never_the_query_itself(made):
    reading = made("小猫和小狗看小鸟")
    assert targets(reading, 2, "小狗、鸟") == [4, 5, 8]
    assert targets(reading, 2, "小") == [1, 4, 7]
    assert targets(reading, 4, " 小，狗 ") == [1, 5, 7]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("", "写下被看的字"),
        ("、、", "写下被看的字"),
        ("子", "没有“子”"),
        ("<b>", "没有“<b>”"),
        ("甲.", "没有“甲.”"),  # no pattern, only text
        ("[CLS]", "没有“[CLS]”"),
        ("丁", "除了它自己"),
        ("甲乙丙丁戊", "一大半"),
    ],
)
def test_what_cannot_be_asked_gets_a_reason(reading, named, message):
    with pytest.raises(ClaimError) as error:
        targets(reading, 4, named)
    assert message in str(error.value)


def test_separators_ask_nothing(reading):
    with pytest.raises(ClaimError, match="不是句子里的字"):
        check(reading, 0, [3], places([reading]))


def test_a_habit_of_place_is_measured_over_ordinary_characters(reading):
    usual = places([reading])
    reach = N - 1
    assert usual.rows[reach] == 8 and usual.rows[reach - 1] == 7 and usual.rows[reach + 7] == 1
    looks_left = usual.mean[0, 1]
    np.testing.assert_allclose(looks_left[reach - 1], 100 / (100 + N - 1))
    np.testing.assert_allclose(looks_left[reach + 1], 1 / (100 + N - 1))
    # one row only reaches seven to the right, and none fifty: an even share stands in
    np.testing.assert_allclose(usual.at(np.array([7, 50, -50]), 0.125)[0, 1], 0.125)


def test_only_the_head_that_looks_from_here_to_there_passes(reading):
    verdict = check(reading, 6, targets(reading, 6, "丙"), places([reading]))
    assert verdict.passed.tolist() == [[False, False, False, True]]
    np.testing.assert_allclose(verdict.shares[0, 3], 100 / 109)
    np.testing.assert_allclose(verdict.others[0], [1 / N, 105 / 109 / 6, 100 / 109, 1 / N])
    assert verdict.even == 1 / N


def test_looking_at_the_neighbour_is_no_finding(reading):
    verdict = check(reading, 6, targets(reading, 6, "戊"), places([reading]))
    assert verdict.shares[0, 1] > 0.9
    assert not verdict.passed.any()


def test_luck_counts_how_often_random_characters_do_as_well(reading):
    usual = places([reading])
    verdict = check(reading, 6, targets(reading, 6, "丙"), usual)
    # 丙 is one of the seven characters that can be drawn, and the only one that passes
    assert verdict.lucky.shape == (DRAWS,) and verdict.lucky.max() == 1
    assert abs(verdict.luck - 1 / 7) < 0.06
    assert check(reading, 6, targets(reading, 6, "戊"), usual).luck == 1


def test_even_heads_never_find_anything(made):
    reading = made(SENTENCE, heads(even, even))
    for query in range(1, 9):
        keys = [key for key in (1, 5, 8) if key != query]
        verdict = check(reading, query, keys, places([reading]))
        assert not verdict.passed.any() and verdict.lucky.max() == 0


def test_drawn_characters_stand_together_as_those_of_the_claim():
    draw = np.random.default_rng(0)
    pool = np.array([1, 2, 3, 4, 6, 7, 8])  # 5 is the query
    found = {tuple(pool[_drawn(draw, pool, [1, 3])]) for _ in range(300)}
    # three side by side on one side of the query, and one more that does not have to stand apart
    threes = [(1, 2, 3), (2, 3, 4), (6, 7, 8)]
    assert found == {tuple(sorted({*t, one})) for t in threes for one in pool if one not in t}


def test_where_there_is_little_room_the_draw_still_ends():
    pool = np.array([1, 2, 4, 5, 7])
    found = {tuple(pool[_drawn(np.random.default_rng(i), pool, [2, 2, 1])]) for i in range(20)}
    assert found == {(1, 2, 4, 5, 7)}


def test_for_a_word_luck_is_counted_in_words(made):
    def words(query, key):
        """Everybody looks at 乙丙丁, and 庚 more than the others."""
        return (30 if query == 7 else 10) if 2 <= key <= 4 else 1

    reading = made(SENTENCE, heads(words))
    verdict = check(reading, 7, targets(reading, 7, "乙丙丁"), places([reading]))
    # beside 庚 there are four sets of three side by side, one of them 乙丙丁; apart there are 35
    assert verdict.luck > 1 / 5
