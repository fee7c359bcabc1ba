"""The calculator's second level: where Q, K and V come from, on three words and in the model."""

import numpy as np
import streamlit as st

from lib.course.lessons import texts
from lib.text import latex
from lib.text.markdown import escape
from lib.text.numbers import vector
from lib.toy import MatrixError
from lib.toy import projections as sums
from lib.toy.projections import HEADS, WORDS, Projected
from lib.ui import code, controls, frame, matrix_editor
from lib.ui.course import figures, guide
from lib.ui.matrix_editor import Part
from lib.ui.toy import real_projections

MATRICES = {"X": sums.X, **sums.WEIGHTS}
COLOURS = {"W_Q": "Q", "W_K": "K", "W_V": "V"}


def projections() -> None:
    """Draw the whole level: the input, two heads, the output, and the same in the real model."""
    lesson = texts.load("projections")
    steps = {step.key: step for step in lesson.steps}
    matrices, result = _input(steps["input"])
    _heads(steps["heads"], result)
    _output(steps["output"], result, matrices["W_O"])
    code.show_code(sums.multi_head, sums.split, sums.concatenate)
    real_projections.draw(steps["real"])
    with st.container(border=True):
        guide.question(lesson)


def _edited() -> dict[str, np.ndarray]:
    """The five matrices as edited; one that cannot be used is replaced by the first one."""
    version = st.session_state.setdefault("_projections_version", 0)
    result = {}
    with st.expander("改这些矩阵", icon=":material/edit:"):
        for tab, (name, start) in zip(st.tabs([*MATRICES]), MATRICES.items(), strict=True):
            rows = list(WORDS) if name == "X" else [f"第 {i + 1} 行" for i in range(len(start))]
            columns = list(sums.FEATURES) if name == "X" else [f"列 {j + 1}" for j in range(4)]
            with tab:
                try:
                    (result[name],), _ = matrix_editor.edit(
                        [Part(name, start, columns)],
                        rows,
                        key=f"projection_{name}_{version}",
                        alt=f"矩阵 {name}，可以改",
                        head="字" if name == "X" else "行",
                    )
                except MatrixError as error:
                    told = f"{escape(str(error))}先按原来的 {name} 算。"
                    st.warning(told, icon=":material/edit:")
                    result[name] = start
        st.button(
            "全部还原",
            key="projections_reset",
            on_click=st.session_state.update,
            args=({"_projections_version": version + 1},),
            type="tertiary",
            icon=":material/undo:",
        )
    return result


def _input(step) -> tuple[dict[str, np.ndarray], Projected]:
    frame.heading(step.title, "toy")
    left, right = st.columns([5, 7], gap="large")
    with left:
        guide.write(step.text)
    with right:
        matrices = _edited()
        x = matrices["X"]
        for name, colour in COLOURS.items():
            w = latex.matrix(matrices[name], colour, HEADS)
            product = latex.matrix(x @ matrices[name], colour, HEADS)
            st.latex(
                rf"\small\underset{{X\,(3\times4)}}{{{latex.matrix(x)}}}"
                rf"\underset{{{name}\,(4\times4)}}{{{w}}}"
                rf"=\underset{{{latex.paint(colour, colour)}\,(3\times4)}}{{{product}}}"
            )
        st.caption("X 和结果的三行依次是“我、爱、书”。竖线分开两个头，下面就用到。")
    return matrices, sums.multi_head(x, *(matrices[name] for name in sums.WEIGHTS))


def _heads(step, result: Projected) -> None:
    frame.heading(step.title, "toy")
    left, right = st.columns([5, 7], gap="large")
    with right:
        head = controls.one_of("看哪个头", [1, 2], "toy_head")
        at = head - 1
        query, key, value = (m[at] for m in (result.query, result.key, result.value))
        weights = result.steps.weights[at]
        figures.equations(
            rf"Q_{head}K_{head}^\top &= {latex.matrix(query, 'Q')}{latex.matrix(key.T, 'K')}",
            rf"&= {latex.matrix(result.steps.scores[at])}",
        )
        figures.shaded_matrix(
            f"头 {head} 的权重：每行是一个字在看，合计 1",
            list(WORDS),
            dict(zip(WORDS, weights.T, strict=True)),
            lambda w: f"{w:.4f}",
            weights,
        )
        figures.equations(
            rf"\text{{头}}_{head} &= {latex.matrix(weights, 'A')}{latex.matrix(value, 'V')}",
            rf"&= {latex.matrix(result.steps.context[at])}",
        )
    love = result.steps.weights[:, WORDS.index("爱")]  # (heads, words)
    book = result.query[0, WORDS.index("书")]
    nothing = "全是 0，就是什么也不找。于是三个字各占 1/3，又回到了取平均。"
    with left:
        guide.write(
            step.text,
            first=WORDS[int(love[0].argmax())],
            first_share=f"{love[0].max():.1%}",
            second=WORDS[int(love[1].argmax())],
            second_share=f"{love[1].max():.1%}",
            book_query=f"${vector(book, 2)}$",
            book="不全是 0，所以它也在找东西。" if book.any() else nothing,
        )


def _output(step, result: Projected, w_output: np.ndarray) -> None:
    frame.heading(step.title, "toy")
    left, right = st.columns([5, 7], gap="large")
    with left:
        guide.write(step.text)
    with right:
        joined = latex.matrix(result.concatenated, heads=HEADS)
        figures.equations(
            rf"&\underset{{\text{{拼起来}}\,(3\times4)}}{{{joined}}}"
            rf"\underset{{W_O\,(4\times4)}}{{{latex.matrix(w_output)}}}",
            rf"&=\underset{{\text{{输出}}\,(3\times4)}}{{{latex.matrix(result.output)}}}",
        )
