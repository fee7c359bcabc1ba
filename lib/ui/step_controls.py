"""The switches that the toy and the real head share: temperature, √d_k, blocked keys."""

import streamlit as st

TEMPERATURES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)


def row_box(names: list[str]) -> int:
    """Which query is worked out; returns its row."""
    rows = range(len(names))
    if st.session_state.get("row", 0) not in rows:
        del st.session_state["row"]
    return st.selectbox(
        "看哪个查询",
        rows,
        key="row",
        bind="query-params",
        format_func=lambda i: f"{i + 1} {names[i]}",
        width=150,
        filter_mode=None,
    )


def change_boxes() -> tuple[float, bool]:
    """(temperature, whether the scores are divided by √d_k)."""
    temperature = st.select_slider(
        "温度",
        TEMPERATURES,
        1.0,
        key="t",
        bind="query-params",
        format_func=lambda t: f"{t:g}",
        width=260,
        help="分数先除以温度再做 softmax。小于 1 更尖，大于 1 更平。",
    )
    return temperature, st.toggle(r"除以 $\sqrt{d_k}$", True, key="sqrt", bind="query-params")


def blocked_box(names: list[str], key: str = "blocked") -> frozenset[int]:
    """Which of the keys `names` get no weight."""
    keys = range(len(names))
    if not set(st.session_state.get(key, [])) <= set(keys):
        del st.session_state[key]
    blocked = st.multiselect(
        "屏蔽的键",
        keys,
        key=key,
        bind="query-params",
        format_func=lambda i: f"{i + 1} {names[i]}",
        placeholder="不屏蔽",
        select_all=False,
        width=240,
        filter_mode=None,
        help="被屏蔽的键分数变成 −∞，权重变成 0，别的键按比例分它的份。",
    )
    return frozenset(blocked)


def heads_off_box(layers: int, heads: int) -> frozenset[tuple[int, int]]:
    """Which heads are switched off, as (layer, head) from 0."""
    options = range(layers * heads)
    if not set(st.session_state.get("off", [])) <= set(options):
        del st.session_state["off"]
    off = st.multiselect(
        "关掉的头（层-头）",
        options,
        key="off",
        bind="query-params",
        format_func=lambda i: f"{i // heads + 1}-{i % heads + 1}",
        placeholder="不关",
        select_all=False,
        width=240,
        help="关掉的头照样算，但它取来的东西在交给后面之前全部变成 0。",
    )
    return frozenset(divmod(i, heads) for i in off)
