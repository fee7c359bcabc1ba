"""What is known about a shipped checkpoint, from the files that lie beside its weights."""

import pandas as pd
import streamlit as st

from lib import precompute
from lib.course.lessons.texts import FOLDER
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.text.numbers import large, percent
from lib.ui.heads import report_card

BASELINES = {
    "model": "这个模型",
    "two_sided": "数左右两个邻字",
    "left_bigram": "数左边一个邻字",
    "unigram": "总猜最常见的词元（逗号；这里只遮汉字，所以总错）",
}


def text(name: str) -> str:
    """A text of ours from `lib/course/texts/`."""
    return (FOLDER / f"{name}.md").read_text("utf-8")


def draw(checkpoint: Checkpoint) -> None:
    """Name, size, training, and what it can do beside its baselines."""
    known = checkpoints.facts(checkpoint)
    if not known:
        st.warning("模型文件夹里没有这个模型的 training.json，说不出它是怎么训练的。")
        return
    with st.container(horizontal=True):
        st.metric("层 × 头", f"{known['layers']} × {known['heads']}")
        st.metric("参数", large(known["parameters"]))
        st.metric("每个头的维数", known["hidden"] // known["heads"])
        st.metric("词表", f"{known['vocabulary']:,}")
        st.metric("读过的词元", large(known["tokens_seen"]))
        st.metric("猜对遮住的词元", percent(known["validation"]["accuracy"]))
    st.caption(
        f"{known['name']}，{known['date']}，许可 {known['licence']}。由这个项目自己的 pretraining/ "
        "在公开的中文文本上训练；从哪个起点开始、怎么训练、和什么基线比、在哪里会错，"
        f"都写在模型卡 `{checkpoint.source}/README.md` 里。"
    )
    measured = checkpoints.evaluation(checkpoint)
    _beside_baselines(measured)
    heads = precompute.load_heads(checkpoint)
    report_card.draw(measured, None if heads is None else heads.weights)


def _beside_baselines(measured: dict) -> None:
    """Guessing masked characters of the validation text, beside counting models of the corpus."""
    rows = measured.get("masked_characters")
    if not rows:
        return
    st.markdown(
        "上面“猜对遮住的词元”用的是训练时的遮法。换一种遮法：在验证集（训练时留着不读的文字）里"
        f"遮住 {rows['positions']:,} 个汉字，左右的邻字都留着让它猜，和只会数数的办法比："
    )
    table = {
        name: [percent(rows[key]["accuracy"], 1), f"{rows[key]['perplexity']:.1f}"]
        for key, name in BASELINES.items()
    }
    st.table(pd.DataFrame(table, index=["猜对", "困惑度（越小越好）"]).T, border="horizontal")
    st.caption("困惑度：平均说来，像是要在这么多个一样可能的字里挑一个。")
