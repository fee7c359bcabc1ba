"""Heads against grammar, after Clark et al. (2019), section 4.2: What Does BERT Look At?

For a relation, a head points right if the word it attends to most (itself left out) is the other
end of the dependency. Two directions: from the dependent to its head, and back. Beside every head
stands the best fixed offset (“the word before”, “two words on”, …), chosen on dev like the head;
what is reported comes from test.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lib.heads.treebank import Sentence

OFFSETS = [offset for offset in range(-8, 9) if offset]
DIRECTIONS = ("dependent to head", "head to dependent")
SKIPPED = {"root", "punct"}
RESAMPLES = 2000
OFTEN = 100  # dependencies in dev from which a relation is measured


@dataclass(frozen=True, eq=False)
class Relation:
    """One relation in one direction, on test; arrays are (layers, heads).

    offset: of the best fixed offset, in words, seen from the word that looks; chosen on dev.
    accuracy, offset_accuracy: share of dependencies found. low, high: 95 % interval of the
    difference, sentences redrawn; dev_low, dev_accuracy: the same on dev.
    """

    relation: str
    direction: int  # of DIRECTIONS
    dependencies: int
    offset: int
    offset_accuracy: float
    accuracy: np.ndarray
    low: np.ndarray
    high: np.ndarray
    dev_accuracy: np.ndarray
    dev_low: np.ndarray

    @property
    def beyond(self) -> np.ndarray:
        """(layers, heads): accuracy minus the best offset's."""
        return self.accuracy - self.offset_accuracy

    @property
    def best(self) -> tuple[int, int]:
        """(layer, head) with the highest accuracy on dev."""
        layer, head = np.unravel_index(self.dev_accuracy.argmax(), self.dev_accuracy.shape)
        return int(layer), int(head)


def found(words: np.ndarray, sentence: Sentence) -> Iterable[tuple[str, list, list]]:
    """For each dependency (relation, [two directions, each (layers, heads) bool], offsets).

    words: (layers, heads, words, words), attention between the sentence's words.
    """
    words = words.copy()
    itself = np.arange(len(sentence.words))
    words[..., itself, itself] = -1
    target = words.argmax(-1)  # (layers, heads, words)
    for word, (head, relation) in enumerate(zip(sentence.heads, sentence.relations, strict=True)):
        if relation not in SKIPPED:
            ends = [target[..., word] == head, target[..., head] == word]
            yield relation, ends, [word + offset == head for offset in OFFSETS]


def collect(items: Iterable[tuple[int, Sentence, np.ndarray]]) -> dict:
    """Which dependencies are found by which head and by which offset.

    items: (number of the sentence, sentence, attention between its words). Returns {relation:
    {"sentence": (n,), "heads": (n, 2 directions, layers, heads) bool, "offsets": (n,
    len(OFFSETS)) bool}} and, under "", how many sentences there were.
    """
    rows: dict = defaultdict(lambda: {"sentence": [], "heads": [], "offsets": []})
    used = 0
    for number, sentence, words in items:
        used += 1
        for relation, heads, offsets in found(words, sentence):
            rows[relation]["sentence"].append(number)
            rows[relation]["heads"].append(heads)
            rows[relation]["offsets"].append(offsets)
    return {"": used} | {
        relation: {name: np.array(column) for name, column in columns.items()}
        for relation, columns in rows.items()
    }


def intervals(difference: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """(2, …): 95 % bootstrap interval of the mean over the first axis, whole sentences redrawn.

    difference: (n, …); sentence: (n,), from which sentence each row comes.
    """
    random = np.random.default_rng(0)
    _, index = np.unique(sentence, return_inverse=True)
    flat = difference.reshape(len(difference), -1).astype(float)
    sums = np.zeros((index.max() + 1, flat.shape[1]))
    np.add.at(sums, index, flat)
    sizes = np.bincount(index)
    draw = random.integers(0, len(sums), (RESAMPLES, len(sums)))
    times = np.zeros((RESAMPLES, len(sums)))  # how often each sentence was drawn
    np.add.at(times, (np.arange(RESAMPLES)[:, None], draw), 1)
    means = (times @ sums) / (times @ sizes)[:, None]
    return np.quantile(means, [0.025, 0.975], axis=0).reshape(2, *difference.shape[1:])


def compare(dev: dict, test: dict, at_least: int = OFTEN) -> list[Relation]:
    """Two Relations, one a direction, of each with `at_least` dependencies in dev; most first."""
    often = [r for r in dev if r and len(dev[r]["sentence"]) >= at_least and r in test]
    often.sort(key=lambda r: -len(dev[r]["sentence"]))
    return [_one(r, direction, dev[r], test[r]) for r in often for direction in (0, 1)]


def _one(relation: str, direction: int, dev: dict, test: dict) -> Relation:
    # The offset that leads from a dependent to its head leads back with its sign turned: one
    # offset finds the same dependencies in both directions.
    offset = int(dev["offsets"].mean(0).argmax())
    on_dev, on_test = (
        part["heads"][:, direction].astype(float) - part["offsets"][:, offset, None, None]
        for part in (dev, test)
    )
    low, high = intervals(on_test, test["sentence"])
    return Relation(
        relation=relation,
        direction=direction,
        dependencies=len(test["sentence"]),
        offset=OFFSETS[offset] * (-1 if direction else 1),
        offset_accuracy=float(test["offsets"][:, offset].mean()),
        accuracy=test["heads"][:, direction].mean(0),
        low=low,
        high=high,
        dev_accuracy=dev["heads"][:, direction].mean(0),
        dev_low=intervals(on_dev, dev["sentence"])[0],
    )
