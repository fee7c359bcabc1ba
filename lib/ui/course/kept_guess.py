"""The question before the first lesson: what the learner guessed, kept in the browser."""

import streamlit as st

from lib.course.lessons import first_question
from lib.ui.components import register

_kept = register("kept")
GUESS = "_first_guess"
STORE = "attention-first-question"


def load() -> list[str]:
    """The words guessed in this visit or an earlier one; none so far: empty."""
    return st.session_state.get(GUESS, [])


def keep() -> None:
    """Hand the guess to the browser, or take the one that lies there. Once a page."""

    def take():
        stored = st.session_state[STORE].get("stored")
        if stored and not load():
            st.session_state[GUESS] = first_question.from_text(stored)

    _kept(
        data={"name": STORE, "text": first_question.to_text(load())},
        key=STORE,
        on_stored_change=take,
    )


def told() -> str:
    """In a sentence, for where the question is taken up again."""
    words = load()
    if not words:
        return "（你没有记下猜测。）"
    return "你当时猜的是：" + "、".join(f"**{word}**" for word in words) + "。"
