"""A larger model is fetched while the learner goes on with the shipped one.

One download serves all visitors. When it fails, or the model cannot be loaded, the page returns to
the shipped model by itself, says why, and keeps the sentence.
"""

import streamlit as st

from lib.model import checkpoints, loading
from lib.model.checkpoints import Checkpoint
from lib.model.hub import Download
from lib.ui import choices

REFRESH = 0.7  # seconds between two looks at a download
_downloads: dict[str, Download] = {}  # by the checkpoint's key; the last one of each


def state_of(checkpoint: Checkpoint) -> str:
    """One of: here, running, failed, cancelled, absent."""
    if loading.folder_of(checkpoint) is not None:
        return "here"
    download = _downloads.get(checkpoint.key)
    return "absent" if download is None or download.state == "done" else download.state


def failure(checkpoint: Checkpoint) -> str:
    """Why the last download failed, in Chinese."""
    download = _downloads.get(checkpoint.key)
    return "" if download is None else download.message


def start(checkpoint: Checkpoint) -> Download:
    """The running download of this checkpoint, begun now if there is none."""
    download = _downloads.get(checkpoint.key)
    if download is None or download.state != "running":
        download = Download(
            checkpoint.source,
            checkpoint.revision,
            checkpoint.weights_sha256,
            checkpoint.modelscope,
        )
        _downloads[checkpoint.key] = download
    return download


def ready_or_shipped(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint if it is on this machine; else it is fetched, and the shipped one is used."""
    if loading.folder_of(checkpoint) is not None:
        return checkpoint
    watched = st.session_state.get("_watched")
    ended = watched is not None and watched.state in ("failed", "cancelled")
    if ended and watched.repository == checkpoint.source:
        del st.session_state["_watched"]
        back_to_shipped(f"没能下载 {checkpoint.title}：{watched.message or '下载被取消了。'}")
    st.session_state["_watched"] = start(checkpoint)
    progress(checkpoint)
    return checkpoints.CATALOGUE[checkpoints.SHIPPED]


@st.fragment(run_every=REFRESH)
def progress(checkpoint: Checkpoint) -> None:
    """How far a download is, and a button that stops it; runs by itself until it has ended."""
    download = _downloads.get(checkpoint.key)
    if download is None or download.state != "running":
        st.rerun()
    got, total = download.received / 1e6, download.total / 1e6
    size = f"{got:,.0f} / {total:,.0f} MB" if total else "正在问有哪些文件……"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(
            min(got / total, 1.0) if total else 0.0,
            text=f"正在下载 {checkpoint.title}：{size}。下完以前，这一页先用自带的小模型。",
        )
        st.button(
            "取消下载",
            on_click=download.cancel,
            icon=":material/close:",
            key=f"cancel {checkpoint.key}",
        )


def back_to_shipped(why: str) -> None:
    """Choose the shipped model in the model box and say why, in a new run.

    Returns only on a page without the box.
    """
    if "model" in st.session_state and "_model_back" not in st.session_state:
        st.session_state["_model_back"] = why
        st.rerun()


def choose_shipped_if_sent_back() -> str | None:
    """To be called before the model box is drawn; what there is to say, if it was sent back."""
    why = st.session_state.pop("_model_back", None)
    if why is not None:
        choices.put(model=checkpoints.SHIPPED)
    return why
