"""A question on the page: guess first, hints one at a time, marks beside the cells."""

from collections.abc import Callable, Iterator

import streamlit as st

from lib.course.learner import ALONE, LEVELS
from lib.course.practice import Cell, Grade, Question, grade
from lib.course.practice.levels import answer_of
from lib.course.practice.question import grade_typed
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import LONGEST, percent
from lib.ui import frame
from lib.ui.course import progress_panel
from lib.ui.course.answer_panel import picture, reveal
from lib.ui.course.runs import Attempt, Turn

THREES = (3, 6, 9, 10)  # so many cells stand three in a row, others four
BADGES = {"compute": "toy", "look": "real"}


def draw(turn: Turn, number: str, reading: Reading | None, onward: Callable[[], None]) -> None:
    """The whole question; changes its attempt and records the score.

    `onward` draws the page's own buttons, in one row with those of the question.
    """
    question, attempt = turn.question, turn.attempt
    frame.heading(f"{number} · {question.title}", BADGES.get(question.kind))
    if turn.why:
        st.caption(f"{turn.why} · {_help_name(turn)}")
    if turn.example is not None:
        _worked(turn.example)
    with st.container(border=True):
        st.markdown(question.prompt)
        if question.given.get("shown") and reading is not None:
            picture(question, reading)  # here the map is what is read, not what is guessed
        if question.cells:
            _cells(turn)
        else:
            _options(turn)
        for i, hint in enumerate(question.hints[: attempt.hints], 1):
            st.info(f"提示 {i}：{hint}", icon=":material/lightbulb:")
        if attempt.done:
            reveal(question, attempt.grade, reading)
        elif turn.silent:
            if attempt.grade is not None:
                st.caption(":material/check: 记下了。考完之前还可以改。")
        elif attempt.grade is not None:
            grade_ = attempt.grade
            st.markdown(f"**{percent(grade_.score)}** · {grade_.feedback}可以改了再交。")
    with st.container(horizontal=True, vertical_alignment="center"):
        if not attempt.done and not turn.silent:
            _help(turn)
        onward()


def _help_name(turn: Turn) -> str:
    """Its level in words; where there is no twin and nothing to fade, the help is a hint."""
    shown = turn.level == ALONE or turn.example is not None or turn.question.cells
    return LEVELS[turn.level] if shown else "带着一个提示做"


def _worked(example: Question) -> None:
    """A question like the one below, done already."""
    with st.container(border=True):
        st.markdown(f":gray-badge[例题]　{example.prompt}")
        st.markdown(f"**答案**　{answer_of(example)}")
        st.markdown(f"**怎么来的**　{example.solution}")


def _options(turn: Turn) -> None:
    question, attempt = turn.question, turn.attempt
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
        _submit(_take_choice, turn)


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


def _take_choice(turn: Turn) -> None:
    question, attempt = turn.question, turn.attempt
    attempt.answer = st.session_state[f"choice {question.id}"]
    if attempt.answer is None:
        attempt.notice = "先选一个，再交。猜错也没关系。"
        return
    _settle(turn, grade(question, attempt.answer), done=True)


def _cells(turn: Turn) -> None:
    question, attempt = turn.question, turn.attempt
    st.caption(question.tolerance_note())
    marks = attempt.grade.marks if attempt.grade and not turn.silent else ()
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
        _submit(_take_cells, turn)


def _in_rows(question: Question) -> Iterator[tuple[int, Cell]]:
    """Each cell with its number, inside its column."""
    width = 3 if len(question.cells) in THREES else 4
    for start in range(0, len(question.cells), width):
        across = st.columns(width)
        for i, cell in list(enumerate(question.cells))[start : start + width]:
            with across[i - start]:
                yield i, cell


def _take_cells(turn: Turn) -> None:
    question, attempt = turn.question, turn.attempt
    attempt.answer = [
        st.session_state[f"cell {question.id} {i}"] or "" for i in range(len(question.cells))
    ]
    result, attempt.errors = grade_typed(question, attempt.answer)
    if result is None:
        attempt.notice = "先填几个格子再交。不会的可以看提示。"
        return
    # An estimate is a guess: it counts once. A computation may be mended.
    guessed = any(cell.spread for cell in question.cells)
    _settle(turn, result, done=not attempt.errors and (guessed or result.score == 1))


def _submit(take: Callable, turn: Turn) -> None:
    st.form_submit_button("交答案", type="primary", on_click=take, args=(turn,))
    if turn.attempt.notice:
        st.warning(turn.attempt.notice, icon=":material/touch_app:")
        turn.attempt.notice = ""


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


def _settle(turn: Turn, result: Grade, done: bool) -> None:
    attempt = turn.attempt
    if turn.silent:
        attempt.grade = result
        return
    attempt.grade, attempt.done = result, done
    attempt.sent += 1
    progress_panel.record(turn.question.template, result.score)
    if done:
        close(turn)


def close(turn: Turn) -> None:
    """Count the attempt for its skill, once: when it is right, given up, or left behind.

    Right without any help is 2, right after mending or with help 1, anything else 0.
    """
    attempt = turn.attempt
    if attempt.grade is None or attempt.reviewed or turn.silent:
        return
    attempt.reviewed = True
    right = attempt.grade.score == 1
    alone = turn.level == ALONE and attempt.sent == 1 and not attempt.hints
    progress_panel.review(turn.question.template, turn.level, right * (1 + alone))


def _help(turn: Turn) -> None:
    question, attempt = turn.question, turn.attempt

    def hint():
        attempt.hints += 1

    def solve():
        attempt.done = True
        close(turn)

    left = len(question.hints) - attempt.hints
    if left:
        st.button(
            f"看提示（还有 {left} 个）", on_click=hint, icon=":material/lightbulb:", key="hint"
        )
    if attempt.grade is not None:
        st.button("看解答", on_click=solve, icon=":material/visibility:")
