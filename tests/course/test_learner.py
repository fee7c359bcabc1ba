"""The learner model: levels by hand, dates by the library's own arithmetic, ten for today."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.course.learner import ALONE, FADED, WORKED, Review, level_after, minute, state, todays

START = datetime(2025, 3, 1, 10, 0, tzinfo=UTC)


def at(days: float, level: int = ALONE, result: int = 2) -> Review:
    return Review(minute(START + timedelta(days=days)), level, result)


@pytest.mark.parametrize(
    ("tries", "level"),
    [
        ([], WORKED),
        ([(WORKED, 0)], WORKED),
        ([(WORKED, 1)], FADED),
        ([(WORKED, 2), (FADED, 1)], ALONE),
        ([(WORKED, 2), (FADED, 0)], WORKED),
        ([(ALONE, 2)], ALONE),
        ([(ALONE, 2), (ALONE, 0)], FADED),
        ([(ALONE, 0), (ALONE, 0)], FADED),
    ],
)
def test_help_goes_and_comes_back_one_level_at_a_time(tries, level):
    assert level_after([at(i, *one) for i, one in enumerate(tries)]) == level


def test_dates_are_those_of_the_published_weights():
    """FSRS-6, default weights: a first Good has stability 2.3065 days, a first Hard 1.2931, a
    first Again 0.212 (weights 2, 1 and 0 of the paper's list); at 90 % the interval is the
    stability, in whole days, at least one."""
    for result, days in ((2, 2), (1, 1), (0, 1)):
        assert state([at(0, result=result)], START).due == START + timedelta(days=days)


def test_due_and_mastered_on_either_side_of_the_date():
    once = [at(0)]
    before, after = START + timedelta(days=2, minutes=-1), START + timedelta(days=2)
    assert state(once, before).mastered and not state(once, before).is_due
    assert state(once, after).is_due and not state(once, after).mastered
    assert not state([at(0, level=FADED)], before).mastered
    assert not state([at(0), at(0.5, result=0)], before).mastered
    assert [state(r, t).name for r, t in (([], before), (once, before), (once, after))] == [
        "没练过",
        "掌握了",
        "该复习了",
    ]


def test_recall_falls_with_time_and_rises_with_a_right_answer():
    once = [at(0)]
    recalls = [state(once, START + timedelta(days=d)).recall for d in (0, 1, 5, 50)]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] == pytest.approx(1)
    later = START + timedelta(days=9)
    assert state([at(0), at(2)], later).recall > state(once, later).recall


def test_a_clock_that_went_back_breaks_nothing():
    assert state([at(5)], START).recall == pytest.approx(1)


NOW = START + timedelta(days=20)
REVIEWS = {
    "old": (at(0),),  # due for long
    "due": (at(15),),  # due since the day before yesterday
    "weak": (at(19.9, level=WORKED),),
    "wrong": (at(19.9, result=0),),
    "known": (at(0), at(2), at(13)),
}


def test_todays_ten_mix_what_is_due_weak_and_one_new():
    skills = ["known", "due", "new", "weak", "newer", "old", "wrong"]
    ten = todays(REVIEWS, skills, NOW)
    assert len(ten) == 10
    assert ten[:5] == [
        ("old", "该复习了"),
        ("due", "该复习了"),
        ("wrong", "还不稳"),
        ("weak", "还不稳"),
        ("new", "新的"),
    ]
    assert "newer" not in [skill for skill, why in ten[:9]]


def test_what_may_not_be_asked_is_not():
    assert todays(REVIEWS, [], NOW) == []
    assert {skill for skill, _ in todays(REVIEWS, ["weak"], NOW)} == {"weak"}
    assert len(todays({}, ["a", "b", "c", "d"], NOW)) == 10


def test_many_due_leave_room_for_weak_and_new():
    reviews = {f"due{i}": (at(0),) for i in range(12)} | {"weak": (at(19.9, result=0),)}
    ten = todays(reviews, [*reviews, "new"], NOW)
    assert [why for _, why in ten].count("该复习了") == 6
    assert ("weak", "还不稳") in ten and ("new", "新的") in ten
