"""The name → age table: from an exact lookup to one that weighs every row."""

from typing import Any

import numpy as np

from lib import toy
from lib.attention import AttentionSteps, scaled_dot_product

TABLE = toy.PRESETS["ages"]
NAMES = TABLE.key_names
KEYS = TABLE.key  # (4 names, 3)
AGES = TABLE.value  # (4 names, 1)
LI = NAMES.index("李四")

# Written as the keys are: 姓张, 张家的名字, 李四.
QUESTIONS = {
    "张": np.array([1.0, 0, 0]),
    "李": np.array([0, 0, 1.0]),
    "张三": np.array([1.0, 2, 0]),
    "张麻子": np.array([1.0, 4, 0]),
}
TEMPERATURES = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)


def ages() -> dict[str, int]:
    """The table as an ordinary dictionary."""
    return {name: int(age) for name, age in zip(NAMES, AGES[:, 0], strict=True)}


def surname_weights(surname: str) -> np.ndarray:
    """(names,): the same share for each name of that family, nothing for the others."""
    match = np.array([name.startswith(surname) for name in NAMES], dtype=float)
    return match / match.sum()


def ask(
    query: np.ndarray,
    *,
    keys: np.ndarray = KEYS,
    ages: np.ndarray = AGES,
    temperature: float = 1.0,
) -> AttentionSteps:
    """The soft answer to one query (d,) or several (m, d)."""
    return scaled_dot_product(np.atleast_2d(query), keys, ages, temperature=temperature)


def answer(query: np.ndarray, **options: Any) -> float:
    """The age that one query gets."""
    return float(ask(query, **options).context[0, 0])


def hard_weights(query: np.ndarray) -> np.ndarray:
    """(names,): equal shares for the keys with the highest score."""
    scores = KEYS @ query
    best = np.isclose(scores, scores.max()).astype(float)
    return best / best.sum()


def hard_answer(query: np.ndarray) -> float:
    """The plain mean over the keys with the highest score: where temperature → 0 leads."""
    return float(toy.hard_lookup(np.atleast_2d(query), KEYS, AGES)[0, 0])


def between(share: float | np.ndarray) -> np.ndarray:
    """The query that is (1 − share) of 张 and share of 李; an array gives one row each."""
    share = np.asarray(share, dtype=float)[..., None]
    return (1 - share) * QUESTIONS["张"] + share * QUESTIONS["李"]


def twin_keys() -> np.ndarray:
    """The keys with a fourth dimension “带 -2”, which tells 张三 from 张三-2."""
    mark = np.zeros((len(NAMES), 1))
    mark[NAMES.index("张三-2")] = 1
    return np.hstack([KEYS, mark])
