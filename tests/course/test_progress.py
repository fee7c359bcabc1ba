"""The record of a learner: nothing is lost by merging, and no file is trusted."""

import json
import time
from datetime import UTC, date, datetime

import pytest

from lib.course import progress as records
from lib.course.learner import ALONE, WORKED, Review
from lib.course.paper import COUNT, MOST_CHANGES, Paper
from lib.course.paper import LARGEST as LARGEST_SEED
from lib.course.progress import (
    LARGEST,
    MOST_TRIES,
    Progress,
    ProgressError,
    course,
    from_json,
)
from lib.text.numbers import LONGEST

DAY = date(2025, 3, 1)
LATER = date(2025, 4, 1)
SOME = Progress().mark("lookup", DAY).record("dot", 0.5).record("dot", 1.0).record("scale", 0.25)


def test_round_trip():
    assert from_json(SOME.to_json()) == SOME
    assert from_json(Progress().to_json()) == Progress()


def test_empty_is_false():
    assert not Progress()
    assert SOME
    assert Progress().record("dot", 0.0)  # a try that earned nothing is one
    assert Progress().review("dot", WORKED, 0)


@pytest.mark.parametrize(("level", "result"), [(0, 1), (4, 1), (1, -1), (1, 3)])
def test_a_review_has_one_of_three_levels_and_results(level, result):
    with pytest.raises(ValueError, match="no such review"):
        Progress().review("dot", level, result)


def test_a_review_is_read_back_whatever_the_clock_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        some = Progress().review("dot", ALONE, 2, datetime(2025, 3, 1, 20, 0, tzinfo=UTC))
        assert from_json(some.to_json()) == some
        assert some.skills["dot"][0].at == "2025-03-01T20:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_first_date_and_best_score_stay():
    again = SOME.mark("lookup", LATER).record("dot", 0.1)
    assert again.lessons["lookup"] == "2025-03-01"
    assert again.exercises["dot"].best == 1.0
    assert again.exercises["dot"].tries == 3


def test_merge_loses_nothing_and_has_no_order():
    other = Progress().mark("lookup", LATER).mark("origins", DAY).record("scale", 0.75)
    merged = SOME.merge(other)
    assert merged == other.merge(SOME)
    assert merged.lessons == {"lookup": "2025-03-01", "origins": "2025-03-01"}
    assert merged.exercises["scale"].best == 0.75
    assert merged.merge(merged) == merged
    assert merged.merge(Progress()) == merged


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_score_lies_between_0_and_1(score):
    with pytest.raises(ValueError):
        Progress().record("dot", score)


def test_passed_means_all_of_it_once():
    """By hand: three cells of four are 0.75, and not passed."""
    some = Progress().record("three", 0.75).record("half", 0.5).record("all", 0.2)
    assert some.passed() == []
    assert some.record("all", 0.9999).passed() == []
    assert some.record("all", 1.0).record("all", 0.0).passed() == ["all"]


def test_what_wins_in_a_merge():
    """The earlier day, the larger count, the better score, each from whichever side has it."""
    one = Progress().mark("lookup", DAY).record("dot", 0.9)
    two = Progress().mark("lookup", LATER).record("dot", 0.2).record("dot", 0.3)
    for merged in (one.merge(two), two.merge(one)):
        assert merged.lessons == {"lookup": "2025-03-01"}
        assert merged.exercises == {"dot": records.Exercise(tries=2, best=0.9)}


def full(letter: str, count: int = 500) -> Progress:
    """As large as a record can be: 500 of a kind, the longest names, the longest numbers."""
    names = [f"{letter}{i:03}".ljust(60, "x") for i in range(count)]
    return Progress(
        {name: "2025-03-01" for name in names},
        {name: records.Exercise(MOST_TRIES, 0.1234) for name in names},
        {
            name: tuple(Review(f"2025-03-01T10:{i:02}", 3, 2) for i in range(records.REVIEWS))
            for name in names[:60]
        },
        Paper(
            "2025-03-01T10:00",
            LARGEST_SEED,
            MOST_CHANGES,
            COUNT,
            (("9" * LONGEST,) * 12,) * COUNT,
        ),
    )


def test_the_fullest_record_can_be_read_again():
    assert from_json(full("a").to_json()) == full("a")
    assert len(full("a").to_json()) < LARGEST


def at(minute: int, level: int = 1, result: int = 2) -> Review:
    return Review(f"2025-03-01T10:{minute:02}", level, result)


def test_reviews_of_both_sides_are_joined():
    one, two = Progress(skills={"dot": (at(1), at(3))}), Progress(skills={"dot": (at(2), at(3))})
    merged = one.merge(two)
    assert merged == two.merge(one) == merged.merge(one) == merged.merge(merged)
    assert merged.skills == {"dot": (at(1), at(2), at(3))}
    assert from_json(merged.to_json()) == merged


def test_of_many_reviews_the_newest_stay():
    old = Progress(skills={"dot": tuple(at(i) for i in range(20))})
    new = Progress(skills={"dot": tuple(at(i) for i in range(10, 45))[-records.REVIEWS :]})
    assert old.merge(new).skills["dot"] == tuple(at(i) for i in range(15, 45))
    assert old.merge(new) == new.merge(old)


def test_a_file_of_the_first_version_is_read():
    text = (
        '{"app":"attention-progress","exercises":{"dot":{"best":1.0,"tries":2}},'
        '"lessons":{"lookup":"2025-03-01"},"version":1}'
    )
    assert from_json(text) == Progress().mark("lookup", DAY).record("dot", 1).record("dot", 1)


def test_a_file_of_the_second_version_is_read():
    text = SOME.to_json().replace('"version": 3', '"version": 2').replace('"paper": null, ', "")
    assert "paper" not in text and from_json(text) == SOME


def test_a_full_record_says_so_and_stays():
    for change in (
        lambda: full("a").mark("one-more"),
        lambda: full("a").record("one-more", 1),
        lambda: full("a").merge(full("b")),
        lambda: full("a").merge(full("b", 1)),
        lambda: full("a").review("one-more", 1, 1),
    ):
        with pytest.raises(ProgressError, match="记满了"):
            change()
    assert full("a", 499).mark("one-more").record("one-more", 1).merge(full("a", 1))
    again = full("a").record(next(iter(full("a").exercises)), 1.0)
    assert max(e.tries for e in again.exercises.values()) == MOST_TRIES
    assert from_json(again.to_json()) == again


def _changed(**fields) -> str:
    return json.dumps({**json.loads(SOME.to_json()), **fields})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "不是进度文件"),
        ("not json", "不是进度文件"),
        ("[" * 30000, "不是进度文件"),
        ("[]", "不是从这里导出"),
        ('{"Q": [[1]]}', "不是从这里导出"),
        (_changed(app="other"), "不是从这里导出"),
        (_changed(version=4), "更新的版本"),
        (_changed(version="1"), "没有写版本"),
        (_changed(version=True), "没有写版本"),
        (_changed(lessons=[]), "缺少 lessons"),
        (_changed(exercises=None), "缺少 exercises"),
        (_changed(skills=None), "缺少 skills"),
        (_changed(skills={"dot": []}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00", 4, 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00", 1, 3]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00", True, 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00:30", 1, 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["tomorrow", 1, 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [[5, 1, 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00", 1]]}), "复习记录看不懂"),
        (_changed(skills={"dot": [["2025-03-01T10:00", 1, 1]] * 31}), "复习记录看不懂"),
        (_changed(skills={f"s{i}": [["2025-03-01T10:00", 1, 1]] for i in range(61)}), "太多"),
        (_changed(lessons={"<script>": "2025-03-01"}), "不认识的名字"),
        (_changed(lessons={"lookup": "yesterday"}), "日期看不懂"),
        (_changed(lessons={"lookup": 5}), "日期看不懂"),
        (_changed(exercises={"dot": 1}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1, "best": 7}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1, "best": 10**400}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 10**400, "best": 1}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": MOST_TRIES + 1, "best": 1}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1, "best": float("inf")}}), "成绩看不懂"),
        (_changed(version=10**400), "更新的版本"),
        (_changed().replace('"version": 3', '"version": 3' + "0" * 5000), "不是进度文件"),
        (_changed(exercises={"dot": {"tries": 0, "best": 1}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1.5, "best": 1}}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1, "best": float("nan")}}), "成绩看不懂"),
        (_changed(exercises={f"e{i}": {"tries": 1, "best": 1} for i in range(501)}), "太多"),
        (" " * (LARGEST + 1), "太大"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(text, says):
    with pytest.raises(ProgressError, match=says):
        from_json(text)


def test_course_has_one_next_stop():
    lessons = ["origins", "lookup", "softmax"]
    states = [stop.state for stop in course(SOME, lessons)]
    assert states == ["next", "done", "later"]
    everything = SOME.mark("origins").mark("softmax")
    assert [stop.state for stop in course(everything, lessons)] == ["done"] * 3
