"""For any other than the shipped model: measure in the background, say how far it is."""

from dataclasses import dataclass

import streamlit as st

from lib.heads.measured import HEADS
from lib.model.checkpoints import Checkpoint
from lib.model.once import Once, possible
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import readings


@dataclass(frozen=True)
class Offer:
    """once: what can be measured. what: as in “量一量它的头”; why: what it costs, and what for."""

    once: Once
    what: str
    why: str


_HEADS = Offer(
    HEADS,
    "它的头",
    "这个模型的头还没有量过，名字只看这一句话。量一次要读六百多句话和一千句标好句法的句子，"
    "再把每个头轮流关掉：要几分钟到十几分钟，做完会记在这台机器上。",
)


def heads(checkpoint: Checkpoint) -> None:
    """What its heads do. Nothing for a shipped model, or where that is known already."""
    _panel(_HEADS, checkpoint)


def truth(checkpoint: Checkpoint) -> None:
    """Which picture tells the truth. Nothing where that is known already."""
    # Here: 一句话的注意力 asks only for `heads`, and its first picture waits for what is imported.
    from lib.anatomy.faithfulness import ELSEWHERE, FEWER

    offer = Offer(
        ELSEWHERE,
        "各种画法准不准",
        "这个模型还没有在很多句话上量过，所以这里没有数：只能看上面这一句，别拿自带模型的数当它的。"
        f"量一次要读 {FEWER} 句话，每句把字一个一个遮住再问：小模型几分钟，大模型要半个钟头，"
        "做完会记在这台机器上。",
    )
    _panel(offer, checkpoint)


def _panel(offer: Offer, checkpoint: Checkpoint) -> None:
    if not possible(checkpoint) or offer.once.known(checkpoint) is not None:
        return
    job = offer.once.job(checkpoint)
    if job is None or job.failed:
        if job is not None:
            st.warning(f"没有量成：{escape(job.failed)}", icon=":material/error:")
        if st.button(
            f"在后台量一量{offer.what}",
            icon=":material/straighten:",
            key=f"measure {offer.once.room} {checkpoint.key}",
        ):
            loaded = readings.model(checkpoint.key)
            offer.once.start(checkpoint, lambda: loaded)
            st.rerun()
        st.caption(offer.why)
    else:
        _progress(offer, checkpoint)


@st.fragment(run_every=2)
def _progress(offer: Offer, checkpoint: Checkpoint) -> None:
    job = offer.once.job(checkpoint)
    if job is None or job.failed:
        st.rerun()
    else:
        told = f"正在后台量{offer.what}：{percent(job.share)}。可以接着看别的。"
        st.progress(job.share, told)
