"""查一张表, steps 1–5: from an exact lookup to soft weights; and what all its steps share."""

import numpy as np
import streamlit as st

from lib.course.lessons import people
from lib.text import latex
from lib.text.numbers import percent, vector
from lib.ui import choices
from lib.ui.course import figures, stages
from lib.ui.menu import PAGES

Q = people.QUESTIONS["张"]
AGES = [f"{a:g}" for a in people.AGES[:, 0]]


def choose(label: str, options, key: str, first: str | None = None) -> str:
    """Pills with a default, and the button that goes back to it."""
    first = first or options[0]
    chosen = choices.pills(label, options, key, first, required=True)
    stages.reset(**{key: first})
    return chosen


def working(steps, ages: np.ndarray = people.AGES[:, 0], divided: str = "÷√d") -> None:
    """Score, scaled, weight, age and product of the first query, a row a name, and the sums."""
    weights = steps.weights[0]
    figures.weighted_table(
        {
            "q·k": [f"{x:.3g}" for x in steps.scores[0]] + [""],
            divided: [f"{x:.5f}" for x in steps.scaled[0]] + [""],
            "权重": [f"{w:.5f}" for w in weights] + [f"{weights.sum():.5f}"],
            "年龄": [f"{a:g}" for a in ages] + [""],
            "权重×年龄": [f"{x:.5f}" for x in weights * ages] + [f"{weights @ ages:.5f}"],
        },
        [*people.NAMES, "合计"],
        weights,
        "每个人的点积、权重和年龄",
    )


def answers(soft: float, hard: float) -> None:
    """The soft and the hard answer beside each other."""
    left, right = st.columns(2)
    left.metric("软查找", f"{soft:.5f}")
    right.metric("硬查找", f"{hard:g}")


def exact(stage) -> None:
    """One name, looked up exactly."""
    with stage.control:
        name = choose("查谁", [*people.NAMES, "张飞"], "who", "李四")
    ages = people.ages()
    with stage.picture:
        hit = np.array([n == name for n in people.NAMES], dtype=float)
        figures.weighted_table({"年龄": AGES}, people.NAMES, hit, "姓名和年龄")
        answer = str(ages[name]) if name in ages else "没有这个键"
        st.code(f'年龄["{name}"]  →  {answer}', language=None)
    found = f"答案是 **{ages.get(name)}**。"
    missing = f"表里没有“{name}”，什么也答不出来，哪怕有三个人也姓张。"
    stage.say(name=name, result=found if name in ages else missing)


def family(stage) -> None:
    """All of one surname: the mean of their ages."""
    with stage.control:
        surname = choose("姓", ["张", "李"], "surname")
    weights = people.surname_weights(surname)
    hit = np.flatnonzero(weights)
    products = weights * people.AGES[:, 0]
    with stage.picture:
        figures.weighted_table(
            {
                "权重": [f"{w:.4f}" for w in weights] + [f"{weights.sum():.4f}"],
                "年龄": [*AGES, ""],
                "权重×年龄": [f"{x:.4f}" for x in products] + [f"{products.sum():.4f}"],
            },
            [*people.NAMES, "合计"],
            weights,
            "每个人的权重和年龄",
        )
        st.metric(f"姓{surname}的平均年龄", f"{products.sum():g}")
    stage.say(
        surname=surname,
        matches="、".join(people.NAMES[i] for i in hit),
        sum=f"({'+'.join(AGES[i] for i in hit)})÷{len(hit)}",
        answer=f"{products.sum():g}",
        share=f"1/{len(hit)}" if len(hit) > 1 else "1",
    )


def vectors(stage) -> None:
    """Names as vectors, compared by their dot product."""
    with stage.control:
        name = choose("看谁的键", people.NAMES, "look_at")
    at = people.NAMES.index(name)
    scores = people.ask(Q).scores[0]
    with stage.picture:
        figures.weighted_table(
            {
                "键": [vector(k) for k in people.KEYS],
                "和“张”的点积": [f"{s:g}" for s in scores],
                "值：年龄": AGES,
            },
            people.NAMES,
            np.eye(len(scores))[at],
            "每个名字的键、点积和值",
        )
        terms = " + ".join(f"{q:g}\\times {k:g}" for q, k in zip(Q, people.KEYS[at], strict=True))
        figures.equations(
            rf"q\cdot k_{{\text{{{name}}}}} &= {vector(Q)}\cdot{vector(people.KEYS[at])}",
            f"&= {terms}",
            f"&= {scores[at]:g}",
        )
    stage.say(name=name, score=f"{scores[at]:g}")


def soft(stage) -> None:
    """Every row gets a share: the hard and the soft lookup."""
    with stage.control:
        way = choose("办法", ["软", "硬"], "way")
    steps = people.ask(Q)
    answer, hard = steps.context[0, 0], people.hard_answer(Q)
    with stage.picture:
        if way == "软":
            working(steps)
            weights = steps.weights[0]
        else:
            weights = people.hard_weights(Q)
            figures.weighted_table(
                {
                    "q·k": [f"{x:g}" for x in steps.scores[0]],
                    "最高分？": ["是" if w else "否" for w in weights],
                    "权重": [f"{w:.5f}" for w in weights],
                    "年龄": AGES,
                },
                people.NAMES,
                weights,
                "每个人的得分和权重",
            )
        terms = [f"{latex.number(w, 5)}\\times{a}" for w, a in zip(weights, AGES, strict=True)]
        sign = latex.equals(weights, 5)
        total = f"{answer:.5f}" if way == "软" else f"{hard:g}"
        figures.equations(
            rf"\text{{答案}} &{sign} {'+'.join(terms[:2])}",
            rf"&\quad+{'+'.join(terms[2:])}",
            f"&{sign} {total}",
        )
        answers(answer, hard)
    stage.say(
        scores="、".join(f"{x:g}" for x in steps.scores[0]),
        hard=f"{hard:g}",
        soft=f"{answer:.5f}",
        li=percent(steps.weights[0, people.LI], 1),
        softmax_page=f"“{PAGES['softmax'].title}”",
    )


def ask(stage) -> None:
    """Other questions to the same table."""
    with stage.control:
        name = choose("问题", list(people.QUESTIONS), "ask", "李")
    query = people.QUESTIONS[name]
    steps = people.ask(query)
    with stage.picture:
        working(steps)
        answers(steps.context[0, 0], people.hard_answer(query))
    best = people.NAMES[int(steps.weights[0].argmax())]
    surprise = (
        f"是**{best}**，不是张三！"
        f"他们的点积是 {steps.scores[0].max():g} 对 {steps.scores[0, 0]:g}："
        "点积不只看方向，也偏爱数大的键。"
        if name == "张三"
        else ""
    )
    stage.say(
        name=name,
        query=vector(query),
        soft=f"{steps.context[0, 0]:.5f}",
        hard=f"{people.hard_answer(query):g}",
        surprise=surprise,
    )
