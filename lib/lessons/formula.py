"""Matrices as LaTeX, with the columns of the heads kept apart by a line."""

import numpy as np

from lib.formulas import A, K, Q, V, number

COLOURS = {"Q": Q, "K": K, "V": V, "A": A}


def matrix(array: np.ndarray, colour: str = "", heads: int = 1) -> str:
    """(rows, columns) between brackets, at most two decimals; `colour` is a key of COLOURS."""
    columns = "|".join(["c" * (array.shape[1] // heads)] * heads)
    rows = r" \\ ".join(" & ".join(_short(x) for x in row) for row in array)
    body = rf"\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"
    return paint(body, colour)


def paint(body: str, colour: str) -> str:
    """`body` in the colour of queries, keys, values or weights."""
    return f"{COLOURS[colour]}{{{body}}}" if colour else body


def _short(x: float) -> str:
    return number(round(float(x), 2))


def row(array: np.ndarray) -> str:
    """(columns,) as [1, 2, 0], for a sentence."""
    return "[" + ", ".join(_short(x) for x in array) + "]"


def tiny(x: float) -> str:
    """0, or the order of magnitude of a rounding error, for a sentence."""
    if x == 0:
        return "0"
    digits, power = f"{x:.1e}".split("e")
    return rf"${digits}\times10^{{{int(power)}}}$"
