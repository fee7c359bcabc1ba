"""The final exam: twenty skills, one question each, none of which practice has ever shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lib.course.paper import COUNT, LARGEST
from lib.course.practice.sequences import Listed, Name
from lib.course.skills import SKILLS


@dataclass(frozen=True)
class Exam:
    """The same seed gives everybody the same questions in the same order."""

    seed: int

    def names(self) -> tuple[Name, ...]:
        """Twenty of the skills by seed, in the order of the course, a held template of each."""
        rng = Random(f"exam:{self.seed}")
        left_out = set(rng.sample(list(SKILLS), len(SKILLS) - COUNT))
        return tuple(
            Name(rng.choice(skill.exam), self.seed)
            for skill in SKILLS.values()
            if skill.key not in left_out
        )

    def source(self) -> Listed:
        """Its questions from the beginning."""
        return Listed(self.names())


def to_link(seed: int, scores: Sequence[float | None]) -> dict[str, str]:
    """A result as an address: each question's score in tenths (a to k), “-” where unanswered."""
    letters = "".join("-" if s is None else "abcdefghijk"[int(s * 10 + 1e-9)] for s in scores)
    return {"exam": str(seed), "got": letters}


class ResultError(ValueError):
    """A link to a result is damaged; the message is for the learner."""


def from_link(exam: str, got: str) -> tuple[Exam, list[float | None]]:
    """The inverse of `to_link`, scores rounded down to tenths. Raises ResultError."""
    if not (exam.isascii() and exam.isdigit() and len(exam) <= 4):
        raise ResultError(f"链接里的 exam 应是 0 到 {LARGEST} 之间的整数。")
    if len(got) != COUNT or not set(got) <= set("abcdefghijk-"):
        raise ResultError(f"链接里的 got 应是 {COUNT} 个字母（a 到 k）或短横。")
    scores = [None if letter == "-" else "abcdefghijk".index(letter) / 10 for letter in got]
    return Exam(int(exam)), scores
