"""The toy table: Q, K and V with their names, and the presets."""

import math
from dataclasses import dataclass, fields, replace

import numpy as np

from lib.toy.matrices import MatrixError
from lib.toy.short_names import short


@dataclass(frozen=True, eq=False)
class Toy:
    """A table to look things up in. query (m, d_k), key (n, d_k), value (n, d_v).

    Whatever is given for them is kept as read-only float64 arrays, and names are fitted to them:
    a row without one gets q1, k2, …. Equal tables have equal numbers and names. Raises
    MatrixError where the three do not fit together.

    Vectors brought down from a real head's (lib/toy/from_head.py) carry two things more:
    `scale_dim`, that head's d_k, for 1/√d_k; and `reference` (n,), the model's own weights of
    the first query over these keys, renormalised.
    """

    title: str
    about: str
    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    query_names: tuple[str, ...] = ()
    key_names: tuple[str, ...] = ()
    value_names: tuple[str, ...] = ()
    key_dims: tuple[str, ...] = ()
    scale_dim: int | None = None
    reference: np.ndarray | None = None

    def __post_init__(self) -> None:
        query, key, value = (_frozen(array) for array in (self.query, self.key, self.value))
        if query.shape[1] != key.shape[1]:
            raise MatrixError(
                f"Q 有 {query.shape[1]} 列，K 有 {key.shape[1]} 列：列数要相同，才能做点积。"
            )
        if len(key) != len(value):
            raise MatrixError(
                f"K 有 {len(key)} 行，V 有 {len(value)} 行：每个键要配一个值，行数要相同。"
            )
        fits = self.reference is not None and len(self.reference) == len(key)
        made = {
            "query": query,
            "key": key,
            "value": value,
            "query_names": _names(self.query_names, len(query), "q"),
            "key_names": _names(self.key_names, len(key), "k"),
            "value_names": _names(self.value_names, value.shape[1], "v"),
            "key_dims": self.key_dims if len(self.key_dims) == key.shape[1] else (),
            "reference": _frozen(self.reference) if fits else None,
        }
        for name, content in made.items():
            object.__setattr__(self, name, content)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Toy):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)
        )

    __hash__ = None  # type: ignore[assignment]  # as of arrays

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """query, key, value."""
        return self.query, self.key, self.value

    @property
    def d_k(self) -> int:
        """The dimension whose root divides the scores."""
        return self.scale_dim or self.key.shape[1]

    @property
    def scale(self) -> float:
        """1/√d_k."""
        return 1 / math.sqrt(self.d_k)

    def one_query(self, row: int) -> "Toy":
        """The same table, asked this query only."""
        return replace(
            self, query=self.query[row : row + 1], query_names=self.query_names[row : row + 1]
        )

    def replaced(self, query: np.ndarray, key: np.ndarray, value: np.ndarray) -> "Toy":
        """The same table with other numbers; names are kept where they still fit."""
        return replace(self, query=query, key=key, value=value)


def _frozen(array: object) -> np.ndarray:
    copied = np.array(array, dtype=float)
    copied.setflags(write=False)
    return copied


def _names(given: tuple[str, ...], count: int, stem: str) -> tuple[str, ...]:
    return tuple(
        short(given[i]) if i < len(given) and given[i].strip() else f"{stem}{i + 1}"
        for i in range(count)
    )


PRESETS = {
    "ages": Toy(
        title="姓名 → 年龄",
        about="查询是“姓张的人多大？”。键是名字的向量，值是年龄。张三和张三-2 的键一模一样。",
        query=np.array([[1, 0, 0]]),
        key=np.array([[1, 2, 0], [1, 2, 0], [0, 0, 2], [1, 4, 0]]),
        value=np.array([[18], [20], [22], [19]]),
        query_names=("张",),
        key_names=("张三", "张三-2", "李四", "张麻子"),
        value_names=("年龄",),
    ),
    "desk": Toy(
        title="书桌上的五样东西",
        about="键的三维是“能读、能喝、能写”，值是“给眼睛的信息、提神”两项得分。数字是编的，只为说明。",
        query=np.array([[2, 0, 0], [0, 2, 0], [0, 0, 2]]),
        key=np.array([[2, 0, 0], [1, 0, 1], [1, 0, 2], [3, 0, 0], [0, 3, 0]]),
        value=np.array([[3, 0], [1, 0], [1, 0], [4, 0], [0, 5]]),
        query_names=("想读书", "想喝咖啡", "想记笔记"),
        key_names=("报纸", "论文", "笔记本", "书", "红咖啡杯"),
        value_names=("信息", "提神"),
        key_dims=("能读", "能喝", "能写"),
    ),
    "pronoun": Toy(
        title="“它”指谁",
        about="“小猫追着球，因为它饿了。”键的维度是“会动、会饿、圆”，“它饿了”去找会饿的东西。数字是编的。",
        query=np.array([[1, 3, 0]]),
        key=np.array([[2, 2, 0], [0, 0, 3], [1, 0, 0]]),
        value=np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        query_names=("它",),
        key_names=("小猫", "球", "追"),
        value_names=("小猫", "球", "追"),
        key_dims=("会动", "会饿", "圆"),
    ),
    "identity": Toy(
        title="单位矩阵",
        about="三个互相垂直的键。每个查询只和自己的键对得上：看 softmax 怎样把 1 和 0 变成权重。",
        query=np.eye(3),
        key=np.eye(3),
        value=np.eye(3),
    ),
}


def hard_lookup(
    query: np.ndarray, key: np.ndarray, value: np.ndarray, blocked: np.ndarray | None = None
) -> np.ndarray:
    """(m, d_v): the plain mean of the values whose keys score highest, as temperature → 0."""
    scores = query @ key.T  # (m, n)
    if blocked is not None:
        scores = np.where(blocked, -np.inf, scores)
    best = np.isclose(scores, scores.max(-1, keepdims=True), rtol=1e-12)
    return (best / best.sum(-1, keepdims=True)) @ value
