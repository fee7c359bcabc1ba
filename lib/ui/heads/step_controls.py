"""The switches that the toy and the real head share: temperature, √d_k, blocked keys."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import streamlit as st

T = TypeVar("T", bound=Hashable)
TEMPERATURES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)


def row_box(names: list[str], page: str = "") -> int:
    """Which query is worked out; returns its row."""
    rows, key = range(len(names)), page + "row"
    if st.session_state.get(key, 0) not in rows:
        del st.session_state[key]
    return st.selectbox(
        "看哪个查询",
        rows,
        key=key,
        bind="query-params",
        format_func=lambda i: f"{i + 1} {names[i]}",
        width=150,
        filter_mode=None,
    )


def change_boxes(page: str = "") -> tuple[float, bool]:
    """(temperature, whether the scores are divided by √d_k).

    `page`: how the names of this page's switches begin. Under one name, what was changed on one
    page would be changed on the next before anybody touched it.
    """
    temperature = st.select_slider(
        "温度",
        TEMPERATURES,
        1.0,
        key=page + "t",
        bind="query-params",
        format_func=lambda t: f"{t:g}",
        width=260,
        help="分数先除以温度再做 softmax。小于 1 更尖，大于 1 更平。",
    )
    scaled = st.toggle(r"除以 $\sqrt{d_k}$", True, key=page + "sqrt", bind="query-params")
    return temperature, scaled


def blocked_box(names: list[str], key: str = "blocked") -> frozenset[int]:
    """Which of the keys `names` get no weight."""
    return several(
        "屏蔽的键",
        key,
        range(len(names)),
        lambda i: f"{i + 1} {names[i]}",
        "不屏蔽",
        "被屏蔽的键分数变成 −∞，权重变成 0，别的键按比例分它的份。",
    )


def mask_box(positions: Sequence[int]) -> int:
    """Which [MASK] is followed, from 0; nothing to choose where there is one."""
    if st.session_state.get("mask", 0) not in range(len(positions)):
        del st.session_state["mask"]  # a shorter sentence
    if len(positions) == 1:
        return 0
    return st.selectbox(
        "跟着哪个 [MASK]",
        range(len(positions)),
        key="mask",
        bind="query-params",
        format_func=lambda i: f"第 {i + 1} 个（第 {positions[i]} 个词元）",
        width=200,
        filter_mode=None,
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
    # A shorter sentence or a smaller model may leave old choices behind.
    if not set(st.session_state.get(key, [])) <= set(options):
        del st.session_state[key]
    chosen = st.multiselect(
        label,
        options,
        key=key,
        bind="query-params",
        format_func=name,
        placeholder=none,
        select_all=False,
        width=240,
        filter_mode=None,
        help=help,
    )
    return frozenset(chosen)
