"""What stands in for luck: other characters of the sentence that stand together in the same way.

A word's characters are looked at alike, so that a whole word is luckier than as many characters
apart: three side by side are compared with three side by side. The set that is asked about is
never among those it is compared with.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import comb

import numpy as np

from lib.shapes import Bool

MOST = 2000  # sets that are all gone through; where there are more, some are drawn
DRAWS = 1000


def other_sets(
    pool: Sequence[int] | np.ndarray, keys: Sequence[int] | np.ndarray
) -> tuple[Bool[np.ndarray, "sets pool"], bool]:
    """(member, complete): sets of as many positions of `pool` in runs as long as those of `keys`.

    pool: sorted positions that may be chosen; keys: sorted, among them. member: the set `keys`
    itself left out; complete: whether these are all such sets. The draws are always the same, and
    kept: the page that shows them runs again at every click.
    """
    return _other_sets(tuple(map(int, pool)), tuple(map(int, keys)), MOST, DRAWS)


@lru_cache(32)  # 8 MB at most, of 126 characters
def _other_sets(
    positions: tuple[int, ...], keys: tuple[int, ...], most: int, draws: int
) -> tuple[np.ndarray, bool]:
    pool = np.array(positions, int)
    lengths = sorted((len(run) for run in _runs(np.asarray(keys))), reverse=True)
    own = np.isin(pool, keys)
    if _at_most(len(pool), lengths) <= most:
        found = {chosen for chosen in _all(pool, lengths)} - {tuple(np.flatnonzero(own))}
        member = np.zeros((len(found), len(pool)), bool)
        for row, chosen in zip(member, sorted(found), strict=True):
            row[list(chosen)] = True
        member.setflags(write=False)
        return member, True
    draw, rows = np.random.default_rng(0), list[np.ndarray]()
    while len(rows) < draws:
        drawn = _drawn(draw, pool, lengths)
        if not np.array_equal(drawn, own):
            rows.append(drawn)
    member = np.array(rows)
    member.setflags(write=False)
    return member, False


def chance(as_good: int, others: int) -> float:
    """How probable it is to come out this well by luck: the set itself is one of others + 1.

    Never 0, and never below 1 / (others + 1), however well the set does (Phipson & Smyth 2010).
    """
    return (as_good + 1) / (others + 1)


def _runs(positions: np.ndarray) -> list[np.ndarray]:
    """Sorted positions, cut where they do not follow on each other."""
    return np.split(positions, np.flatnonzero(np.diff(positions) > 1) + 1)


def _at_most(size: int, lengths: Sequence[int]) -> int:
    """No more sets than this: each length's runs chosen among all places of the pool."""
    product = 1
    for length in set(lengths):
        product *= comb(max(0, size - length + 1), lengths.count(length))
    return product


def _starts(free: np.ndarray, length: int) -> list[int]:
    """Where in `free` as many positions follow on each other."""
    return [int(i) for run in _runs(free) for i in run[: max(0, len(run) - length + 1)]]


def _all(
    pool: np.ndarray, lengths: Sequence[int], free: np.ndarray | None = None, after: int = -1
) -> Iterator[tuple[int, ...]]:
    """Every set, as indices into `pool`, some more than once; runs of one length go rightward."""
    free = pool if free is None else free
    if not lengths:
        yield tuple(np.flatnonzero(~np.isin(pool, free)))
        return
    length, *rest = lengths
    for start in _starts(free, length):
        if start > after:
            left = free[(free < start) | (free >= start + length)]
            yield from _all(pool, rest, left, start if rest[:1] == [length] else -1)


def _drawn(draw: "np.random.Generator", pool: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
    """(pool,) bool: for each length, longest first, as many characters side by side.

    Where the longer ones leave a shorter one no room, all is drawn again: the claim's own
    characters show that there is room.
    """
    while True:
        free = pool
        for length in lengths:
            starts = _starts(free, length)
            if not starts:
                break
            start = draw.choice(starts)
            free = free[(free < start) | (free >= start + length)]
        else:
            return ~np.isin(pool, free)
