"""After a question: the score and its reason, the solution, a picture, and where to see more."""

import random
from collections.abc import Iterator
from typing import Any

import streamlit as st

from lib.course.practice import Grade, Question
from lib.course.practice.levels import answer_of
from lib.course.practice.question import See
from lib.course.practice.templates.look import head_name
from lib.heads import words
from lib.model.checkpoints import CheckpointError
from lib.model.intervention import NONE
from lib.model.reading import Reading
from lib.model.tokens import SentenceError
from lib.text.numbers import percent
from lib.toy import Toy
from lib.ui import frame, readings
from lib.ui.heads import head_view, pictures
from lib.ui.menu import PAGES
from lib.ui.toy import table_editor

PRAISE = ("对！", "没错。", "很好。", "正是这样。")


def reveal(question: Question, result: Grade, reading: Reading | None) -> None:
    """The score and the reason, the solution, the picture, and where to go on."""
    score = result.score
    if score == 1:
        st.success(
            f"{random.Random(question.id).choice(PRAISE)}{_after(result.feedback)}",
            icon=":material/check_circle:",
        )
    else:
        call = st.info if score >= 0.5 else st.warning
        call(f"这题得 {percent(score)}。{result.feedback}", icon=":material/school:")
    if question.solution not in result.feedback:
        st.markdown(f"**解答**　{question.solution}")
    if len(question.cells) > 1 and score < 1:
        st.caption(f"各格的答案：{answer_of(question)}")
    if question.kind == "look" and reading is not None and not question.given.get("shown"):
        picture(question, reading)
    _see(question, reading)


def _after(feedback: str) -> str:
    return "" if feedback == "全对。" else feedback.removeprefix("对。")


def picture(question: Question, reading: Reading) -> None:
    """The row in question as a shaded sentence, and the head's whole map: after every guess."""
    # What there is to see may be another head than one that was asked about.
    at = question.see.params if question.see is not None else {}
    if "layer" in at and "head" not in at:
        _layers(question, reading)
    seen = _seen(at.get("sentence", reading.sentence), reading)
    if seen is None or not {"layer", "head"} <= at.keys():
        return
    matrix, units = seen.weights[at["layer"], at["head"]], words.characters(seen)
    if "query" in at:
        _shaded(question, seen, units, matrix)
    here = head_name(at["layer"], at["head"])
    st.caption(f"{here}的整张热力图。行是查询，列是键，越深权重越大。")
    if seen.guesses:
        st.caption(
            f"这是遮住以后读的。从 [MASK] 看出去，{here}给一个字给得最多，所以放它。"
            "给得多，还不等于就是靠它猜的：那要动手关掉它才知道。"
        )
    head_view.draw_heat_map(matrix, seen.labels(), f"map {question.id}")


def _layers(question: Question, reading: Reading) -> None:
    """The layers compared, each as the mean of its heads."""
    for layer in question.given["layers"]:
        st.caption(f"第 {layer + 1} 层 {reading.heads} 个头的平均。行是查询，列是键。")
        mean = reading.weights[layer].mean(0)
        head_view.draw_heat_map(mean, reading.labels(), f"map {question.id} {layer}")


def _seen(sentence: str, reading: Reading) -> Reading | None:
    """The sentence as the model of this Reading reads it; None where it cannot."""
    if sentence == reading.sentence:
        return reading
    try:
        return readings.live(reading.checkpoint, sentence, None, NONE)
    except (SentenceError, CheckpointError):
        return None


def _shaded(question: Question, reading: Reading, units: list, matrix) -> None:
    """The row shaded; a click looks out from another character."""
    # the same question number asks something else of another sentence
    state = f"look {question.id} {reading.checkpoint} {reading.sentence}"
    st.session_state.setdefault(state, question.see.params["query"])
    row = matrix[st.session_state[state]]
    pictures.shaded(
        head_view.described(units, reading), row.tolist(), st.session_state[state], state
    )
    st.caption("从加框的字看出去，颜色越深权重越大。点别的字，就从那里看。")


def _see(question: Question, reading: Reading | None) -> None:
    see = question.see
    if see is None:
        return
    page = PAGES[see.page]
    if see.page == "calculator" and {"query", "key"} <= question.given.keys():
        if st.button("带着这些数去计算器", icon=":material/calculate:"):
            table = _table(question)
            table_editor.put(table)
            frame.go(see.page, **table_editor.address(table))
        return
    query = dict(_address(see))
    if question.kind == "look" and reading is not None:
        query = {"s": reading.sentence, "s2": None, "model": reading.checkpoint} | query
    frame.link(see.page, f"在“{page.title}”里看", **query)


BOXES = {"temperature": "t", "divide_by_root": "sqrt", "sentence": "s", "query": "q"}


def _address(see: See) -> Iterator[tuple[str, Any]]:
    """What a question wants to show, as the pages' boxes hold it (layers and heads from 1)."""
    for name, value in see.params.items():
        yield BOXES.get(name, name), value + 1 if name in ("layer", "head") else value


def _table(question: Question) -> Toy:
    """The numbers of the question as a table for the calculator."""
    key = question.given["key"]
    return Toy(
        title=question.title,
        about=f"从练习“{question.title}”带来的数。",
        query=question.given["query"],
        key=key,
        value=question.given.get("value", [[n] for n in range(1, len(key) + 1)]),
    )
