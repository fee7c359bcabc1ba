"""Characters ↔ words: which tokens make a word, and attention between words."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.model.reading import Reading
from lib.shapes import Bool, Float

SEPARATOR = "/"
OTHER_SEPARATORS = "／|｜、 \u3000"  # what is typed for it
LEAST = 0.05  # of a row that is renormalised when tokens are hidden


class WordsError(ValueError):
    """A segmentation that does not spell the sentence; the message is for the learner."""


@dataclass(frozen=True)
class Word:
    """`text` as typed, and the positions of its tokens."""

    text: str
    tokens: tuple[int, ...]
    special: bool = False


def segment(text: str) -> list[str]:
    """Words in order, spelling `text` exactly (jieba's dictionary and its model for new words)."""
    import jieba  # 0.7 s and a dictionary: only when words are asked for

    jieba.setLogLevel(logging.WARNING)
    # A [MASK] is one word, whatever jieba makes of its brackets.
    parts = text.split("[MASK]")
    words = jieba.lcut(parts[0])
    for part in parts[1:]:
        words += ["[MASK]", *jieba.lcut(part)]
    return [word for word in words if word]


def parse(edited: str, text: str) -> list[str]:
    """The learner's own segmentation, words apart by “/”. Raises WordsError.

    A space, “、” or “|” parts words too, in a sentence that has none of its own.
    """
    for other in OTHER_SEPARATORS:
        if other not in text:
            edited = edited.replace(other, SEPARATOR)
    if len(edited) > 2 * len(text) + 2:  # a cut after every character, and room to mistype
        raise WordsError(f"太长了：切分只能加减“{SEPARATOR}”，不能加字。")
    words, at = [""], 0
    for run in re.findall(f"{SEPARATOR}+|[^{SEPARATOR}]", edited):
        own = run
        if run[0] == SEPARATOR:  # the sentence's own “/” stay, the others cut
            here = text[at : at + len(run)]
            own = here[: len(here) - len(here.lstrip(SEPARATOR))]
        cuts = len(run) - len(own)
        words += [""] if cuts else []
        words[-1] += own
        words += [""] if own and cuts > 1 else []
        at += len(own)
    words = [word for word in words if word]
    joined = "".join(words)
    if joined != text:
        at = next(
            (i for i, (a, b) in enumerate(zip(joined, text, strict=False)) if a != b),
            min(len(joined), len(text)),
        )
        where = (
            f"从第 {at + 1} 个字“{text[at]}”起和原句不同" if at < len(text) else "原句后面多了字"
        )
        raise WordsError(f"切分只能加减“{SEPARATOR}”，不能改字：{where}。")
    return words


def characters(reading: Reading) -> list[Word]:
    """Every token a unit of its own."""
    return [Word(token.text, (i,), token.special) for i, token in enumerate(reading.tokens)]


def shown(word: Word, reading: Reading) -> str:
    """`word.text` as pages show it: “〈體〉育” where the model does not know 體."""
    tokens = [reading.tokens[i] for i in word.tokens]
    if "".join(token.text for token in tokens) == word.text:
        return "".join(token.shown for token in tokens)
    return word.text  # with blanks between its tokens


def group(reading: Reading, words: list[str], pair_words: list[str] | None = None) -> list[Word]:
    """The reading's tokens joined to words; [CLS] and [SEP] stay alone.

    A word piece that spans two words belongs to the one in which it begins.
    """
    starts = [_starts(words), _starts(pair_words or [])]
    groups: list[tuple[object, list[int]]] = []
    for i, token in enumerate(reading.tokens):
        name = (
            ("special", i)
            if token.special
            else (token.segment, int(np.searchsorted(starts[token.segment], token.start, "right")))
        )
        if groups and groups[-1][0] == name:
            groups[-1][1].append(i)
        else:
            groups.append((name, [i]))
    return [_word(reading, tokens) for _, tokens in groups]


def _word(reading: Reading, at: list[int]) -> Word:
    first, last = reading.tokens[at[0]], reading.tokens[at[-1]]
    if first.special:
        return Word(first.text, tuple(at), special=True)
    typed = (first.segment and reading.pair) or reading.sentence
    return Word(typed[first.start : last.end], tuple(at))  # as typed, spaces within it too


def _starts(words: list[str]) -> np.ndarray:
    return np.cumsum([0, *(len(word) for word in words[:-1])])


def pool(
    weights: Float[np.ndarray, "*heads tokens tokens"], words: Sequence[Word]
) -> Float[np.ndarray, "*heads words words"]:
    """As `join`, for words that follow on each other and hold every token: no large product."""
    if len(words) == weights.shape[-1]:
        return weights
    starts = [word.tokens[0] for word in words]
    sizes = np.array([len(word.tokens) for word in words], dtype=weights.dtype)
    summed = np.add.reduceat(weights, starts, axis=-1)  # (…, tokens, words)
    return np.add.reduceat(summed, starts, axis=-2) / sizes[:, None]


def kept(
    weights: Float[np.ndarray, "*heads tokens tokens"], keep: Bool[np.ndarray, " tokens"]
) -> Float[np.ndarray, "*heads kept"]:
    """(…, kept rows): how much of each row that is kept goes to keys that are kept."""
    return weights[..., keep, :][..., keep].sum(-1)


def hide(
    weights: Float[np.ndarray, "*heads tokens tokens"], keep: Bool[np.ndarray, " tokens"]
) -> Float[np.ndarray, "*heads kept kept"]:
    """Drop the rows and keys where `keep` is False and renormalise the rows that are left.

    A row of which less than LEAST is left stays as it is: nearly nothing is not blown up.
    """
    left = kept(weights, keep)[..., None]
    return weights[..., keep, :][..., keep] / np.where(left < LEAST, 1, left)
