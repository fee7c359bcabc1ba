"""Through the questions of a set: one at a time, back and forth, and the sum at the end."""

from collections.abc import Callable

import streamlit as st

from lib.course.practice import NotApplicable
from lib.course.practice.registry import Read
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.model.intervention import NONE
from lib.model.reading import Reading
from lib.model.tokens import SentenceError
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import readings
from lib.ui.course.question_form import close, draw
from lib.ui.course.runs import SetRun, Turn


def reader(checkpoint: Checkpoint) -> Read:
    """Reads other sentences for a question, with this model."""

    def read(text: str) -> Reading:
        try:
            covered = readings.live(checkpoint.key, text, None, NONE)
            if "[MASK]" in text and not covered.guesses:
                raise NotApplicable("这个模型猜字的头没有学会中文，出不了猜字的题。")
            return covered
        except (SentenceError, checkpoints.CheckpointError) as error:
            raise NotApplicable(str(error)) from error

    return read


def forward(turn: Turn, label: str, on_click: Callable, *args) -> None:
    """The button to the next question; it stands out once this one is answered."""
    answered = turn.attempt.done or (turn.silent and turn.attempt.grade is not None)

    def leave():
        close(turn)
        on_click(*args)

    st.button(
        label,
        on_click=leave,
        icon=":material/arrow_forward:",
        type="primary" if answered else "secondary",
        key="onward",
    )


def walk(
    run: SetRun,
    intro: str,
    reading: Reading | None,
    checkpoint: Checkpoint,
    end: Callable[[SetRun], None],
) -> None:
    """The present question of the run, or `end(run)` after the last one.

    `intro` stands above; “{count}” in it is the number of questions.
    """
    with st.spinner("正在出题……"):
        turn = run.turn(reading, reader(checkpoint))
    st.markdown(intro.format(count=run.count))
    for title, why in getattr(run.source, "declined", ()):
        st.caption(f"“{title}”这一题跳过了：{escape(why)}")
    if turn is None:
        end(run)
        return
    st.progress(run.at / run.count)

    def onward():
        if run.at:
            st.button("上一题", on_click=run.step, args=(-1,), icon=":material/arrow_back:")
        last = run.at + 1 == run.count
        end_label = "去交卷" if turn.silent else "看总分"
        forward(turn, end_label if last else "下一题", run.step, 1)

    draw(turn, f"第 {run.at + 1} 题，共 {run.count} 题", reading, onward)


def total(run: SetRun) -> None:
    """The end of a set: the mean, and question by question."""
    scores = run.scores()
    if run.count:
        st.metric("总分", percent(sum(scores) / run.count))
        st.caption(f"答了 {len(scores)} 题，共 {run.count} 题；没答的算零分。")
    for i, turn in enumerate(run.turns, 1):
        got = "没答" if turn.attempt.grade is None else percent(turn.attempt.grade.score)
        st.markdown(f"{i}. {turn.question.title}：**{got}**")
    st.button("回到第一题", on_click=run.step, args=(-run.at,), icon=":material/replay:")
