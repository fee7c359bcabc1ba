"""Sentences whose grammar people have marked (Universal Dependencies), and a model's tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.heads import samples


@dataclass(frozen=True)
class Sentence:
    """words: surface forms; heads: 0-based index of each word's head, −1 for the root."""

    words: list[str]
    heads: list[int]
    relations: list[str]

    @property
    def text(self) -> str:
        """The words without blanks, as Chinese is written."""
        return "".join(self.words)


def parse(conllu: str) -> list[Sentence]:
    """The sentences of a .conllu text; subtypes of relations (`mark:rel`) become the main type."""
    sentences = []
    for block in conllu.strip().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
        rows = [row for row in rows if row[0].isdigit()]  # no ranges, no empty nodes
        sentences.append(
            Sentence(
                [row[1] for row in rows],
                [int(row[6]) - 1 for row in rows],
                [row[7].split(":")[0] for row in rows],
            )
        )
    return sentences


@cache
def shipped(split: str) -> tuple[Sentence, ...]:
    """“dev” or “test” of the treebank that lies in `samples`."""
    return tuple(parse((samples.FOLDER / f"gsd-{split}.conllu").read_text("utf-8")))


def belongs(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> np.ndarray | None:
    """(words, tokens) bool: which tokens a word consists of; `spans` in the joined text.

    Special tokens have empty spans and belong to no word. None if a token covers parts of two
    words (Latin next to digits, say) or a word has no token.
    """
    word_of_character = np.repeat(np.arange(len(words)), [len(word) for word in words])
    member = np.zeros((len(words), len(spans)), bool)
    for token, (start, end) in enumerate(spans):
        own = set(word_of_character[start:end].tolist())
        if len(own) > 1:
            return None
        for word in own:
            member[word, token] = True
    return member if member.any(1).all() else None
