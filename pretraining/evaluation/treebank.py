"""Read Universal Dependencies files and join a model's characters to the treebank's words."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from pretraining.errors import PipelineError


@dataclass(frozen=True)
class Sentence:
    """words: surface forms; heads: 0-based index of each word's head, −1 for the root."""

    words: list[str]
    heads: list[int]
    relations: list[str]


def read_conllu(file: Path) -> list[Sentence]:
    """Sentences of a .conllu file; subtypes of relations (`mark:rel`) are cut to the main type."""
    if not Path(file).is_file():
        raise PipelineError(f"No treebank at {file}.")
    sentences = []
    for block in Path(file).read_text(encoding="utf-8").strip().split("\n\n"):
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


def align(sentence: Sentence, tokenizer: Tokenizer) -> tuple[list[int], np.ndarray] | None:
    """ids with [CLS] and [SEP], and (words, tokens) bool: which tokens a word consists of.

    None if a token covers parts of two words (Latin next to digits, say) or a word has no token.
    """
    text = "".join(sentence.words)
    word_of_character = np.repeat(np.arange(len(sentence.words)), [len(w) for w in sentence.words])
    encoding = tokenizer.encode(text)
    belongs = np.zeros((len(sentence.words), len(encoding.ids)), bool)
    for token, (start, end) in enumerate(encoding.offsets):
        words = set(word_of_character[start:end].tolist())
        if len(words) > 1:
            return None
        for word in words:
            belongs[word, token] = True
    return (encoding.ids, belongs) if belongs.any(1).all() else None


def words_from_tokens(attention: np.ndarray, belongs: np.ndarray) -> np.ndarray:
    """(…, tokens, tokens) → (…, words, words), as in Clark et al. (2019), section 4.1.

    Attention to a word is the sum over its tokens; from a word, the mean over its tokens.
    """
    to_word = attention @ belongs.T.astype(attention.dtype)
    mean = belongs / belongs.sum(1, keepdims=True)
    return mean.astype(attention.dtype) @ to_word
