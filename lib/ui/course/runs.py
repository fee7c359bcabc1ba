"""Which question a visit is at: endless practice, or a set from its first question to its sum.

A run lives in the visit's state. It holds questions and attempts, never a Reading: that would
stay in memory as long as the visit does.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from lib.course.learner import ALONE, FADED, WORKED
from lib.course.practice import Endless, Grade, Question, levels
from lib.course.practice.registry import Read
from lib.model.reading import Reading

KEPT = 4  # runs of one visit that can be gone back to


@dataclass
class Attempt:
    """What the learner did with one question in this visit."""

    answer: int | list[str] | None = None  # as chosen or typed, to be shown again
    grade: Grade | None = None
    hints: int = 0
    done: bool = False  # the solution is shown; nothing more can be earned
    errors: dict[int, str] = field(default_factory=dict)
    notice: str = ""  # why a submission was not taken
    sent: int = 0  # how often it was graded
    reviewed: bool = False  # counted for its skill: once


@dataclass
class Turn:
    """A question and its attempt; `about` is the sentence and model that it asks about.

    `level` is how much help it comes with, `example` its worked twin, `why` it is asked today.
    """

    question: Question
    attempt: Attempt = field(default_factory=Attempt)
    about: Hashable = None
    level: int = ALONE
    example: Question | None = None
    why: str = ""
    silent: bool = False  # in the exam: no hint and no verdict before the end


def helped(question: Question, level: int, reading: Reading | None, read: Read, why="") -> Turn:
    """The turn of a question with the help of this level."""
    turn = Turn(question, level=level, why=why)
    if level == WORKED:
        turn.example = levels.example(question, reading, read)
    elif level == FADED:
        turn.question = levels.faded(question)
    if level < ALONE and turn.example is None and turn.question is question:
        turn.attempt.hints = min(1, len(question.hints))  # the help that is left: an open hint
    return turn


@dataclass
class SetRun:
    """Up to `count` questions of a source, back and forth."""

    source: object  # with draw(reading, read) -> Question | None
    count: int
    level: int = ALONE  # of all questions, where the source does not say
    silent: bool = False
    turns: list[Turn] = field(default_factory=list)
    at: int = 0

    def turn(self, reading: Reading | None, read: Read) -> Turn | None:
        """The present one, made when the learner comes to it; None after the last."""
        while len(self.turns) <= self.at < self.count:
            question = self.source.draw(reading, read)
            if question is None:
                self.count = len(self.turns)
                break
            level = getattr(self.source, "level", self.level)
            why = getattr(self.source, "why", "")
            turn = helped(question, level, reading, read, why)
            turn.silent = self.silent
            self.turns.append(turn)
        return self.turns[self.at] if self.at < self.count else None

    def step(self, by: int) -> None:
        """To another question; a button's callback."""
        self.at += by

    def scores(self) -> list[float]:
        """Of the questions answered."""
        return [t.attempt.grade.score for t in self.turns if t.attempt.grade is not None]


@dataclass
class FreeRun:
    """Endless practice of one seed, whatever kinds and sentences the learner changes to.

    No question comes twice: what is left unanswered by changing the kind waits on the shelf.
    """

    source: Endless
    present: Turn | None = None
    shelf: list[Turn] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    def turn(
        self, kinds: Sequence[str], about: Hashable, reading: Reading | None, read: Read
    ) -> Turn | None:
        """The present question where it still fits these kinds and this sentence, else another."""

        def fits(turn: Turn) -> bool:
            kind = turn.question.kind
            return kind in kinds and (kind != "look" or turn.about == about)

        if self.present is not None and fits(self.present):
            return self.present
        if self.present is not None and self.present.attempt.grade is None:
            self.shelf = [*self.shelf[-9:], self.present]
        self.present = next((turn for turn in self.shelf if fits(turn)), None)
        if self.present is not None:
            self.shelf.remove(self.present)
        elif (question := self.source.draw(reading, read, kinds)) is not None:
            self.present = Turn(question, about=about)
        return self.present

    def onward(self) -> None:
        """Away from the present question; a button's callback."""
        if self.present is not None and self.present.attempt.grade is not None:
            self.answered.append(self.present.attempt.grade.score)
        self.present = None


R = TypeVar("R", SetRun, FreeRun)


def run_of(
    key: Hashable, make: Callable[[], R], current: Callable[[R], bool] = lambda run: True
) -> R:
    """The run with this key in this visit, made where there is none that is `current`.

    The last few are kept, so that one can come back.
    """
    runs = st.session_state.setdefault("_practice_runs", {})
    if key not in runs or not current(runs[key]):
        runs[key] = make()
    runs[key] = runs.pop(key)  # the newest last
    for old in list(runs)[:-KEPT]:
        del runs[old]
    return runs[key]
