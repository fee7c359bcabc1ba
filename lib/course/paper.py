"""An exam that was begun: which paper, where the learner is, and what was answered so far.

Part of the record in the learner's browser, so that F5 and a server that restarts lose nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lib.course.learner import minute
from lib.text.numbers import LONGEST

COUNT = 20  # questions of an exam
LARGEST = 9999  # seeds
MOST_CELLS = 12
MOST_OPTIONS = 12
MOST_CHANGES = 10**6
MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)

Given = int | tuple[str, ...] | None  # an option, what was typed into the cells, or nothing yet


@dataclass(frozen=True)
class Paper:
    """begun: ISO minute, UTC; seed: which paper; at: the question from 0, `COUNT` is the end.

    changes: counted, so that of two records of one paper the newer is known; open: it is neither
    handed in nor put away.
    """

    begun: str
    seed: int
    changes: int = 0
    at: int = 0
    answers: tuple[Given, ...] = (None,) * COUNT
    open: bool = True

    def moved(self, at: int, answers: Sequence[Given]) -> "Paper":
        """The learner is there now and has answered this; itself where nothing is new."""
        if (at, tuple(answers)) == (self.at, self.answers):
            return self
        changes = min(self.changes + 1, MOST_CHANGES)
        return replace(self, at=at, answers=tuple(answers), changes=changes)

    def closed(self) -> "Paper":
        """Handed in or put away: the answers go, and no older record brings them back."""
        return Paper(self.begun, self.seed, min(self.changes + 1, MOST_CHANGES), open=False)

    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        answers = [list(a) if isinstance(a, tuple) else a for a in self.answers]
        names = ("begun", "seed", "changes", "at", "open")
        return {name: getattr(self, name) for name in names} | {"answers": answers}


def begin(seed: int, now: datetime | None = None) -> Paper:
    """A paper with nothing answered."""
    return Paper(minute(now or datetime.now(UTC)), seed)


def newer(one: Paper | None, two: Paper | None) -> Paper | None:
    """The paper begun later; of one paper, the record with more changes. Order does not matter."""
    return max((p for p in (one, two) if p), key=_rank, default=None)


def _rank(paper: Paper) -> tuple[str, int, bool, str]:
    return paper.begun, paper.changes, not paper.open, repr(paper)


def read(data: object) -> Paper:
    """The inverse of `Paper.data`, trusting nothing. Raises ValueError."""
    if not isinstance(data, dict):
        raise ValueError("not an object")
    begun, answers, is_open = (data.get(name) for name in ("begun", "answers", "open"))
    if not isinstance(begun, str) or not MINUTE.fullmatch(begun):
        raise ValueError("begun")
    if not isinstance(is_open, bool) or not isinstance(answers, list) or len(answers) != COUNT:
        raise ValueError("open, answers")
    return Paper(
        minute(datetime.fromisoformat(begun).replace(tzinfo=UTC)),
        _whole(data.get("seed"), LARGEST),
        _whole(data.get("changes"), MOST_CHANGES),
        _whole(data.get("at"), COUNT),
        tuple(_given(answer) for answer in answers),
        is_open,
    )


def _whole(value: object, largest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
        raise ValueError(str(value)[:20])
    return value


def _given(answer: object) -> Given:
    if answer is None:
        return None
    if isinstance(answer, list):
        if not 1 <= len(answer) <= MOST_CELLS:
            raise ValueError("cells")
        if not all(isinstance(text, str) and len(text) <= LONGEST for text in answer):
            raise ValueError("cells")
        return tuple(answer)
    return _whole(answer, MOST_OPTIONS - 1)
