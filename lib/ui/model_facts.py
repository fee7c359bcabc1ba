"""What is known about a shipped checkpoint, from the files that lie beside its weights."""

import re
from pathlib import Path

import streamlit as st

from lib import checkpoints
from lib.checkpoints import Checkpoint

CONTENT = Path(__file__).parents[2] / "content"


def text(name: str) -> str:
    """A text of ours from `content/`."""
    return (CONTENT / f"{name}.md").read_text("utf-8")


def draw(checkpoint: Checkpoint) -> None:
    """Name, size, training and the model card."""
    known = checkpoints.facts(checkpoint)
    if not known:
        st.warning("模型文件夹里没有 training.json，说不出它是怎么训练的。")
        return
    with st.container(horizontal=True):
        st.metric("层 × 头", f"{known['layers']} × {known['heads']}")
        st.metric("参数", f"{known['parameters'] / 1e6:.1f}M")
        st.metric("每个头的维数", known["hidden"] // known["heads"])
        st.metric("词表", f"{known['vocabulary']:,}")
        st.metric("读过的词元", f"{known['tokens_seen'] / 1e6:.0f}M")
        st.metric("猜对遮住的字", f"{known['validation']['accuracy']:.0%}")
    st.caption(
        f"{known['name']}，{known['date']}，许可 {known['licence']}。由这个项目自己的 pretraining/ "
        "在公开的中文文本上训练；从哪个起点开始、怎么训练、和什么基线比、在哪里会错，"
        "都写在下面的模型卡里。"
    )
    card = checkpoint.folder / "README.md"
    if card.is_file():
        with st.expander("模型卡（英文）", icon=":material/description:"):
            st.markdown(_without_header(card.read_text("utf-8")))


def _without_header(card: str) -> str:
    """The card without its YAML front matter and its table markers."""
    body = card.split("---", 2)[2] if card.startswith("---") else card
    return re.sub(r"<!--.*?-->\n?", "", body, flags=re.S)
