"""The record of a learner: nothing is lost by merging, and no file is trusted."""

import json
from datetime import date

import pytest

from lib.course.progress import LARGEST, Progress, ProgressError, course, from_json

DAY = date(2025, 3, 1)
LATER = date(2025, 4, 1)
SOME = Progress().mark("lookup", DAY).record("dot", 0.5).record("dot", 1.0).record("scale", 0.25)


def test_round_trip():
    assert from_json(SOME.to_json()) == SOME
    assert from_json(Progress().to_json()) == Progress()


def test_empty_is_false():
    assert not Progress()
    assert SOME


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
        (_changed(version=2), "更新的版本"),
        (_changed(version="1"), "没有写版本"),
        (_changed(version=True), "没有写版本"),
        (_changed(lessons=[]), "缺少 lessons"),
        (_changed(exercises=None), "缺少 exercises"),
        (_changed(lessons={"<script>": "2025-03-01"}), "不认识的名字"),
        (_changed(lessons={"lookup": "yesterday"}), "日期看不懂"),
        (_changed(lessons={"lookup": 5}), "日期看不懂"),
        (_changed(exercises={"dot": 1}), "成绩看不懂"),
        (_changed(exercises={"dot": {"tries": 1, "best": 7}}), "成绩看不懂"),
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
