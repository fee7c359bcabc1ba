"""Editing Q, K and V in place: presets, size, paste, file, undo; the last good table is kept."""

from dataclasses import replace

import numpy as np
import streamlit as st

from lib import toy
from lib.text import lengths
from lib.text.markdown import escape
from lib.toy import PRESETS, MatrixError, Toy
from lib.ui import choices, matrix_editor, upload
from lib.ui.heads import laboratory
from lib.ui.matrix_editor import Part

STATE = "_table"
ADDRESS = "table"  # the parameter
SEEN = "_table_seen"  # the address's table as it was last: only another one is taken over


def put(table: Toy) -> None:
    """Make `table` the one that is edited; the one before can be brought back."""
    start = {"base": table, "good": table, "version": 0, "history": []}
    state = st.session_state.setdefault(STATE, start)
    if state["base"] != table:
        state["history"].append(state["good"])
    _show(state, table)


def _show(state: dict, table: Toy) -> None:
    """`table` in the grids. A choice of rows that are other rows now is dropped: a chip
    “3 李四” would block whatever stands third in the new table."""
    for switch, names in (("row", "query_names"), ("blocked", "key_names")):
        if getattr(state["good"], names) != getattr(table, names):
            st.session_state.pop(switch, None)
    state.update(base=table, good=table, version=state["version"] + 1)


def _reset(state: dict) -> None:
    """The table as it was, and every switch as at first."""
    put(_origin(state["good"]))
    st.session_state.update(t=1.0, sqrt=True, blocked=[], row=0)
    st.session_state.update(dict.fromkeys([*laboratory.SWITCHES, *laboratory.IN_TOY], False))


def edit() -> Toy:
    """Draw the editors. Returns the table as edited, or the last good one beside an error."""
    state = _state()
    bar = st.container()  # filled last, so that an edit just made can be undone at once
    try:
        table = _grids(state["base"], state["version"])
    except MatrixError as error:
        with bar:
            _toolbar(state)
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.error(f"{escape(str(error))}下面仍按上一张好表计算。", icon=":material/edit:")
        right.button("撤销这次修改", on_click=put, args=(state["good"],), key="undo broken")
        return state["good"]
    if table != state["good"]:
        state["history"].append(state["good"])
        state["good"] = table
    with bar:
        _toolbar(state)
    to_address(table)
    return table


def _state() -> dict:
    """What is edited in this visit: at first the address's table, if it has one."""
    text, seen = st.session_state.get(ADDRESS), st.session_state.get(SEEN)
    st.session_state[SEEN] = text
    state = st.session_state.get(STATE)
    if text and text != seen and (state is None or text != toy.dump(state["good"])):
        try:
            put(toy.restore(text))
        except MatrixError as error:
            st.warning(
                f"链接里的表读不出来，先给你看{'第一张' if state is None else '原来的'}表。"
                f"{escape(str(error))}",
                icon=":material/link_off:",
            )
    if STATE not in st.session_state:
        put(PRESETS["ages"])
    return st.session_state[STATE]


def mine() -> Toy | None:
    """The learner's own table, from the calculator or the address; None while it is a ready one."""
    table = _state()["good"]
    return None if table in PRESETS.values() else table


def address(table: Toy) -> dict[str, str | None]:
    """The choice that restores this table; None for the first one."""
    return {ADDRESS: None if table == PRESETS["ages"] else toy.dump(table)}


def to_address(table: Toy) -> None:
    """Have the page's address restore this table."""
    wanted = address(table)
    st.session_state[SEEN] = wanted[ADDRESS]
    if st.session_state.get(ADDRESS) != wanted[ADDRESS]:
        choices.put(**wanted)


def _toolbar(state: dict) -> None:
    def take():
        if st.session_state.preset is not None:
            put(PRESETS[st.session_state.preset])
            st.session_state.preset = None

    def back():
        _show(state, state["history"].pop())

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "换一张表",
            list(PRESETS),
            index=None,
            key="preset",
            format_func=lambda key: PRESETS[key].title,
            placeholder="挑一张……",
            on_change=take,
            filter_mode=None,
            width=220,
        )
        with st.popover("大小", icon=":material/grid_on:"):
            _size(state)
        with st.popover("粘贴", icon=":material/content_paste:"):
            _paste(state)
        with st.popover("文件", icon=":material/folder_open:"):
            _files(state)
        st.button("撤销", icon=":material/undo:", on_click=back, disabled=not state["history"])
        st.button("重置", icon=":material/restart_alt:", on_click=_reset, args=(state,))


def _origin(table: Toy) -> Toy:
    return next((p for p in PRESETS.values() if p.title == table.title), PRESETS["ages"])


def _size(state: dict) -> None:
    query, key, value = state["good"].arrays()
    v = state["version"]
    box = {"min_value": 1, "max_value": toy.LARGEST}
    n = st.number_input("键的个数（K、V 的行）", value=len(key), key=f"n {v}", **box)
    m = st.number_input("查询的个数（Q 的行）", value=len(query), key=f"m {v}", **box)
    d_k = st.number_input("d_k：Q、K 的列", value=key.shape[1], key=f"dk {v}", **box)
    d_v = st.number_input("d_v：V 的列", value=value.shape[1], key=f"dv {v}", **box)
    sizes = (m, d_k), (n, d_k), (n, d_v)
    if sizes != (query.shape, key.shape, value.shape):
        # Growing fills with zeros; shrinking drops the last rows and columns.
        fitted = [_fit(a, *size) for a, size in zip((query, key, value), sizes, strict=True)]
        put(replace(state["good"].replaced(*fitted), scale_dim=None))
        st.rerun()


def _fit(array: np.ndarray, rows: int, columns: int) -> np.ndarray:
    out = np.zeros((rows, columns))
    part = array[:rows, :columns]
    out[: part.shape[0], : part.shape[1]] = part
    return out


def _paste(state: dict) -> None:
    st.caption("从电子表格复制一块，贴到这里；逗号、空格或制表符隔开都行，一行一行写。")
    which = st.segmented_control("贴到哪个矩阵", list("QKV"), default="K", required=True)
    text = st.text_area(
        "数字", height=120, max_chars=lengths.TABLE, placeholder="1, 2, 0\n0, 0, 2", key="pasted"
    )
    if not st.button("换上", type="primary"):
        return
    arrays = dict(zip("QKV", state["good"].arrays(), strict=True))
    try:
        arrays[which] = toy.parse(text, which)
    except MatrixError as error:
        st.error(escape(str(error)), icon=":material/edit:")
        return
    try:
        table = replace(state["good"].replaced(*arrays.values()), scale_dim=None)
    except MatrixError as error:
        st.error(f"{error}要换行数或列数，请先在“大小”里改，再来粘贴。", icon=":material/edit:")
        return
    put(table)
    st.rerun()


def _files(state: dict) -> None:
    st.download_button(
        "存成文件",
        toy.dump(state["good"]),
        "qkv.json",
        "application/json",
        on_click="ignore",
        icon=":material/download:",
    )
    try:
        text = upload.text_file("打开文件……", "table file", ".json")
        if text is not None:
            put(toy.restore(text))
            st.rerun()
    except (MatrixError, upload.UploadError) as error:
        st.error(escape(str(error)), icon=":material/edit:")


def _grids(base: Toy, version: int) -> Toy:
    dims = base.key_dims or tuple(f"{i + 1}" for i in range(base.key.shape[1]))
    key = Part("K", base.key, [f"K{dim}" for dim in dims])
    value = Part("V", base.value, [f"V {name}" for name in base.value_names])
    query = Part("Q", base.query, [f"Q{dim}" for dim in dims])
    left, right = st.columns([5, 4], gap="large")
    with left:
        st.markdown("**键 K 和值 V**：一行一个条目。")
        (k, v), key_names = matrix_editor.edit(
            [key, value], base.key_names, key=f"kv {version}", alt="键和值，可以改", rename=True
        )
    with right:
        st.markdown("**查询 Q**：一行一个问题。")
        (q,), query_names = matrix_editor.edit(
            [query], base.query_names, key=f"q {version}", alt="查询，可以改", rename=True
        )
    return replace(base, query=q, key=k, value=v, query_names=query_names, key_names=key_names)
