"""A question on the page: guess first, hints one at a time, marks beside the cells, then why."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import streamlit as st

from lib import words
from lib.checkpoints import SHIPPED
from lib.practice import Grade, Question, grade
from lib.practice.numbers import LONGEST, NumberError, parse, show
from lib.reading import Reading
from lib.toy import Toy
from lib.ui import frame, head_view, progress, table_editor
from lib.ui.menu import PAGES

THREES = (3, 6, 9, 10)  # so many cells stand three in a row, others four
BADGES = {"compute": "toy", "look": "real"}
PRAISE = ("对！", "没错。", "算得好。", "看得准。")


@dataclass
class Attempt:
    """What the learner did with one question in this visit."""

    answer: int | list[str] | None = None  # as chosen or typed, to be shown again
    grade: Grade | None = None
    hints: int = 0
    done: bool = False  # the solution is shown; nothing more can be earned
    errors: dict[int, str] = field(default_factory=dict)
    notice: str = ""  # why a submission was not taken


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
            _reveal(question, attempt, reading)
        elif attempt.grade is not None:
            grade_ = attempt.grade
            st.markdown(f"**{grade_.score:.0%}** · {grade_.feedback}可以改了再交。")
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
        near = f" :small[（值 {option.score:.0%}）]" if 0.005 <= option.score < 1 else ""
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
    width = 3 if len(question.cells) in THREES else 4
    with st.form(f"form {question.id}", border=False):
        for start in range(0, len(question.cells), width):
            across = st.columns(width)
            for i, cell in list(enumerate(question.cells))[start : start + width]:
                _remember(f"cell {question.id} {i}", typed[i])
                with across[i - start]:
                    st.text_input(
                        cell.label,
                        key=f"cell {question.id} {i}",
                        max_chars=LONGEST,
                        disabled=attempt.done,
                        autocomplete="off",
                        placeholder=cell.room(),
                    )
                    _mark(attempt, marks, i)
        _submit(_take_cells, question, attempt)


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
    st.form_submit_button(
        "交答案", type="primary", disabled=attempt.done, on_click=take, args=(question, attempt)
    )
    if attempt.notice:
        st.warning(attempt.notice, icon=":material/touch_app:")
        attempt.notice = ""


def _mark(attempt: Attempt, marks, i: int) -> None:
    if i in attempt.errors:
        st.caption(f":red[:material/error: {head_view.escape(attempt.errors[i])}]")
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
    progress.record(question.template, result.score)


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


def _reveal(question: Question, attempt: Attempt, reading: Reading | None) -> None:
    score = attempt.grade.score
    if score == 1:
        st.success(
            f"{random.Random(question.id).choice(PRAISE)}{_after(attempt.grade.feedback)}",
            icon=":material/check_circle:",
        )
    else:
        call = st.info if score >= 0.5 else st.warning
        call(f"这题得 {score:.0%}。{attempt.grade.feedback}", icon=":material/school:")
    if question.solution not in attempt.grade.feedback:
        st.markdown(f"**解答**　{question.solution}")
    if len(question.cells) > 1 and score < 1:
        answers = "，".join(f"{c.label}：**{_answer(c)}**" for c in question.cells)
        st.caption(f"各格的答案：{answers}")
    if question.kind == "look" and reading is not None:
        _picture(question, reading)
    _see(question, reading)


def _after(feedback: str) -> str:
    return "" if feedback == "全对。" else feedback.removeprefix("对。")


def _answer(cell) -> str:
    return f"{show(cell.answer, 1 if cell.unit else 3)}{cell.unit}"


def _picture(question: Question, reading: Reading) -> None:
    """The sentence shaded by the row in question; a click looks out from another character."""
    given = question.given
    if not {"layer", "head"} <= given.keys() or "covered" in given or "word" in given:
        return
    state = f"look {question.id}"
    first = given.get("query", given.get("queries", given.get("tokens", [0]))[0])
    st.session_state.setdefault(state, first)
    units = words.characters(reading)
    row = reading.weights[given["layer"], given["head"], st.session_state[state]]
    head_view.shaded_sentence(units, row, st.session_state[state], reading, state)
    st.caption("从加框的字看出去，颜色越深权重越大。点别的字，就从那里看。")


def _see(question: Question, reading: Reading | None) -> None:
    see = question.see
    if see is None:
        return
    page = PAGES[see.page]
    query = {name: str(value) for name, value in _address(see.params, reading)}
    if question.kind == "look" and reading is not None:
        query.setdefault("s", reading.sentence)
        if reading.checkpoint != SHIPPED:
            query["model"] = reading.checkpoint
    if see.page == "calculator" and {"query", "key"} <= question.given.keys():
        if st.button("带着这些数去计算器", icon=":material/calculate:"):
            table = _table(question)
            table_editor.put(table)
            st.switch_page(page.path, query_params=table_editor.address(table))
        return
    st.page_link(
        page.path, label=f"在“{page.title}”里看", icon=page.icon, query_params=query or None
    )


def _address(params: Mapping, reading: Reading | None) -> Iterator[tuple[str, str]]:
    """What a question wants to show, as the pages' controls write it in the address."""
    for name, value in params.items():
        if name in ("layer", "head"):
            yield name, value + 1
        elif name == "query" and reading is not None:
            yield "q", f"{value} {reading.tokens[value].text}"
        elif name == "temperature":
            yield "t", f"{value:g}"
        elif name == "scaled":
            yield "sqrt", "true" if value else "false"
        elif name == "sentence":
            yield "s", value


def _table(question: Question) -> Toy:
    """The numbers of the question as a table for the calculator."""

    def rows(matrix) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(row) for row in matrix)

    query, key = rows(question.given["query"]), rows(question.given["key"])
    value = rows(question.given.get("value", [[n] for n in range(1, len(key) + 1)]))
    return Toy(
        title=question.title,
        about=f"从练习“{question.title}”带来的数。",
        query=query,
        key=key,
        value=value,
        query_names=tuple(f"q{i}" for i in range(1, len(query) + 1)),
        key_names=tuple(f"k{i}" for i in range(1, len(key) + 1)),
        value_names=tuple(f"v{i}" for i in range(1, len(value[0]) + 1)),
    )
