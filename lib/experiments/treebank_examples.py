"""Sentences of the treebank in which a head finds a relation, and in which it does not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.heads.joining import join
from lib.heads.treebank import Sentence, belongs
from lib.model.reading import Reading
from lib.model.tokens import SentenceError

LONGEST = 26  # characters: longer trees do not fit on a line


@dataclass(frozen=True, eq=False)
class Example:
    """row: (words,), what the looking word gives to each; looker, wanted, pointed: words.

    pointed: the word that gets most, the looking one left out; a hit where it is the wanted one.
    """

    sentence: Sentence
    row: np.ndarray
    looker: int
    wanted: int
    pointed: int

    @property
    def hit(self) -> bool:
        """Whether the head points at the other end of the dependency."""
        return self.pointed == self.wanted


def examples(
    read: Callable[[str], Reading],
    bank: Iterable[Sentence],
    relation: str,
    direction: int,
    layer: int,
    head: int,
    each: int = 3,
) -> tuple[list[Example], list[Example]]:
    """(hits, misses), the first `each` of both in the order of the treebank, one a sentence."""
    hits: list[Example] = []
    misses: list[Example] = []
    for sentence in bank:
        if len(hits) >= each and len(misses) >= each:
            break
        pairs = _pairs(sentence, relation, direction)
        if not pairs or len(sentence.text) > LONGEST:
            continue
        found = _looks(read, sentence, layer, head, pairs)
        side = next((s for e in found for s in [hits if e.hit else misses] if len(s) < each), None)
        if side is not None:
            side.append(next(e for e in found if e.hit is (side is hits)))
    return hits, misses


def _pairs(sentence: Sentence, relation: str, direction: int) -> list[tuple[int, int]]:
    """(looking word, wanted word) for each dependency of this relation."""
    found = [
        (word, head)
        for word, (head, own) in enumerate(zip(sentence.heads, sentence.relations, strict=True))
        if own == relation and head >= 0
    ]
    return [(head, word) for word, head in found] if direction else found


def _looks(read: Any, sentence: Sentence, layer: int, head: int, pairs: Any) -> list[Example]:
    try:
        reading = read(sentence.text)
    except SentenceError:
        return []
    member = belongs(sentence.words, [(t.start, t.end) for t in reading.tokens])
    if member is None:
        return []
    weights = join(reading.weights[layer, head], member)
    found = []
    for looker, wanted in pairs:
        others = weights[looker].copy()
        others[looker] = -1
        found.append(Example(sentence, weights[looker], looker, wanted, int(others.argmax())))
    return found
