"""The toy table of the calculator: its numbers, reading them from a learner, storing them."""

from lib.toy.matrices import LARGEST, MatrixError, matrix, parse
from lib.toy.storage import dump, restore
from lib.toy.table import PRESETS, Toy, hard_lookup

__all__ = [
    "LARGEST",
    "PRESETS",
    "MatrixError",
    "Toy",
    "dump",
    "hard_lookup",
    "matrix",
    "parse",
    "restore",
]
