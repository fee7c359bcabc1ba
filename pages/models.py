"""换模型: which models there are, what they cost, fetching one, and one's own."""

import streamlit as st

from lib.course.lessons.texts import FOLDER
from lib.model import checkpoints, memory, own
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.text.markdown import escape
from lib.ui import choices, frame, readings
from lib.ui.models import fetch, options

STATES = {
    "here": ":green[:material/check:] 在这台机器上",
    "running": "正在下载",
    "failed": ":material/cloud_off: 上次没下成",
    "cancelled": "上次取消了",
    "absent": "还没有下载",
}


def facts(checkpoint: Checkpoint) -> str:
    """Layers × heads, size on disk, memory: known before anything is loaded."""
    parts = [f"{checkpoint.layers} 层 × {checkpoint.heads} 头"] if checkpoint.layers else []
    if checkpoint.download_mb:
        parts.append(f"文件约 {checkpoint.download_mb:,} MB")
    if checkpoint.memory_mb:
        parts.append(f"占内存约 {checkpoint.memory_mb:,} MB")
    return "，".join(parts)


def use(key: str) -> None:
    """Choose the model for all pages; a button's callback."""
    choices.put(model=key)
    st.session_state["_just_chosen"] = key


def head_verdict(key: str) -> str | None:
    """Whether the head fills blanks; known of models that are in memory."""
    count = readings.blanks_right(key)
    if count is None:
        return None
    good = readings.knows_chinese(key)
    verdict = "可以看它的猜测" if good else "**只看注意力，不看猜测**"
    return f"十个空填对 {count} 个：{verdict}"


def row(checkpoint: Checkpoint) -> None:
    """One model."""
    state = fetch.state_of(checkpoint)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape(checkpoint.title)}**　{STATES[state]}")
            if state == "here":
                chosen = st.session_state.get("model", checkpoints.SHIPPED) == checkpoint.key
                st.button(
                    "正在用" if chosen else "用这个",
                    on_click=use,
                    args=(checkpoint.key,),
                    disabled=chosen,
                    key=f"use {checkpoint.key}",
                )
            elif state != "running" and st.button(
                "下载", icon=":material/download:", key=f"get {checkpoint.key}"
            ):
                fetch.start(checkpoint)
                st.rerun()
        notes = [facts(checkpoint), head_verdict(checkpoint.key), checkpoint.about]
        st.caption("。".join(note.rstrip("。") for note in notes if note) + "。")
        if state == "failed":
            st.warning(escape(fetch.failure(checkpoint)), icon=":material/cloud_off:")
        if state == "running":
            fetch.progress(checkpoint)


def own_boxes() -> None:
    """A folder of this machine, or any name on the hub."""
    kind = st.segmented_control(
        "从哪里来", ["一个文件夹", "hub 上的名字"], default="一个文件夹", required=True
    )
    try:
        if kind == "一个文件夹":
            path = st.text_input(
                "文件夹的路径", placeholder="~/models/my-bert", max_chars=own.LONGEST
            )
            if path and st.button("加进来", key="own folder"):
                add(own.from_folder(path))
        else:
            name = st.text_input("名字", placeholder="作者/名字", max_chars=own.LONGEST)
            revision = st.text_input("版本（40 位）", max_chars=60)
            if name and st.button("加进来", key="own name"):
                add(own.from_name(name, revision))
    except CheckpointError as error:
        st.error(escape(str(error)), icon=":material/edit:")


def add(checkpoint: Checkpoint) -> None:
    """Into the catalogue, until the app is stopped."""
    checkpoints.CATALOGUE[checkpoint.key] = checkpoint
    st.rerun()


frame.page("models")
just = st.session_state.pop("_just_chosen", None)
if just in checkpoints.CATALOGUE:
    st.success(
        f"现在各页都用 {escape(checkpoints.CATALOGUE[just].title)}。", icon=":material/check:"
    )
    frame.link("sentence", "用它看一句话")
st.markdown((FOLDER / "models.md").read_text("utf-8"))

frame.heading("有哪些模型")
st.caption(
    f"这台机器现在还有约 {memory.free_mb():,} MB 内存可用。"
    "除了自带的，内存里同时只放一个较大的模型。"
)
for key, checkpoint in list(checkpoints.CATALOGUE.items()):
    if not checkpoint.layers:  # a hub name of one's own: its size is known once it is here
        try:
            checkpoint = checkpoints.CATALOGUE[key] = own.sized(checkpoint)
        except CheckpointError as error:
            st.error(escape(str(error)), icon=":material/cloud_off:")
    row(checkpoint)

frame.heading("自己的模型")
if options.own_models():
    own_boxes()
else:
    st.caption(
        "想读自己的文件夹，或 hub 上别的模型：在自己的电脑上用 `make run OWN_MODELS=1` 启动。"
        "公开的服务器上不开这个口子。"
    )
