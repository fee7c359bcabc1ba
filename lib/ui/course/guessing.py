"""First guess, then see: a question of a step, answered by a click before the answer is shown."""

from collections.abc import Sequence

import streamlit as st


def answered(question: str, options: Sequence[str], right: str, key: str) -> str | None:
    """Ask; returns what the answer begins with, or None while nothing was guessed.

    The learner may also look without a guess.
    """
    st.markdown(f":material/help: **猜一猜**　{question}")
    chosen = st.pills("猜一猜", options, key=key, label_visibility="collapsed")
    if chosen is not None:
        return "**猜对了。** " if chosen == right else f"**不是“{chosen}”。** "
    if st.session_state.get(f"{key} shown"):
        return ""
    st.button(
        "不猜了，直接看",
        key=f"{key} skip",
        type="tertiary",
        on_click=st.session_state.update,
        args=({f"{key} shown": True},),
    )
    return None
