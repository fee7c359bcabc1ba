"""Every term of the course: Chinese, English, symbol, shape, meaning, and where it appears.

The text lies beside this file, in terms.toml.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """`symbol` is LaTeX, `shape` in words of the page; `pages` are pages of the menu.

    `meaning` is two short sentences: what it is, and what to know when using it.
    """

    key: str
    zh: str
    en: str
    group: str
    meaning: str
    pages: tuple[str, ...]
    symbol: str = ""
    shape: str = ""


GROUPS = ("从哪来", "词元和向量", "四步", "头和层", "量一量", "掩码和改动", "读懂的限度")

TEXT = Path(__file__).with_suffix(".toml")


def load(path: Path = TEXT) -> list[Term]:
    """The terms of the file, in its order."""
    entries = tomllib.loads(path.read_text("utf-8"))["term"]
    return [Term(**entry | {"pages": tuple(entry["pages"])}) for entry in entries]


TERMS = {term.key: term for term in load()}

# Symbols as they stand in a formula, and the term that explains them.
SYMBOLS = {
    "Q": "query",
    "K": "key",
    "V": "value",
    "q": "query",
    "k": "key",
    "v": "value",
    "A": "weight",
    "T": "temperature",
    "d_k": "d-k",
    "d_v": "d-v",
    "d_model": "d-model",
    "h": "head",
    "n": "token",
    "x": "embedding",
    "W_Q": "projection",
    "W_K": "projection",
    "W_V": "projection",
    "W_O": "output-projection",
    "b": "bias",
}


def find(text: str) -> list[Term]:
    """Terms whose Chinese, English, symbol or meaning has every word of `text`; blank: all."""
    words = text.casefold().split()
    return [
        term
        for term in TERMS.values()
        if all(
            word in f"{term.zh} {term.en} {term.symbol} {term.key} {term.meaning}".casefold()
            for word in words
        )
    ]
