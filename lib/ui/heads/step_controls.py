"""The switches that the toy and the real head share: temperature, √d_k, blocked keys."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from lib.model.reading import Reading
from lib.ui import choices

T = TypeVar("T", bound=Hashable)
TEMPERATURES = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.3,
    0.5,
    0.7,
    1.0,
    1.5,
    2.0,
    3.0,
    5.0,
    10.0,
    20.0,
    1000.0,
)


def row_box(names: list[str]) -> int:
    """Which query is worked out; returns its row."""
    rows = range(len(names))
    return choices.selectbox(
        "看哪个查询", rows, "row", 0, lambda i: f"{i + 1} {names[i]}", width=150
    )


def blocked_tokens(reading: Reading) -> frozenset[int]:
    """Which tokens get no weight; numbered as everywhere, from 0."""
    return blocked_box([token.shown for token in reading.tokens], "masked", first=0)


def change_boxes() -> tuple[float, bool]:
    """(temperature, whether the scores are divided by √d_k)."""
    temperature = choices.select_slider(
        "温度",
        TEMPERATURES,
        1.0,
        "t",
        width=260,
        help="分数先除以温度再做 softmax。小于 1 更尖，大于 1 更平。",
    )
    return temperature, choices.toggle(r"除以 $\sqrt{d_k}$", True, "sqrt")


def blocked_box(names: list[str], key: str = "blocked", first: int = 1) -> frozenset[int]:
    """Which of the keys `names` get no weight; `first`: the number of the first one."""
    return several(
        "屏蔽的键",
        key,
        range(len(names)),
        lambda i: f"{i + first} {names[i]}",
        "不屏蔽",
        "被屏蔽的键分数变成 −∞，权重变成 0，别的键按比例分它的份。",
    )


def mask_box(positions: Sequence[int]) -> int:
    """Which [MASK] is followed, from 0; nothing to choose where there is one."""
    if len(positions) == 1:
        return 0
    return choices.selectbox(
        "跟着哪个 [MASK]",
        range(len(positions)),
        "mask",
        0,
        lambda i: f"第 {i + 1} 个（{positions[i]} 号词元）",
        width=200,
    )


def heads_off_box(layers: int, heads: int) -> frozenset[tuple[int, int]]:
    """Which heads are switched off, as (layer, head) from 0."""
    return several(
        "关掉的头（层-头）",
        "off",
        [(i, j) for i in range(layers) for j in range(heads)],
        lambda head: f"{head[0] + 1}-{head[1] + 1}",
        "不关",
        "关掉的头照样算，但它取来的东西在交给后面之前全部变成 0。",
    )


def several(
    label: str, key: str, options: Sequence[T], name: Callable[[T], str], none: str, help: str
) -> frozenset[T]:
    """Any of `options`; kept in the address. `none` is written while none is chosen."""
    chosen = choices.multiselect(label, options, key, name, placeholder=none, width=240, help=help)
    return frozenset(chosen)
