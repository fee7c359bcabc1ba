"""Reading and checking what a learner enters as a matrix."""

import csv
import math
import re
from collections.abc import Sequence

import numpy as np

from lib.text import lengths, numbers

LARGEST = 8
Cell = str | float | None  # as typed, or as a grid holds it
POINTS = ",，。、"  # what is typed for a decimal point, and is none


class MatrixError(ValueError):
    """A matrix cannot be used; the message names the cell and what was expected, in Chinese."""


def matrix(rows: Sequence[Sequence[Cell]], name: str) -> np.ndarray:
    """Nested cells (numbers, or text typed by a learner) → float64 (rows, columns).

    Raises MatrixError naming the first cell that is empty, no number, NaN or infinite, ragged
    rows, and sizes beyond 8 × 8.
    """
    if not rows or not rows[0]:
        raise MatrixError(f"{name} 是空的：至少要一行一列。")
    if len(rows) > LARGEST or len(rows[0]) > LARGEST:
        raise MatrixError(
            f"{name} 有 {len(rows)} 行 {len(rows[0])} 列，最多 {LARGEST} 行 {LARGEST} 列。"
        )
    for i, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise MatrixError(
                f"{name} 第 {i} 行有 {len(row)} 个数，第 1 行有 {len(rows[0])} 个：每行要一样长。"
            )
    return np.array(
        [[_number(c, name, i, j) for j, c in enumerate(row, 1)] for i, row in enumerate(rows, 1)]
    )


def _number(cell: Cell, name: str, row: int, column: int) -> float:
    where = f"{name} 第 {row} 行第 {column} 列"
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise MatrixError(f"{where}是空的：请填一个数。")
    try:
        number = numbers.decimal(cell) if isinstance(cell, str) else float(cell)
    except OverflowError:  # an integer of some hundred digits
        number = math.inf
    except (TypeError, ValueError):
        hint = "：小数点请写“.”" if set(str(cell)) & set(POINTS) else ""
        raise MatrixError(f"{where}是“{str(cell)[:20]}”，不是数{hint}。") from None
    if math.isnan(number):
        raise MatrixError(f"{where}是空的或 NaN：请填一个数。")
    if math.isinf(number) or abs(number) > 1e6:
        raise MatrixError(f"{where}太大了：请填 −1000000 到 1000000 之间的数。")
    return number


def parse(text: str, name: str) -> np.ndarray:
    """A matrix pasted from a spreadsheet (tabs), CSV (commas) or written with spaces.

    Full-width commas and digits are understood. Semicolons part the rows of a single line, as in
    “1 2; 3 4”, and the columns of several lines, as where a comma is the decimal point. Raises
    MatrixError, also where both readings are possible.
    """
    if len(text) > lengths.TABLE:
        raise MatrixError(f"{name} 太长了：最多 {lengths.TABLE} 个字符，这里有 {len(text)} 个。")
    text = text.removeprefix("\ufeff")  # which Excel puts before its CSV
    lines = [line for line in text.replace("；", ";").splitlines() if line.strip()]
    if len(lines) > 1 and all(";" in line for line in lines):
        rows = [[_point(cell) for cell in line.split(";")] for line in lines]
        return matrix(rows, name)
    if len(lines) == 1:
        lines = _parted(lines[0].strip().rstrip(";"), name)
    lines = [line.replace("，", ",") for line in lines]
    try:
        if any("\t" in line for line in lines):
            rows = list(csv.reader(lines, delimiter="\t"))
        elif any("," in line for line in lines):
            rows = list(csv.reader(lines))
        else:
            rows = [line.split() for line in lines]
    except csv.Error:
        raise MatrixError(f"{name} 读不出来：请粘贴几行数，用逗号、空格或制表符隔开。") from None
    return matrix(rows, name)


DECIMAL_COMMA = re.compile(r"\s*[-−－+＋]?\d+,\d+\s*")


def _point(cell: str) -> str:
    """The decimal comma of a cell written as a point."""
    return cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell


def _parted(line: str, name: str) -> list[str]:
    """The rows that stand in one line, parted by semicolons."""
    rows = line.split(";")
    if len(rows) == 1:
        return rows
    if not any(re.search(r"[,，\s]", row.strip()) for row in rows):
        raise MatrixError(
            f"{name} 里的分号有两种读法：换一行，或者隔开同一行的数。"
            "请真的换行，或者改用逗号、空格隔开。"
        )
    if all(DECIMAL_COMMA.fullmatch(row) for row in rows):
        raise MatrixError(
            f"{name} 有两种读法：“{rows[0].strip()}”可以是两个数，也可以是一个小数。"
            "请真的换行，小数点写“.”。"
        )
    return rows
