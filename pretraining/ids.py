"""Vocabularies and the marks of the token cache: what needs neither a segmenter nor the corpus."""

import hashlib
import json
from pathlib import Path

from tokenizers import Tokenizer

from pretraining.errors import PipelineError

WORD_START, SENTENCE_START = 1, 2  # bits of a token's flags


def load_tokenizer(folder: Path) -> Tokenizer:
    file = Path(folder) / "tokenizer.json"
    if not file.is_file():
        raise PipelineError(f"No {file}. Build one first: python -m pretraining.vocabulary")
    return Tokenizer.from_file(str(file))


def fingerprint(tokenizer: Tokenizer) -> str:
    """Names a vocabulary, so that ids are never read with the entries of another."""
    entries = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    return hashlib.sha256(json.dumps(entries).encode()).hexdigest()
