"""Q、K、V 从哪来, step by step on three words: from one X to what goes on to the next layer."""

import numpy as np
import pandas as pd
import streamlit as st

from lib.attention import scaled_dot_product
from lib.course.lessons import texts
from lib.text import latex
from lib.text.markdown import escape
from lib.text.numbers import percent, terms, vector
from lib.text.numbers import show as number
from lib.toy import MatrixError, learning
from lib.toy import multi_head as sums
from lib.toy.multi_head import HEADS, WORDS, Projected
from lib.ui import choices, matrix_editor
from lib.ui.choices import one_of
from lib.ui.course import figures, guide, stages
from lib.ui.matrix_editor import Part

MATRICES = {"X": sums.X, **sums.WEIGHTS}
KINDS = {"Q": "W_Q", "K": "W_K", "V": "W_V"}
LOVE, ME = WORDS.index("爱"), WORDS.index("我")


def word_box() -> int:
    """Which of the words; its row."""
    return WORDS.index(one_of("看哪个字", list(WORDS), "toy_word", first=LOVE))


def edited() -> dict[str, np.ndarray]:
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


def _projected(matrices: dict[str, np.ndarray]) -> Projected:
    return sums.multi_head(matrices["X"], *(matrices[name] for name in sums.WEIGHTS))


def _weights_table(title: str, weights: np.ndarray) -> None:
    figures.shaded_matrix(
        title,
        list(WORDS),
        dict(zip(WORDS, weights.T, strict=True)),
        lambda w: percent(w, 1),
        weights,
    )


def alone(stage) -> None:
    """X as its own query and key: every word looks at itself, and both ways alike."""
    with stage.control:
        at = word_box()
    steps = scaled_dot_product(sums.X, sums.X, sums.X)
    with stage.picture:
        x = dict(zip(sums.FEATURES, sums.X.T, strict=True))
        figures.shaded_matrix("$X$：一行一个字", list(WORDS), x, number)
        scores = dict(zip(WORDS, steps.scores.T, strict=True))
        figures.shaded_matrix("分数 $XX^\\top$：每两个字的点积", list(WORDS), scores, number)
        _weights_table("权重：每行是一个字在看，合计 100%", steps.weights)
    stage.say(word=WORDS[at], share=percent(steps.weights[at, at], 1))


def product(stage) -> None:
    """One cell of X·W_Q, worked out by the learner before it is shown."""
    x, w = sums.X, sums.WEIGHTS["W_Q"]
    with stage.control:
        i = WORDS.index(one_of("哪个字（行）", list(WORDS), "cell_row", first=LOVE))
        j = one_of("第几列", [1, 2, 3, 4], "cell_column") - 1
        guess = st.number_input(
            "这一格是多少？", value=None, step=1.0, key=f"cell {i} {j}", placeholder="填一个数"
        )
        shown = st.toggle("直接看答案", key="cell_shown")
    truth = float((x @ w)[i, j])
    known = shown or guess is not None
    working = f"{terms(x[i], w[:, j])} = {number(truth)}"
    row, column = ([(i, n) for n in range(4)], [(n, j) for n in range(4)])
    with stage.picture:
        figures.equations(
            rf"&\underset{{X\,(3\times4)}}{{{latex.matrix(x, marked=row)}}}"
            rf"\;\underset{{W_Q\,(4\times4)}}{{{latex.matrix(w, marked=column)}}}",
            rf"&=\underset{{{latex.paint('Q', 'Q')}\,(3\times4)}}"
            rf"{{{latex.matrix(x @ w, marked=[(i, j)], hidden=not known)}}}",
        )
        st.caption("红的是要配的一行和一列，以及它们算出来的那一格。三行依次是“我、爱、书”。")
        if known:
            st.markdown(f"第 {i + 1} 行配第 {j + 1} 列：{working}")
    if guess is None:
        verdict = ""
    elif abs(guess - truth) < 1e-9:
        verdict = f"**对，是 {number(truth)}。**"
    else:
        verdict = f"**不是 {number(guess)}。** 逐位相乘再相加：{working}。"
    stage.say(row=str(i + 1), column=str(j + 1), word=WORDS[i], verdict=verdict)


def three(stage) -> None:
    """The three products, and that looking and being looked at differ."""
    with stage.control:
        kind = one_of("看哪一份", list(KINDS), "toy_kind")
        matrices = edited()
    x, name = matrices["X"], KINDS[kind]
    result = _projected(matrices)
    scores = (x @ matrices["W_Q"]) @ (x @ matrices["W_K"]).T
    with stage.picture:
        figures.equations(
            rf"&\underset{{X\,(3\times4)}}{{{latex.matrix(x)}}}"
            rf"\;\underset{{{name}\,(4\times4)}}{{{latex.matrix(matrices[name], kind)}}}",
            rf"&=\underset{{{latex.paint(kind, kind)}\,(3\times4)}}"
            rf"{{{latex.matrix(x @ matrices[name], kind)}}}",
        )
        st.caption("X 和结果的三行依次是“我、爱、书”。")
        for title, part in (("在找什么 $q$", "query"), ("拿什么给别人找 $k$", "key")):
            whole = sums.concatenate(getattr(result, part))
            rows = {w: vector(row, 2) for w, row in zip(WORDS, whole, strict=True)}
            st.markdown(f"{title}：" + "　".join(f"{w} {row}" for w, row in rows.items()))
        figures.shaded_matrix(
            "分数 $QK^\\top$：行在看，列被看",
            list(WORDS),
            dict(zip(WORDS, scores.T, strict=True)),
            lambda s: number(s, 2),
        )
    stage.say(forward=number(scores[LOVE, ME], 2), back=number(scores[ME, LOVE], 2))
    with stage.words, st.expander("再想深一点：这些数怎样学来", icon=":material/add:"):
        _learn(matrices)


def _learn(matrices: dict[str, np.ndarray]) -> None:
    """W_Q changed step by step so that a word looks where the learner wants it to."""
    told = texts.sections("learning")["learn"]
    guide.write(told.text)
    with st.container(horizontal=True):
        word = WORDS.index(one_of("让谁", list(WORDS), "learn_word", first=2))
        target = WORDS.index(one_of("去看谁", list(WORDS), "learn_target", first=1))
    steps = choices.slider("走几步", 0, 30, 0, "learn_steps")
    learnt = learning.descend(matrices["X"], matrices["W_Q"], matrices["W_K"], word, target, steps)
    st.table(
        pd.DataFrame(
            {
                "开始时": [percent(w, 1) for w in learnt.before],
                f"走了 {steps} 步": [percent(w, 1) for w in learnt.after],
            },
            index=list(WORDS),
        ),
        border="horizontal",
        alt="这个字的权重，学之前和学之后",
    )
    guide.write(
        told.answer,
        word=WORDS[word],
        target=WORDS[target],
        first=number(learnt.losses[0], 2),
        last=number(learnt.losses[-1], 2),
        changed=str(int((np.abs(learnt.w_query - matrices["W_Q"]) > 1e-9).any(1).sum())),
    )


def heads(stage) -> None:
    """The columns dealt out to two heads, each with its own weights."""
    with stage.control:
        head = one_of("看哪个头", [1, 2], "toy_head")
        result = _projected(edited())
    at = head - 1
    query, key, value = (m[at] for m in (result.query, result.key, result.value))
    weights = result.steps.weights[at]
    with stage.picture:
        whole = latex.matrix(sums.concatenate(result.query), "Q", HEADS)
        figures.equations(rf"{latex.paint('Q', 'Q')} &= {whole}")
        figures.equations(
            rf"Q_{head}K_{head}^\top &= {latex.matrix(query, 'Q')}{latex.matrix(key.T, 'K')}",
            rf"&= {latex.matrix(result.steps.scores[at])}",
        )
        _weights_table(f"头 {head} 的权重：除以 $\\sqrt2$，再做 softmax；每行合计 100%", weights)
        figures.equations(
            rf"\text{{头 {head} 的输出}} &\approx {latex.matrix(weights, 'A')}"
            rf"{latex.matrix(value, 'V')}",
            rf"&\approx {latex.matrix(result.steps.context[at])}",
        )
    love = result.steps.weights[:, LOVE]  # (heads, words)
    book = result.query[0, WORDS.index("书")]
    nothing = "全是 0，就是什么也不找。于是三个字各占 1/3，又回到了取平均。"
    stage.say(
        first=WORDS[int(love[0].argmax())],
        first_share=percent(love[0].max(), 1),
        second=WORDS[int(love[1].argmax())],
        second_share=percent(love[1].max(), 1),
        book_query=vector(book, 2),
        book="不全是 0，所以它也在找东西。" if book.any() else nothing,
    )


def join(stage) -> None:
    """The heads side by side, times W_O."""
    with stage.control:
        at = word_box()
        matrices = edited()
    result = _projected(matrices)
    marked = [(at, n) for n in range(4)]
    with stage.picture:
        joined = latex.matrix(result.concatenated, heads=HEADS, marked=marked)
        figures.equations(
            rf"&\underset{{\text{{头 1 | 头 2}}\,(3\times4)}}{{{joined}}}"
            rf"\;\underset{{W_O\,(4\times4)}}{{{latex.matrix(matrices['W_O'])}}}",
            rf"&\approx\underset{{\text{{注意力的结果}}\,(3\times4)}}"
            rf"{{{latex.matrix(result.output, marked=marked)}}}",
        )
        st.caption("三行依次是“我、爱、书”；都写到两位小数。")
    stage.say(
        word=WORDS[at],
        joined=vector(result.concatenated[at], 2),
        output=vector(result.output[at], 2),
    )


def residual(stage) -> None:
    """What attention gives is added to what was there."""
    with stage.control:
        at = word_box()
        added = choices.toggle("加回去", True, "added")
        stages.reset(added=True)
        matrices = edited()
    result, x = _projected(matrices), matrices["X"]
    after = x + result.output if added else result.output
    names = list(sums.FEATURES)
    with stage.picture:
        for title, rows in (
            ("原来的 $X$", x),
            ("注意力的结果", result.output),
            ("交给后面的" if added else "不加的话，交给后面的", after),
        ):
            columns = dict(zip(names, rows.T, strict=True))
            shades = np.zeros_like(rows)
            shades[at] = 0.35
            figures.shaded_matrix(title, list(WORDS), columns, lambda v: number(v, 2), shades)
    stage.say(
        word=WORDS[at],
        before=vector(x[at], 2),
        given=vector(result.output[at], 2),
        sum="加起来是" if added else "不加，交给后面的就只有",
        after=vector(after[at], 2),
    )
