"""The numbers behind a page as CSV that spreadsheets open: matrices, the four steps, verdicts."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from lib.attention import AttentionSteps
from lib.experiments.claims import Verdict
from lib.heads import relation_names
from lib.heads.relations import Relation

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # text that begins so would be run by a spreadsheet


def matrix(
    numbers: np.ndarray,
    names: Sequence[str],
    columns: Sequence[str] = (),
    corner: str = "查询＼键",
) -> bytes:
    """(queries, keys), the names on both sides, unless the keys are called otherwise."""
    rows = ([name, *row] for name, row in zip(names, numbers.tolist(), strict=True))
    return _written([corner, *(columns or names)], rows)


def steps_row(
    steps: AttentionSteps, row: int, key: np.ndarray, value: np.ndarray, names: Sequence[str]
) -> bytes:
    """One query's steps, a line a key: its vectors, score, scaled score, weight.

    `steps` of one head, (queries, keys); key (keys, d_k), value (keys, d_v).
    """
    vectors = [f"{kind}{i + 1}" for kind, array in (("k", key), ("v", value))
               for i in range(array.shape[1])]  # fmt: skip
    numbers = np.column_stack(
        [key, value, steps.scores[row], steps.scaled[row], steps.weights[row]]
    )
    rows = ([name, *line] for name, line in zip(names, numbers.tolist(), strict=True))
    return _written(["键", *vectors, "点积", "缩放后", "权重"], rows)


def heads(**columns: np.ndarray) -> bytes:
    """(layers, heads) arrays, one a column; a line a head, layers and heads counted from 1."""
    places = np.ndindex(next(iter(columns.values())).shape)
    rows = ([i + 1, j + 1, *(array[i, j].item() for array in columns.values())] for i, j in places)
    return _written(["层", "头", *columns], rows)


def columns(**numbers: np.ndarray) -> bytes:
    """(n,) arrays side by side, a line each."""
    rows = zip(*(column.tolist() for column in numbers.values()), strict=True)
    return _written(list(numbers), rows)


def verdict(found: Verdict) -> bytes:
    """What every head gave, what it had to beat, and whether it did (1) or not (0)."""
    return heads(
        给了它们=found.shares,
        平均分配时=np.full_like(found.shares, found.even),
        这些位置平时得到的=found.place,
        别的字给它们的=found.others,
        过关=found.passed.astype(int),
    )


def scoreboard(relations: Sequence[Relation]) -> bytes:
    """A line a relation, direction and head; heads counted from 1, offsets in words."""
    rows = (
        [
            relation.relation,
            relation_names.name(relation.relation, relation.direction),
            at[0] + 1,
            at[1] + 1,
            relation.dependencies,
            relation.accuracy[at].item(),
            relation.offset,
            relation.offset_accuracy,
            relation.low[at].item(),
            relation.high[at].item(),
        ]
        for relation in relations
        for at in np.ndindex(relation.accuracy.shape)
    )
    header = ["关系", "方向", "层", "头", "处", "看准", "最好的固定距离", "它看准"]
    return _written([*header, "相差，95% 区间从", "到"], rows)


def _written(header: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """UTF-8, with the mark that tells spreadsheets so. Names that they would run are quoted."""
    buffer = io.StringIO()
    table = csv.writer(buffer)
    table.writerows([_safe(cell) for cell in line] for line in chain([header], rows))
    return buffer.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
