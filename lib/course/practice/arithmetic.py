"""The numbers of a hand computation: drawing them, working them out, telling how."""

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.attention import AttentionSteps, scaled_dot_product
from lib.course.lessons.scaling import weights_of
from lib.course.practice.question import EXACT, Cell
from lib.text.numbers import show, table, vector


def exponentials(exponents: Iterable[float]) -> str:
    """The table of eˣ a learner needs to work without a calculator."""
    distinct = sorted(set(exponents))
    return table(["x", *map(show, distinct)], [["eˣ", *(math.exp(x) for x in distinct)]])


def integers(rng: Random, count: int, low: int = -2, high: int = 3) -> list[int]:
    """`count` small integers, not all zero."""
    while True:
        drawn = [rng.randint(low, high) for _ in range(count)]
        if any(drawn):
            return drawn


def matrix(rng: Random, rows: int, columns: int, low: int = -2, high: int = 3) -> list[list[int]]:
    """`rows` × `columns` small integers, no row all zero."""
    return [integers(rng, columns, low, high) for _ in range(rows)]


def softmax(scores: Sequence[float]) -> list[float]:
    """Through the one attention function."""
    return weights_of(np.asarray(scores)).tolist()


def softmax_steps(scores: Sequence[float]) -> str:
    """The computation in words."""
    exps = [math.exp(s) for s in scores]
    return (
        f"取指数得 {vector(exps)}，总和 {show(sum(exps))}；"
        f"每个除以总和，得 {vector(softmax(scores))}。"
    )


def attend(query: ArrayLike, key: ArrayLike, value: ArrayLike, **change: Any) -> AttentionSteps:
    """`scaled_dot_product` on nested lists; query (m, d_k), key (n, d_k), value (n, d_v)."""
    q, k, v = (np.asarray(a, dtype=float) for a in (query, key, value))
    return scaled_dot_product(q, k, v, **change)


def cell(
    label: str,
    answer: float,
    tolerance: float = EXACT,
    mistakes: Mapping[float, str] | None = None,
) -> Cell:
    """A cell of a hand computation; a “mistake” that happens to be right is dropped."""
    kept = tuple(
        (float(wrong), reason)
        for wrong, reason in (mistakes or {}).items()
        if abs(wrong - answer) > 2 * max(tolerance, 1e-4)
    )
    return Cell(label, float(answer), tolerance, 0.0, kept)
