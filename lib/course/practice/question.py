"""One question, an answer to it, and the grade it earns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.text.numbers import NumberError, parse

KINDS = {"compute": "动手算", "look": "先猜后看", "think": "想一想"}

EXACT = 1e-6  # tolerance of a cell whose answer is a whole number or an exact decimal
NEAR_MISS = 0.5  # the most that an answer which is not the best can earn


def worths(values: Sequence[float]) -> list[float]:
    """What each option earns by its value: the largest 1, the others at most `NEAR_MISS`.

    The others get their share of the largest, halved, so that no wrong choice ever passes; of two
    options the other one gets nothing. The values must not be negative.
    """
    best = max(range(len(values)), key=lambda i: values[i])
    share = NEAR_MISS / float(values[best]) if len(values) > 2 else 0.0
    return [1.0 if i == best else share * float(v) for i, v in enumerate(values)]


@dataclass(frozen=True)
class Cell:
    """A number to fill in.

    Full credit within `tolerance` of `answer`; beyond it half of it, falling to 0 over `spread`
    (0: right or wrong). `mistakes` pairs wrong values that have a reason with what to say.
    """

    label: str
    answer: float
    tolerance: float
    spread: float = 0.0
    mistakes: tuple[tuple[float, str], ...] = ()
    unit: str = ""  # "%" where the number is a percentage

    @property
    def difference_unit(self) -> str:
        """What the difference of two such numbers is counted in."""
        return " 个百分点" if self.unit == "%" else self.unit

    def room(self) -> str:
        """How near the number must be, short enough to stand in the empty cell."""
        return "准确值" if self.tolerance <= EXACT else f"±{self.tolerance:g}{self.difference_unit}"


@dataclass(frozen=True)
class Option:
    """One choice. `score` is 1 for the best one, and what a near miss is worth for the others.

    Where only two can be chosen, the other one is worth nothing.
    """

    text: str
    score: float
    feedback: str


@dataclass(frozen=True)
class See:
    """Where the answer can be seen: a page of the menu, and what to show there."""

    page: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Either `cells` or `options` is filled, never both.

    All text is Markdown. `given` holds the raw numbers the question was made from, so that it
    can be checked by other means and taken into the calculator. The first four fields are set
    by the registry.
    """

    id: str = ""
    template: str = ""
    kind: str = ""
    title: str = ""
    prompt: str = ""
    cells: tuple[Cell, ...] = ()
    options: tuple[Option, ...] = ()
    hints: tuple[str, ...] = ()
    solution: str = ""
    see: See | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scores = sorted(option.score for option in self.options)
        if not scores:
            return
        if scores[-1] != 1 or any(score > NEAR_MISS for score in scores[:-1]):
            raise ValueError(f"{self.prompt!r}: one best option, no other above {NEAR_MISS}")
        if len(scores) == 2 and scores[0] != 0:
            raise ValueError(f"{self.prompt!r}: of two options one is worth nothing")

    def tolerance_note(self) -> str:
        """How near a number must be, in a sentence for the learner."""
        if not self.cells:
            return ""
        cell = max(self.cells, key=lambda cell: cell.tolerance)
        if cell.spread:
            unit = cell.difference_unit
            return (
                f"这是估一估：差 {cell.tolerance:g}{unit}以内得满分；再差最多得一半，越差越少，"
                f"差到 {cell.tolerance + cell.spread:g}{unit}得零分。"
            )
        if cell.tolerance <= EXACT:
            return "填准确的数。可以写小数，也可以写分数，比如 1/3。"
        loose = {c.tolerance for c in self.cells if c.tolerance > EXACT}
        if len(loose) > 1:
            return "每格能差多少，写在格子里。可以写小数，也可以写分数，比如 1/3。"
        exact = any(c.tolerance <= EXACT for c in self.cells)
        rest = "其余的格子要填准确的数。" if exact else ""
        return f"误差在 ±{cell.tolerance:g} 以内都算对。{rest}可以写小数，也可以写分数，比如 1/3。"


Answer = Sequence[float | None] | int | None  # a number a cell, or the index of an option


@dataclass(frozen=True)
class Mark:
    """What one part earned (0 to 1) and why, in Markdown."""

    score: float
    text: str


@dataclass(frozen=True)
class Grade:
    """`score` is the mean of the marks, between 0 and 1."""

    score: float
    marks: tuple[Mark, ...]
    feedback: str


def grade(question: Question, answer: Answer) -> Grade:
    """Grade one answer. Raises ValueError where it is not of the question's form."""
    if question.cells:
        if not isinstance(answer, Sequence) or len(answer) != len(question.cells):
            raise ValueError(f"{question.id}: one number for each of {len(question.cells)} cells")
        marks = tuple(_mark(c, a) for c, a in zip(question.cells, answer, strict=True))
        return _sum_up(marks)
    if answer is None:
        return Grade(0.0, (Mark(0.0, "还没有选。"),), "还没有选。")
    if not isinstance(answer, int) or not 0 <= answer < len(question.options):
        raise ValueError(f"{question.id}: an option from 0 to {len(question.options) - 1}")
    option = question.options[answer]
    return Grade(option.score, (Mark(option.score, option.feedback),), option.feedback)


def grade_typed(question: Question, typed: Sequence[str]) -> tuple[Grade | None, dict[int, str]]:
    """Grade what was typed into the cells, and what is wrong with texts that are no numbers.

    No grade where nothing was typed at all.
    """
    values: list[float | None] = []
    errors: dict[int, str] = {}
    for i, (text, cell) in enumerate(zip(typed, question.cells, strict=True)):
        try:
            values.append(parse(text, cell.unit))
        except NumberError as error:
            values.append(None)
            errors[i] = str(error)
    if all(value is None for value in values) and not errors:
        return None, errors
    return grade(question, values), errors


def _mark(cell: Cell, value: float | None) -> Mark:
    if value is None:
        return Mark(0.0, "还没有填。")
    off = abs(value - cell.answer)
    slack = 1e-9  # 0.1 + 0.2 must not cost anybody a point
    if off <= cell.tolerance + slack:
        return Mark(1.0, "对。")
    # An estimate is right within several points: so near a mistake nobody means it.
    near = 5e-3 if cell.spread else max(cell.tolerance, 1e-4)
    for wrong, reason in cell.mistakes:
        if abs(value - wrong) <= near + slack:
            return Mark(0.0, reason)
    if cell.spread:
        score = NEAR_MISS * max(0.0, 1 - (off - cell.tolerance) / cell.spread)
        side = "高" if value > cell.answer else "低"
        return Mark(score, f"猜{side}了 {off:.0f}{cell.difference_unit}。")
    return Mark(0.0, "偏大了。" if value > cell.answer else "偏小了。")


def _sum_up(marks: tuple[Mark, ...]) -> Grade:
    score = sum(mark.score for mark in marks) / len(marks)
    right = sum(mark.score == 1 for mark in marks)
    if right == len(marks):
        return Grade(1.0, marks, "全对。")
    if len(marks) == 1:
        return Grade(score, marks, marks[0].text)
    return Grade(score, marks, f"{len(marks)} 格里对了 {right} 格。看看没对的那几格的说明。")
