"""The habit of place: what a head gives to the character so many to the left or right, whoever
stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lib.model.reading import Reading

FEWEST = 3  # rows from which a mean by place is taken
REACH = 127  # the furthest that two of 128 tokens stand apart


@dataclass(frozen=True, eq=False)
class Places:
    """What the heads give to a place. mean, rows: by offset key − query.

    mean: (layers, heads, 2 · reach + 1), rows: (2 · reach + 1,); index `reach` is offset 0.
    sentences: on how many it was measured.
    """

    mean: np.ndarray
    rows: np.ndarray
    sentences: int = 0

    def known(self, offsets: ArrayLike) -> np.ndarray:
        """(offsets,) bool: whether enough rows reached that far."""
        reach = len(self.rows) // 2
        index = np.clip(np.asarray(offsets) + reach, 0, len(self.rows) - 1)
        return (np.abs(offsets) <= reach) & (self.rows[index] >= FEWEST)

    def at(self, offsets: ArrayLike, even: float) -> np.ndarray:
        """(layers, heads, offsets); the even share where too few rows reach that far."""
        reach = len(self.rows) // 2
        index = np.clip(np.asarray(offsets) + reach, 0, len(self.rows) - 1)
        return np.where(self.known(offsets), self.mean[..., index], even)


def places(readings: Iterable[Reading]) -> Places:
    """Measured over all rows of ordinary tokens, keys ordinary too, of readings of one model."""
    total, rows, count = None, np.zeros(2 * REACH + 1, int), 0
    for reading in readings:
        own = np.array(ordinary(reading))
        offsets = own[None, :] - own[:, None] + REACH  # (queries, keys)
        if total is None:
            total = np.zeros((*reading.weights.shape[:2], len(rows)))
        weights = reading.weights[:, :, own[:, None], own[None, :]]
        everywhere: Any = (slice(None), slice(None), offsets)
        np.add.at(total, everywhere, weights)
        np.add.at(rows, offsets, 1)
        count += 1
    if total is None:
        raise ValueError("no reading to measure")
    used = np.flatnonzero(rows)
    cut = REACH - max(REACH - used[0], used[-1] - REACH)
    inner = slice(cut, len(rows) - cut)
    return Places(total[..., inner] / np.maximum(rows[inner], 1), rows[inner], count)


def ordinary(reading: Reading) -> list[int]:
    """The positions of everything that the tokenizer did not add."""
    return [i for i, token in enumerate(reading.tokens) if not token.special]
