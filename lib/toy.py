"""Toy tables for the calculator: the presets, and reading and checking what a learner enters."""

import csv
import json
import math
from dataclasses import dataclass, replace

import numpy as np

LARGEST = 8
# What a Chinese keyboard or this app's own − writes; “_” is no part of a number to a learner.
WRITTEN = str.maketrans({"−": "-", "－": "-", "＋": "+", "．": ".", "_": "?"})


class MatrixError(ValueError):
    """A matrix cannot be used; the message names the cell and what was expected, in Chinese."""


@dataclass(frozen=True)
class Toy:
    """A table to look things up in. query (m, d_k), key (n, d_k), value (n, d_v), nested tuples.

    Vectors brought down from a real head's (lib/bring_down.py) carry two things more:
    `scale_dim`, that head's d_k, for 1/√d_k; and `reference`, the model's own weights of the
    first query over these keys, renormalised.
    """

    title: str
    about: str
    query: tuple[tuple[float, ...], ...]
    key: tuple[tuple[float, ...], ...]
    value: tuple[tuple[float, ...], ...]
    query_names: tuple[str, ...]
    key_names: tuple[str, ...]
    value_names: tuple[str, ...]
    key_dims: tuple[str, ...] = ()
    scale_dim: int | None = None
    reference: tuple[float, ...] = ()

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """query, key, value as float64 arrays."""
        return tuple(np.array(m, dtype=float) for m in (self.query, self.key, self.value))

    @property
    def d_k(self) -> int:
        """The dimension whose root divides the scores."""
        return self.scale_dim or len(self.key[0])

    def named(self, query_names: tuple[str, ...]) -> "Toy":
        """The same table, its queries called otherwise."""
        return replace(self, query_names=query_names)

    def replaced(self, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> "Toy":
        """The same table with other numbers; names are kept where they still fit."""

        def names(old: tuple[str, ...], count: int, stem: str) -> tuple[str, ...]:
            return tuple(old[i] if i < len(old) else f"{stem}{i + 1}" for i in range(count))

        return replace(
            self,
            query=tuple(map(tuple, query.tolist())),
            key=tuple(map(tuple, key.tolist())),
            value=tuple(map(tuple, value.tolist())),
            query_names=names(self.query_names, len(query), "q"),
            key_names=names(self.key_names, len(key), "k"),
            value_names=names(self.value_names, value.shape[1], "v"),
            key_dims=self.key_dims if len(self.key_dims) == key.shape[1] else (),
            reference=self.reference if len(self.reference) == len(key) else (),
        )


PRESETS = {
    "ages": Toy(
        title="姓名 → 年龄",
        about="查询是“姓张的人多大？”。键是名字的向量，值是年龄。张三和张三-2 的键一模一样。",
        query=((1, 0, 0),),
        key=((1, 2, 0), (1, 2, 0), (0, 0, 2), (1, 4, 0)),
        value=((18,), (20,), (22,), (19,)),
        query_names=("张",),
        key_names=("张三", "张三-2", "李四", "张麻子"),
        value_names=("年龄",),
    ),
    "desk": Toy(
        title="书桌上的五样东西",
        about="键的三维是“能读、能喝、能写”，值是“给眼睛的信息、提神”两项得分。数字是编的，只为说明。",
        query=((2, 0, 0), (0, 2, 0), (0, 0, 2)),
        key=((2, 0, 0), (1, 0, 1), (1, 0, 2), (3, 0, 0), (0, 3, 0)),
        value=((3, 0), (1, 0), (1, 0), (4, 0), (0, 5)),
        query_names=("想读书", "想喝咖啡", "想记笔记"),
        key_names=("报纸", "白纸", "笔记本", "书", "红咖啡杯"),
        value_names=("信息", "提神"),
        key_dims=("能读", "能喝", "能写"),
    ),
    "pronoun": Toy(
        title="“它”指谁",
        about="“小猫追着球，因为它饿了。”键的维度是“会动、会饿、圆”，“它饿了”去找会饿的东西。数字是编的。",
        query=((1, 3, 0),),
        key=((2, 2, 0), (0, 0, 3), (1, 0, 0)),
        value=((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        query_names=("它",),
        key_names=("小猫", "球", "追"),
        value_names=("小猫", "球", "追"),
        key_dims=("会动", "会饿", "圆"),
    ),
    "identity": Toy(
        title="单位矩阵",
        about="三个互相垂直的键。每个查询只和自己的键对得上：看 softmax 怎样把 1 和 0 变成权重。",
        query=((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        key=((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        value=((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        query_names=("q1", "q2", "q3"),
        key_names=("k1", "k2", "k3"),
        value_names=("v1", "v2", "v3"),
    ),
}


def matrix(rows: list[list[object]], name: str) -> np.ndarray:
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


def _number(cell: object, name: str, row: int, column: int) -> float:
    where = f"{name} 第 {row} 行第 {column} 列"
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise MatrixError(f"{where}是空的：请填一个数。")
    try:
        number = float(cell.strip().translate(WRITTEN) if isinstance(cell, str) else cell)
    except OverflowError:  # an integer of some hundred digits
        number = math.inf
    except (TypeError, ValueError):
        raise MatrixError(f"{where}是“{str(cell)[:20]}”，不是数。") from None
    if math.isnan(number):
        raise MatrixError(f"{where}是空的或 NaN：请填一个数。")
    if math.isinf(number) or abs(number) > 1e6:
        raise MatrixError(f"{where}太大了：请填 −1000000 到 1000000 之间的数。")
    return number


def parse(text: str, name: str) -> np.ndarray:
    """A matrix pasted from a spreadsheet (tabs), CSV (commas) or written with spaces.

    Full-width commas and digits are understood. Raises MatrixError.
    """
    text = text.removeprefix("\ufeff")  # which Excel puts before its CSV
    text = text.replace("，", ",").replace("；", "\n").replace(";", "\n")
    lines = [line for line in text.splitlines() if line.strip()]
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


def check(toy: Toy) -> None:
    """Raise MatrixError where Q, K and V do not fit together."""
    if len(toy.query[0]) != len(toy.key[0]):
        raise MatrixError(
            f"Q 有 {len(toy.query[0])} 列，K 有 {len(toy.key[0])} 列：列数要相同，才能做点积。"
        )
    if len(toy.key) != len(toy.value):
        raise MatrixError(
            f"K 有 {len(toy.key)} 行，V 有 {len(toy.value)} 行：每个键要配一个值，行数要相同。"
        )


TAKEN = ("scale_dim", "reference", "about")
NAMES = ("query_names", "key_names", "value_names", "key_dims")


def dump(toy: Toy) -> str:
    """The table as JSON text, for a file or an address."""
    data = {"Q": toy.query, "K": toy.key, "V": toy.value}
    data |= {name: getattr(toy, name) for name in NAMES}
    data |= {name: getattr(toy, name) for name in TAKEN if getattr(toy, name)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def restore(text: str) -> Toy:
    """The inverse of `dump`. Names may be missing; raises MatrixError on anything else."""
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half a character is refused here
        rows = [data[name] for name in "QKV"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MatrixError(
            "这里没有 Q、K、V 三个矩阵：请用从计算器下载的文件或复制的链接。"
        ) from None
    for name, value in zip("QKV", rows, strict=True):
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            raise MatrixError(f"{name} 不是矩阵：应是由几行数组成的列表。")
    names = {}
    for name in NAMES:
        given = data.get(name, ())
        listed = given if isinstance(given, list) else ()
        names[name] = tuple(str(n)[:20] for n in listed[:LARGEST])
    scale, reference = data.get("scale_dim"), data.get("reference") or []
    if not isinstance(reference, list):
        raise MatrixError("reference 应是一行数。")
    blank = Toy(
        title="自己的表",
        about=str(data.get("about", ""))[:300],
        query=(),
        key=(),
        value=(),
        scale_dim=scale if isinstance(scale, int) and 1 <= scale <= 4096 else None,
        reference=tuple(matrix([reference], "reference")[0].tolist()) if reference else (),
        **names,
    )
    toy = blank.replaced(*(matrix(v, n) for n, v in zip("QKV", rows, strict=True)))
    check(toy)
    return toy


def hard_lookup(
    query: np.ndarray, key: np.ndarray, value: np.ndarray, blocked: np.ndarray | None = None
) -> np.ndarray:
    """(m, d_v): the plain mean of the values whose keys score highest, as temperature → 0."""
    scores = query @ key.T  # (m, n)
    if blocked is not None:
        scores = np.where(blocked, -np.inf, scores)
    best = np.isclose(scores, scores.max(-1, keepdims=True), rtol=1e-12)
    return (best / best.sum(-1, keepdims=True)) @ value
