"""“At this character the model looks more at those”: a claim, and what it must beat to hold.

A share of attention says nothing by itself. A head that always looks one to the left gives its
all to whatever stands there, and a full stop is looked at from everywhere. So every head is asked
three times: more than an even spread, more than it gives to those places anyway, more than other
characters of the sentence give to these. And because among many heads some pass by luck, the same
is asked of characters drawn at random, which stand together as those of the claim do: a word's
characters are looked at alike, so that a whole word is luckier than the same number apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.model.reading import Reading

CLEARLY = 1.25  # a head passes if its share is this many times the largest of the three
DRAWS = 500  # sets of random characters
FEWEST = 3  # rows from which a mean by place is taken
BREAKS = re.compile(r"[\s、，,；;/]+")


class ClaimError(ValueError):
    """The claim cannot be asked of this sentence; the message is for the learner."""


@dataclass(frozen=True, eq=False)
class Places:
    """What the heads give to a place, whatever stands there. mean, rows: by offset key − query.

    mean: (layers, heads, 2 · reach + 1), rows: (2 · reach + 1,); index `reach` is offset 0.
    """

    mean: np.ndarray
    rows: np.ndarray

    def at(self, offsets: Sequence[int], even: float) -> np.ndarray:
        """(layers, heads, offsets); the even share where too few rows reach that far."""
        reach = len(self.rows) // 2
        index = np.clip(np.asarray(offsets) + reach, 0, len(self.rows) - 1)
        known = (np.abs(offsets) <= reach) & (self.rows[index] >= FEWEST)
        return np.where(known, self.mean[..., index], even)


@dataclass(frozen=True, eq=False)
class Verdict:
    """shares, place, others: (layers, heads); `even` one number; `lucky`: (DRAWS,) head counts."""

    shares: np.ndarray
    even: float
    place: np.ndarray
    others: np.ndarray
    lucky: np.ndarray

    @property
    def bar(self) -> np.ndarray:
        """(layers, heads): the largest of the three, which a head must clearly beat."""
        return _bar(self.even, self.place, self.others)

    @property
    def passed(self) -> np.ndarray:
        """(layers, heads), bool."""
        return self.shares >= CLEARLY * self.bar

    @property
    def luck(self) -> float:
        """How often random characters pass in at least as many heads: between 0 and 1."""
        return float((self.lucky >= self.passed.sum()).mean())


def targets(reading: Reading, query: int, named: str) -> list[int]:
    """Positions of the named words (apart by “、”, a comma or a space), the query left out.

    Every place where a word stands counts. Raises ClaimError.
    """
    words = [word for word in BREAKS.split(named.strip()) if word]
    if not words:
        raise ClaimError("写下被看的字或词，用“、”隔开，例如：读、有趣。")
    found = set()
    for word in words:
        at = [m.start() for m in re.finditer(re.escape(word), reading.sentence)]
        positions = {
            i
            for i, token in enumerate(reading.tokens)
            if not token.special and not token.segment
            if any(a < token.end and token.start < a + len(word) for a in at)
        } - {query}
        if not positions:
            where = "除了它自己，句子里没有" if at else "句子里没有"
            raise ClaimError(f"{where}“{word}”：被看的字要照句子里的写法。")
        found |= positions
    if len(found) > (len(_ordinary(reading)) - 1) / 2:
        raise ClaimError("选了一大半的字，就没有别的字可比了：请少选几个。")
    return sorted(found)


def places(readings: Sequence[Reading]) -> Places:
    """Measured over all rows of ordinary tokens, keys ordinary too, of readings of one model."""
    reach = max(len(reading.tokens) for reading in readings) - 1
    total = np.zeros((*readings[0].weights.shape[:2], 2 * reach + 1))
    rows = np.zeros(2 * reach + 1, int)
    for reading in readings:
        own = np.array(_ordinary(reading))
        offsets = own[None, :] - own[:, None] + reach  # (queries, keys)
        weights = reading.weights[:, :, own[:, None], own[None, :]]
        np.add.at(total, (slice(None), slice(None), offsets), weights)
        np.add.at(rows, offsets, 1)
    return Places(total / np.maximum(rows, 1), rows)


def check(reading: Reading, query: int, keys: Sequence[int], usual: Places) -> Verdict:
    """Ask all heads about `keys`, and about random sets of as many characters.

    Raises ClaimError where the query is no ordinary token.
    """
    own = _ordinary(reading)
    if query not in own:
        raise ClaimError("[CLS] 和 [SEP] 不是句子里的字：请从一个字看出去。")
    even = len(keys) / len(reading.tokens)
    pool = [i for i in own if i != query]
    offsets = np.array(pool) - query
    by_place = usual.at(offsets, 1 / len(reading.tokens))  # (layers, heads, pool)
    mine = reading.weights[:, :, query, pool].astype(float)  # (layers, heads, pool)
    seen = reading.weights[:, :, pool][..., pool].astype(float)  # (layers, heads, pool, pool)

    received = seen.sum(2)  # (layers, heads, pool); summed once, the draws only take parts away

    def ask(chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """shares, place, others for positions `chosen` in the pool."""
        among = seen[:, :, chosen[:, None], chosen].sum((-1, -2))
        others = (received[..., chosen].sum(-1) - among) / (len(pool) - len(chosen))
        return mine[..., chosen].sum(-1), by_place[..., chosen].sum(-1), others

    def count(chosen: np.ndarray) -> int:
        shares, place, others = ask(chosen)
        return int((shares >= CLEARLY * _bar(even, place, others)).sum())

    draw = np.random.default_rng(0)
    lengths = [len(run) for run in _runs(np.asarray(keys))]
    lucky = [count(_drawn(draw, np.array(pool), lengths)) for _ in range(DRAWS)]
    shares, place, others = ask(np.searchsorted(pool, keys))
    return Verdict(shares, even, place, others, np.array(lucky))


def _runs(positions: np.ndarray) -> list[np.ndarray]:
    """Sorted positions, cut where they do not follow on each other."""
    return np.split(positions, np.flatnonzero(np.diff(positions) > 1) + 1)


def _drawn(draw: np.random.Generator, pool: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
    """Random indices into `pool`: for each length as many characters side by side.

    Where the longer ones leave a shorter one no room, all is drawn again: the claim's own
    characters show that there is room.
    """
    while True:
        free = pool
        for length in sorted(lengths, reverse=True):
            starts = [i for run in _runs(free) for i in run[: max(0, len(run) - length + 1)]]
            if not starts:
                break
            start = draw.choice(starts)
            free = free[(free < start) | (free >= start + length)]
        else:
            return np.flatnonzero(~np.isin(pool, free))


def _bar(even: float, place: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.maximum(np.maximum(place, others), even)


def _ordinary(reading: Reading) -> list[int]:
    return [i for i, token in enumerate(reading.tokens) if not token.special]
