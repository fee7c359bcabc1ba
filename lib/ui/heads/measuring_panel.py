"""For any other than the shipped model: measure its heads in the background, say how far it is."""

import streamlit as st

from lib.heads import measured
from lib.model.checkpoints import Checkpoint
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import readings


def panel(checkpoint: Checkpoint) -> None:
    """Nothing for a shipped model, or where the heads are known already."""
    if not measured.possible(checkpoint) or measured.known(checkpoint) is not None:
        return
    job = measured.job(checkpoint)
    if job is None or job.failed:
        if job is not None:
            st.warning(f"没有量成：{escape(job.failed)}", icon=":material/error:")
        if st.button(
            "在后台量一量它的头", icon=":material/straighten:", key=f"measure {checkpoint.key}"
        ):
            loaded = readings.model(checkpoint.key)
            measured.start(checkpoint, lambda: loaded)
            st.rerun()
        st.caption(
            "这个模型的头还没有量过，名字只看这一句话。量一次要读六百多句话和一千句标好句法的句子，"
            "再把每个头轮流关掉：要几分钟到十几分钟，做完会记在这台机器上。"
        )
    else:
        _progress(checkpoint)


@st.fragment(run_every=2)
def _progress(checkpoint: Checkpoint) -> None:
    job = measured.job(checkpoint)
    if job is None or job.failed:
        st.rerun()
    else:
        st.progress(job.share, f"正在后台量它的头：{percent(job.share)}。可以接着看别的。")
