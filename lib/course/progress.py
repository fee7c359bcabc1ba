"""What a learner has done: a small record that lives in the learner's own browser."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from lib.course import paper as papers
from lib.course.learner import ALONE, WORKED, Review, minute
from lib.course.paper import Paper

APP = "attention-progress"  # marks our files
# 2: with the reviews of each skill; 3: with an exam that was begun. Older files have none.
VERSION = 3
LARGEST = 256 * 1024  # characters of a file: more than the fullest record that the rest allows
MOST = 500  # entries of each kind
MOST_TRIES = 10**6  # counted of one exercise
MOST_SKILLS = 60
REVIEWS = 30  # the newest of each skill; older ones hardly move its dates
ID = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII)
PASSED = 1.0  # of full marks: every part right at least once


class ProgressError(ValueError):
    """A file cannot be taken in; the message tells the learner why, in Chinese."""


@dataclass(frozen=True)
class Exercise:
    """`best` is the highest score so far, between 0 and 1."""

    tries: int
    best: float


@dataclass(frozen=True)
class Progress:
    """Immutable. lessons: id → ISO date when first done; exercises: id → Exercise;
    skills: id → its reviews, oldest first; paper: the exam begun last."""

    lessons: Mapping[str, str] = field(default_factory=dict)
    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    skills: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    paper: Paper | None = None

    def __bool__(self) -> bool:
        return bool(self.lessons or self.exercises or self.skills or self.paper)

    def mark(self, lesson: str, day: date | None = None) -> "Progress":
        """With this lesson done; the first date stays. Raises ProgressError when it is full."""
        _check_id(lesson)
        if lesson in self.lessons:
            return self
        done = (day or date.today()).isoformat()
        return _bounded(replace(self, lessons={**self.lessons, lesson: done}))

    def record(self, exercise: str, score: float) -> "Progress":
        """With one more try, scored between 0 and 1. Raises ProgressError when it is full."""
        _check_id(exercise)
        if not 0 <= score <= 1:
            raise ValueError(f"score must lie between 0 and 1, not {score}")
        old = self.exercises.get(exercise, Exercise(0, 0.0))
        new = Exercise(min(old.tries + 1, MOST_TRIES), max(old.best, round(score, 4)))
        return _bounded(replace(self, exercises={**self.exercises, exercise: new}))

    def review(
        self, skill: str, level: int, result: int, now: datetime | None = None
    ) -> "Progress":
        """With one more review of a skill, as in `Review`. Raises ProgressError when it is full."""
        _check_id(skill)
        if level not in range(WORKED, ALONE + 1) or result not in (0, 1, 2):
            raise ValueError(f"no such review: level {level}, result {result}")
        new = Review(minute(now or datetime.now(UTC)), level, result)
        return _bounded(replace(self, skills=_joined(self.skills, {skill: (new,)})))

    def merge(self, other: "Progress") -> "Progress":
        """Nothing is lost: earliest dates, most tries, best scores, the reviews of both.

        Of two exams the one begun later stays.

        The order of the two does not matter, nor how often they are merged.
        Raises ProgressError where both together are more than a record holds; both stay as
        they are.
        """
        lessons = dict(self.lessons)
        for lesson, day in other.lessons.items():
            lessons[lesson] = min(day, lessons.get(lesson, day))
        exercises = dict(self.exercises)
        for exercise, new in other.exercises.items():
            old = exercises.get(exercise, new)
            exercises[exercise] = Exercise(max(old.tries, new.tries), max(old.best, new.best))
        paper = papers.newer(self.paper, other.paper)
        return _bounded(Progress(lessons, exercises, _joined(self.skills, other.skills), paper))

    def passed(self) -> list[str]:
        """Exercises with a best score of at least `PASSED`."""
        return [name for name, e in self.exercises.items() if e.best >= PASSED]

    def to_json(self) -> str:
        """Sorted, so that equal records are equal texts."""
        return json.dumps(
            {
                "app": APP,
                "version": VERSION,
                "lessons": dict(self.lessons),
                "exercises": {
                    name: {"tries": e.tries, "best": e.best} for name, e in self.exercises.items()
                },
                "skills": {
                    name: [[r.at, r.level, r.result] for r in reviews]
                    for name, reviews in self.skills.items()
                },
                "paper": self.paper and self.paper.data(),
            },
            ensure_ascii=False,
            sort_keys=True,
        )


def _joined(
    one: Mapping[str, tuple[Review, ...]], two: Mapping[str, tuple[Review, ...]]
) -> dict[str, tuple[Review, ...]]:
    """The newest reviews of both. Two tries of one minute with one result count once."""
    return {
        skill: tuple(sorted({*one.get(skill, ()), *two.get(skill, ())}))[-REVIEWS:]
        for skill in {**one, **two}
    }


def _bounded(progress: Progress) -> Progress:
    """The record, if it can be read again. What is written is never refused later."""
    for part in (progress.lessons, progress.exercises):
        if len(part) > MOST:
            raise ProgressError(f"进度记满了：最多记 {MOST} 课、{MOST} 种题。先导出，再清空。")
    if len(progress.skills) > MOST_SKILLS:
        raise ProgressError(f"进度记满了：最多记 {MOST_SKILLS} 个技能。先导出，再清空。")
    return progress


def _check_id(name: str) -> None:
    if not ID.fullmatch(name):
        raise ValueError(f"not an id: {name!r}")


def from_json(text: str) -> Progress:
    """The inverse of `to_json`, trusting nothing. Raises ProgressError."""
    if len(text) > LARGEST:
        raise ProgressError(f"文件太大了：进度文件最多 {LARGEST // 1024} KB。")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ProgressError("这不是进度文件：里面不是从这里导出的 JSON。") from None
    if not isinstance(data, dict) or data.get("app") != APP:
        raise ProgressError("这个文件不是从这里导出的进度。")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProgressError("进度文件没有写版本，不能用。")
    if version > VERSION:
        raise ProgressError("这个进度文件来自更新的版本：请先更新程序，再导入。")
    lessons = _part("lessons", data.get("lessons"), MOST)
    exercises = _part("exercises", data.get("exercises"), MOST)
    skills = _part("skills", data.get("skills", {} if version == 1 else None), MOST_SKILLS)
    return Progress(
        {name: _day(name, day) for name, day in lessons.items()},
        {name: _exercise(name, entry) for name, entry in exercises.items()},
        _joined({name: _reviews(name, entries) for name, entries in skills.items()}, {}),
        _paper(data.get("paper")),
    )


def _paper(data: object) -> Paper | None:
    try:
        return None if data is None else papers.read(data)
    except (ValueError, OverflowError):
        raise ProgressError("进度文件坏了：没有考完的卷子看不懂。") from None


def _part(name: str, part: object, most: int) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise ProgressError(f"进度文件坏了：缺少 {name} 这一部分。")
    if len(part) > most:
        raise ProgressError(f"进度文件坏了：{name} 里的条目太多。")
    for key in part:
        if not ID.fullmatch(key):
            raise ProgressError(f"进度文件坏了：{name} 里有不认识的名字。")
    return part


def _day(name: str, day: Any) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except (TypeError, ValueError):
        raise ProgressError(f"进度文件坏了：{name} 的日期看不懂。") from None


def _exercise(name: str, entry: object) -> Exercise:
    tries: Any = entry.get("tries") if isinstance(entry, dict) else None
    best: Any = entry.get("best") if isinstance(entry, dict) else None
    whole = isinstance(tries, int) and not isinstance(tries, bool) and 1 <= tries <= MOST_TRIES
    number = isinstance(best, int | float) and not isinstance(best, bool)
    # No conversion before the comparison: a whole number of 400 digits is no float. NaN fails it.
    if not (whole and number and 0 <= best <= 1):
        raise ProgressError(f"进度文件坏了：{name} 的成绩看不懂。")
    return Exercise(tries, float(best))


def _reviews(name: str, entries: object) -> tuple[Review, ...]:
    broken = ProgressError(f"进度文件坏了：{name} 的复习记录看不懂。")
    if not isinstance(entries, list) or not 1 <= len(entries) <= REVIEWS:
        raise broken
    found = []
    for entry in entries:
        if not isinstance(entry, list) or len(entry) != 3:
            raise broken
        at, level, result = entry
        if not all(isinstance(n, int) and not isinstance(n, bool) for n in (level, result)):
            raise broken
        try:
            written = minute(datetime.fromisoformat(at).replace(tzinfo=UTC))
        except (TypeError, ValueError, OverflowError):
            raise broken from None
        if written != at or not WORKED <= level <= ALONE or result not in (0, 1, 2):
            raise broken
        found.append(Review(at, level, result))
    return tuple(found)


@dataclass(frozen=True)
class Stop:
    """One lesson of the course. state: "done", "next" (the first not done) or "later"."""

    lesson: str
    state: str
    day: str = ""


def course(progress: Progress, lessons: Iterable[str]) -> list[Stop]:
    """The lessons in order with their state; exactly one is "next" until all are done."""
    stops, next_found = [], False
    for lesson in lessons:
        if lesson in progress.lessons:
            stops.append(Stop(lesson, "done", progress.lessons[lesson]))
        else:
            stops.append(Stop(lesson, "later" if next_found else "next"))
            next_found = True
    return stops
