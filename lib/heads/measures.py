"""Where a head's weight goes, in numbers, averaged over sentences."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from lib.heads.words import Word
from lib.model.reading import Reading

Heads = list[list["HeadMeasures"]]

# In this order: what is the key before is not also punctuation, so that the parts add up to 1.
PARTS = ("cls", "sep", "self", "previous", "next", "punctuation", "twin", "word", "rest")
# Averaged over the rows that have such a key at all.
WHERE_POSSIBLE = ("previous", "next", "twin", "word")


@dataclass(frozen=True)
class HeadMeasures:
    """Averages over the rows of ordinary tokens; shares are of a row's weight, between 0 and 1.

    The shares may overlap (the character before may be a mark); `parts` do not and add up to 1.
    """

    entropy: float  # of a row, divided by log(keys): 0 = one key, 1 = all keys alike
    distance: float  # |query − key| in tokens, weighted
    previous: float  # over the rows that have an ordinary token there; so for `next`
    next: float
    self: float
    cls: float
    sep: float
    punctuation: float
    twin: float  # the same character elsewhere, over the rows of characters that have one
    word: float | None = None  # the rest of the word, over words of two tokens or more
    parts: dict[str, float] = field(default_factory=dict)  # of PARTS; “word” only where known

    @property
    def separators(self) -> float:
        """[CLS] and [SEP] together."""
        return self.cls + self.sep


def measure(
    readings: Iterable[Reading],
    words: Sequence[Sequence[Word]] | None = None,
    weights: Sequence[np.ndarray] | None = None,
) -> Heads:
    """[layer][head] averages over the readings of one checkpoint.

    words: each reading's words, without which `word` is None. weights: (layers, heads, queries,
    keys) to use instead of each reading's own, for example `norms.norm_weights`.
    """
    total = Totals()
    for i, reading in enumerate(readings):
        total.add(reading, words[i] if words else None, weights[i] if weights else None)
    return total.heads()


_of_one: WeakKeyDictionary[Reading, Heads] = WeakKeyDictionary()


def measure_one(reading: Reading) -> Heads:
    """As `measure`, of one reading, remembered as long as the reading lives."""
    if reading not in _of_one:
        _of_one[reading] = measure([reading])
    return _of_one[reading]


class Totals:
    """Sums over readings, so that thousands need not be kept at once."""

    def __init__(self) -> None:
        self._sums: dict[str, np.ndarray] = {}
        self._rows: dict[str, int] = {}

    def add(
        self,
        reading: Reading,
        words: Sequence[Word] | None = None,
        weights: np.ndarray | None = None,
    ) -> None:
        """See `measure`."""
        where = masks(reading, words)
        own = np.array([not token.special for token in reading.tokens])
        rows = (reading.weights if weights is None else weights)[:, :, own].astype(float)
        gap = _gap(reading)[own]
        entropy = -(rows * np.log(np.maximum(rows, 1e-12))).sum(-1) / np.log(rows.shape[-1])
        self._count("entropy", entropy.sum(-1), len(gap))
        self._count("distance", (rows * np.abs(gap)).sum((-1, -2)), len(gap))
        parts, left = {}, np.ones(gap.shape, bool)
        for name in PARTS:
            parts[name] = where[name][own] & left if name in where else left & (name == "rest")
            left = left & ~parts[name]
        # A product a query, of all heads' rows with all places: quicker than a sum a place.
        places = np.stack([mask[own] for mask in where.values()] + list(parts.values()), -1)
        by_query = np.moveaxis(rows, -2, 0).reshape(len(gap), -1, rows.shape[-1])
        shares = np.matmul(by_query, places.astype(float))  # (queries, layers·heads, places)
        shares = shares.transpose(2, 1, 0).reshape(-1, *rows.shape[:3])
        for (name, mask), share in zip(where.items(), shares, strict=False):
            able = mask[own].any(1) if name in WHERE_POSSIBLE else np.ones(len(gap), bool)
            self._count(name, share[..., able].sum(-1), int(able.sum()))
        for name, share in zip(parts, shares[len(where) :], strict=True):
            self._count(f"part {name}", share.sum(-1), len(gap))

    def _count(self, name: str, total: np.ndarray, rows: int) -> None:
        self._sums[name] = self._sums.get(name, 0) + total
        self._rows[name] = self._rows.get(name, 0) + rows

    def heads(self) -> Heads:
        """[layer][head]"""
        means = {name: self._sums[name] / max(self._rows[name], 1) for name in self._sums}
        layers, heads = means["entropy"].shape

        def one(i: int, j: int) -> HeadMeasures:
            plain = {n: float(m[i, j]) for n, m in means.items() if not n.startswith("part ")}
            parts = {name: float(means[f"part {name}"][i, j]) for name in PARTS}
            return HeadMeasures(**plain, parts=parts)

        return [[one(i, j) for j in range(heads)] for i in range(layers)]


def masks(reading: Reading, words: Sequence[Word] | None = None) -> dict[str, np.ndarray]:
    """{place: (queries, keys) bool}: which keys lie there, seen from each query."""
    tokens = reading.tokens
    n = len(tokens)
    special = np.array([token.special for token in tokens])
    first = special & (np.arange(n) == 0)
    marks = np.array([not t.special and unicodedata.category(t.text[0])[0] == "P" for t in tokens])
    pieces = np.array([token.piece for token in tokens])
    gap = _gap(reading)
    found = {
        "previous": (gap == 1) & ~special,
        "next": (gap == -1) & ~special,
        "self": gap == 0,
        "cls": np.broadcast_to(first, (n, n)),
        "sep": np.broadcast_to(special & ~first, (n, n)),
        "punctuation": np.broadcast_to(marks, (n, n)),
        "twin": (pieces[:, None] == pieces[None, :]) & (gap != 0) & ~special,
    }
    if words is not None:
        of = np.zeros(n, int)
        for number, word in enumerate(words):
            of[list(word.tokens)] = number
        found["word"] = (of[:, None] == of[None, :]) & (gap != 0) & ~special
    return found


def _gap(reading: Reading) -> np.ndarray:
    """(queries, keys): query − key."""
    at = np.arange(len(reading.tokens))
    return at[:, None] - at[None, :]
