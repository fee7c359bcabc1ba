"""A question on the page: guess first, hints one at a time, marks beside the cells."""

from collections.abc import Callable, Iterator

import streamlit as st

from lib.course.practice import Cell, Grade, Question, grade
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import LONGEST, NumberError, parse, percent
from lib.ui import frame
from lib.ui.course import progress_panel
from lib.ui.course.answer_panel import reveal
from lib.ui.course.runs import Attempt

THREES = (3, 6, 9, 10)  # so many cells stand three in a row, others four
BADGES = {"compute": "toy", "look": "real"}


def draw(
    question: Question,
    number: str,
    attempt: Attempt,
    reading: Reading | None,
    onward: Callable[[], None],
) -> None:
    """The whole question; changes `attempt` and records the score.

    `onward` draws the page's own buttons, in one row with those of the question.
    """
    frame.heading(f"{number} · {question.title}", BADGES.get(question.kind))
    with st.container(border=True):
        st.markdown(question.prompt)
        if question.cells:
            _cells(question, attempt)
        else:
            _options(question, attempt)
        for i, hint in enumerate(question.hints[: attempt.hints], 1):
            st.info(f"提示 {i}：{hint}", icon=":material/lightbulb:")
        if attempt.done:
            reveal(question, attempt.grade, reading)
        elif attempt.grade is not None:
            grade_ = attempt.grade
            st.markdown(f"**{percent(grade_.score)}** · {grade_.feedback}可以改了再交。")
    with st.container(horizontal=True, vertical_alignment="center"):
        if not attempt.done:
            _help(question, attempt)
        onward()


def _options(question: Question, attempt: Attempt) -> None:
    if attempt.done:
        _answered(question, attempt)
        return
    texts = [option.text for option in question.options]
    _remember(f"choice {question.id}", attempt.answer)
    with st.form(f"form {question.id}", border=False):
        st.radio(
            "选一个",
            range(len(texts)),
            index=None,
            format_func=texts.__getitem__,
            key=f"choice {question.id}",
        )
        _submit(_take_choice, question, attempt)


def _answered(question: Question, attempt: Attempt) -> None:
    """The options once more: the best one, the chosen one, and what each was worth."""
    lines = []
    for i, option in enumerate(question.options):
        sign = ":green[:material/check_circle:]" if option.score == 1 else ":gray[○]"
        if i == attempt.answer and option.score < 1:
            sign = ":red[:material/cancel:]"
        text = f"**{option.text}**" if option.score == 1 else option.text
        mine = " :gray-badge[你选的]" if i == attempt.answer else ""
        near = f" :small[（得 {percent(option.score)}）]" if 0.005 <= option.score < 1 else ""
        lines.append(f"{sign} {text}{near}{mine}")
    st.markdown("  \n".join(lines))


def _remember(key: str, answer: int | str | None) -> None:
    # Streamlit forgets a widget that was away for a while: on coming back it is filled again.
    if key not in st.session_state and answer is not None:
        st.session_state[key] = answer


def _take_choice(question: Question, attempt: Attempt) -> None:
    attempt.answer = st.session_state[f"choice {question.id}"]
    if attempt.answer is None:
        attempt.notice = "先选一个，再交。猜错也没关系。"
        return
    _settle(question, attempt, grade(question, attempt.answer), done=True)


def _cells(question: Question, attempt: Attempt) -> None:
    st.caption(question.tolerance_note())
    marks = attempt.grade.marks if attempt.grade else ()
    typed = attempt.answer or [""] * len(question.cells)
    if attempt.done:
        # Text, not boxes: what is graded is what is shown, whatever a box may keep.
        for i, cell in _in_rows(question):
            st.caption(escape(cell.label))
            st.markdown(f"**{escape(typed[i])}**" if typed[i].strip() else ":gray[没有填]")
            _mark(attempt, marks, i)
        return
    with st.form(f"form {question.id}", border=False):
        for i, cell in _in_rows(question):
            _remember(f"cell {question.id} {i}", typed[i])
            st.text_input(
                cell.label,
                key=f"cell {question.id} {i}",
                max_chars=LONGEST,
                autocomplete="off",
                placeholder=cell.room(),
            )
            _mark(attempt, marks, i)
        _submit(_take_cells, question, attempt)


def _in_rows(question: Question) -> Iterator[tuple[int, Cell]]:
    """Each cell with its number, inside its column."""
    width = 3 if len(question.cells) in THREES else 4
    for start in range(0, len(question.cells), width):
        across = st.columns(width)
        for i, cell in list(enumerate(question.cells))[start : start + width]:
            with across[i - start]:
                yield i, cell


def _take_cells(question: Question, attempt: Attempt) -> None:
    attempt.answer = [
        st.session_state[f"cell {question.id} {i}"] or "" for i in range(len(question.cells))
    ]
    values, attempt.errors = [], {}
    for i, (text, cell) in enumerate(zip(attempt.answer, question.cells, strict=True)):
        try:
            values.append(parse(text, cell.unit))
        except NumberError as error:
            values.append(None)
            attempt.errors[i] = str(error)
    if all(value is None for value in values) and not attempt.errors:
        attempt.notice = "先填几个格子再交。不会的可以看提示。"
        return
    result = grade(question, values)
    # An estimate is a guess: it counts once. A computation may be mended.
    guessed = any(cell.spread for cell in question.cells)
    _settle(question, attempt, result, done=not attempt.errors and (guessed or result.score == 1))


def _submit(take: Callable, question: Question, attempt: Attempt) -> None:
    st.form_submit_button("交答案", type="primary", on_click=take, args=(question, attempt))
    if attempt.notice:
        st.warning(attempt.notice, icon=":material/touch_app:")
        attempt.notice = ""


def _mark(attempt: Attempt, marks, i: int) -> None:
    if i in attempt.errors:
        st.caption(f":red[:material/error: {escape(attempt.errors[i])}]")
    elif marks:
        mark = marks[i]
        sign = (
            ":green[:material/check:"
            if mark.score == 1
            else ":orange[:material/adjust:"
            if mark.score > 0
            else ":red[:material/close:"
        )
        st.caption(f"{sign} {mark.text}]")


def _settle(question: Question, attempt: Attempt, result: Grade, done: bool) -> None:
    attempt.grade, attempt.done = result, done
    progress_panel.record(question.template, result.score)


def _help(question: Question, attempt: Attempt) -> None:
    def hint():
        attempt.hints += 1

    def solve():
        attempt.done = True

    left = len(question.hints) - attempt.hints
    if left:
        st.button(
            f"看提示（还有 {left} 个）", on_click=hint, icon=":material/lightbulb:", key="hint"
        )
    if attempt.grade is not None:
        st.button("看解答", on_click=solve, icon=":material/visibility:")
