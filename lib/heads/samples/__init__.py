"""Sentences on which heads are measured: none of them trained on, none of them an example."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def sentences() -> tuple[str, ...]:
    """Validation lines of the corpus under CC0 or in the public domain, in random order."""
    lines = (FOLDER / "sentences.tsv").read_text("utf-8").splitlines()
    return tuple(line.split("\t", 1)[1] for line in lines)
