"""Read Universal Dependencies files and join a model's characters to the treebank's words."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from lib.heads.treebank import Sentence, belongs, parse
from pretraining.errors import PipelineError

__all__ = ["Sentence", "align", "read_conllu"]


def read_conllu(file: Path) -> list[Sentence]:
    """Sentences of a .conllu file; subtypes of relations (`mark:rel`) are cut to the main type."""
    if not Path(file).is_file():
        raise PipelineError(f"No treebank at {file}.")
    return parse(Path(file).read_text(encoding="utf-8"))


def align(sentence: Sentence, tokenizer: Tokenizer) -> tuple[list[int], np.ndarray] | None:
    """ids with [CLS] and [SEP], and (words, tokens) bool: which tokens a word consists of.

    None if a token covers parts of two words (Latin next to digits, say) or a word has no token.
    """
    encoding = tokenizer.encode(sentence.text)
    member = belongs(sentence.words, encoding.offsets)
    return None if member is None else (encoding.ids, member)
