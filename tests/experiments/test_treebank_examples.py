"""Hits and misses of a head, on sentences whose grammar and looks are made by hand."""

import numpy as np

from lib.experiments.treebank_examples import LONGEST, examples
from lib.heads.treebank import Sentence
from lib.model.tokens import SentenceError


def sentence(text: str, objects: dict[int, int]) -> Sentence:
    """One word a character; `objects`: object → verb, the rest hangs on word 0."""
    heads = [objects.get(i, -1 if i == 0 else 0) for i in range(len(text))]
    return Sentence(list(text), heads, ["obj" if i in objects else "x" for i in range(len(text))])


def reader(made, looks: dict[str, int]):
    """From the second word (token 2) all weight goes to the word given for the sentence."""

    def read(text: str):
        n = len(text) + 2
        weights = np.full((n, n), 0.1 / n)
        weights[2, 1 + looks[text]] = 0.9
        return made(text, weights[None, None])

    return read


BANK = [sentence("我看书", {2: 1}), sentence("他读报", {2: 1}), sentence("你走了", {})]


def test_hits_and_misses_are_told_apart(made):
    read = reader(made, {"我看书": 2, "他读报": 0})
    hits, misses = examples(read, BANK, "obj", 1, 0, 0)
    assert [e.sentence.text for e in hits] == ["我看书"]
    assert [e.sentence.text for e in misses] == ["他读报"]
    [miss] = misses
    assert (miss.looker, miss.wanted, miss.pointed) == (1, 2, 0) and not miss.hit


def test_from_the_other_end_the_object_looks(made):
    read = reader(made, {"我看书": 2, "他读报": 0})
    hits, misses = examples(read, BANK[:1], "obj", 0, 0, 0)
    [only] = hits + misses
    assert (only.looker, only.wanted) == (2, 1)


def test_a_word_does_not_point_at_itself(made):
    hits, misses = examples(reader(made, {"我看书": 1}), BANK[:1], "obj", 1, 0, 0)
    assert (hits + misses)[0].pointed != 1


def test_enough_is_enough_and_long_trees_are_left_out(made):
    long = sentence("我看" + "书" * LONGEST, {2: 1})
    many = [long, *[sentence("我看书", {2: 1})] * 9]
    asked = []

    def read(text):
        asked.append(text)
        return reader(made, {"我看书": 2})(text)

    hits, misses = examples(read, many, "obj", 1, 0, 0, each=2)
    assert len(hits) == 2 and misses == [] and long.text not in asked


def test_what_cannot_be_read_is_passed_over(made):
    def read(text):
        raise SentenceError("太长了")

    assert examples(read, BANK, "obj", 1, 0, 0) == ([], [])
