"""Cases for 动手术: which head, alone, does a guess hang on? The answer may be: none."""

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.course.lessons.texts import FOLDER

NEEDED = -0.5  # of a log-probability: what was sure at 50 % falls to 30 %
Head = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """`sentence` holds one [MASK]; `ask` is the question, `think` what to take from it."""

    title: str
    sentence: str
    ask: str
    think: str


@cache
def load() -> tuple[Case, ...]:
    """The cases of `texts/cases.toml`, in its order."""
    entries = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))["case"]
    return tuple(Case(**entry) for entry in entries)


@dataclass(frozen=True)
class Verdict:
    """worst: the head that the guess misses most, and by how much; theirs: of the head suspected.

    place: how many heads are missed more than theirs; right: whether the learner was.
    """

    worst: Head
    loss: float
    theirs: float | None
    place: int | None
    right: bool

    @property
    def hangs(self) -> bool:
        """Whether the guess hangs on one head at all."""
        return self.loss <= NEEDED


def judge(effects: np.ndarray, suspect: Head | None) -> Verdict:
    """effects (layers, heads): change of the guess's log-probability without each head.

    `suspect`: the head that the learner named, None for “no single one”.
    """
    layer, head = np.unravel_index(int(effects.argmin()), effects.shape)
    worst, loss = (int(layer), int(head)), float(effects.min())
    if suspect is None:
        return Verdict(worst, loss, None, None, loss > NEEDED)
    theirs = float(effects[suspect])
    place = int((effects < theirs).sum())
    return Verdict(worst, loss, theirs, place, place == 0 and loss <= NEEDED)
