"""Which head does that? And the other way round: which heads connect these two characters?"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from lib.heads import measures, relation_names, roles
from lib.heads.head_file import HeadFile
from lib.heads.joining import NAMED_FROM
from lib.heads.places import Places
from lib.model.reading import Reading
from lib.text.numbers import percent

SEEN = 0.2  # a weight from which a look counts as one on the learner's own sentence
LOOKS = 6  # how many of a head's looks are named
# What can be looked for besides the relations, in this order.
PLACES = ("previous", "next", "twin", "word", "self", "separators", "punctuation")


@dataclass(frozen=True)
class Found:
    """One head that does it: `score` from its file, `told` in words, looks (query, key, weight)."""

    layer: int
    head: int
    score: float
    told: str
    looks: tuple[tuple[int, int, float], ...]


@lru_cache(8)
def wanted(file: HeadFile) -> dict[str, str]:
    """{key: what a learner may look for}: places, and the relations that some head finds."""
    found = {place: roles.PLACES[place] for place in PLACES}
    for relation in sorted(file.relations, key=lambda r: -r.beyond.max()):
        if any(roles.beats_offsets(relation, *at) for at in np.ndindex(file.shape)):
            key = f"{relation.relation} {relation.direction}"
            found[key] = relation_names.name(relation.relation, relation.direction)
    return found


def find(file: HeadFile, reading: Reading, key: str, words: Any = None) -> list[Found]:
    """The heads that do it by their file, best first; `words`: of the sentence, for “word”."""
    if key in PLACES:
        return _by_place(file, reading, key, words)
    [relation] = [r for r in file.relations if f"{r.relation} {r.direction}" == key]
    heads = [at for at in np.ndindex(file.shape) if roles.beats_offsets(relation, *at)]
    ordinary = _ordinary(reading)
    far = ordinary[None, :] & ordinary[:, None] & ~np.eye(len(ordinary), dtype=bool)
    return [
        Found(
            at[0],
            at[1],
            float(relation.beyond[at]),
            roles.relation_evidence(relation, at[0], at[1]),
            _looks(reading, at, far),
        )
        for at in sorted(heads, key=lambda at: -relation.beyond[at])
    ]


def _by_place(file: HeadFile, reading: Reading, place: str, words: Any) -> list[Found]:
    share = np.array([[getattr(m, place) or 0.0 for m in row] for row in file.weights])
    masks = measures.masks(reading, words)
    masks["separators"] = masks["cls"] | masks["sep"]
    mask = masks.get(place, np.zeros((len(reading.tokens),) * 2, bool))
    mask = mask & _ordinary(reading)[:, None]
    heads = [at for at in np.ndindex(file.shape) if share[at] >= NAMED_FROM]
    return [
        Found(
            at[0],
            at[1],
            float(share[at]),
            f"平均 {percent(float(share[at]))} 的权重",
            _looks(reading, at, mask),
        )
        for at in sorted(heads, key=lambda at: -share[at])
    ]


def _looks(
    reading: Reading, at: tuple[int, int], where: np.ndarray
) -> tuple[tuple[int, int, float], ...]:
    """The largest weights of one head among the cells of `where`, one a query."""
    weights = np.where(where, reading.weights[at], 0.0)
    best = weights.argmax(-1)
    top = weights.max(-1)
    order = [int(q) for q in np.argsort(-top, kind="stable")[:LOOKS] if top[q] >= SEEN]
    return tuple((q, int(best[q]), float(top[q])) for q in order)


def _ordinary(reading: Reading) -> np.ndarray:
    return np.array([not token.special for token in reading.tokens])


@dataclass(frozen=True)
class Connection:
    """What a head gives from one character to another, and to that distance usually.

    usual is None where too few sentences reached that far.
    """

    layer: int
    head: int
    weight: float
    usual: float | None

    @property
    def beyond(self) -> float:
        """By how much the weight is more than usual."""
        return self.weight - (self.usual or 0.0)


def connections(reading: Reading, query: int, key: int, usual: Places) -> list[Connection]:
    """Every head, the one that goes furthest beyond its usual share at that distance first."""
    weights = reading.weights[:, :, query, key]
    offset = np.array([key - query])
    known = bool(usual.known(offset)[0])
    shares = usual.at(offset, 0.0)[..., 0]
    found = [
        Connection(i, j, float(weights[i, j]), float(shares[i, j]) if known else None)
        for i, j in np.ndindex(weights.shape)
    ]
    return sorted(found, key=lambda c: -c.beyond)
