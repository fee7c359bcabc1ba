"""查一张表, steps 6–10: what may be asked of the table, and what the answers mean."""

import numpy as np
import streamlit as st

from lib.charts import lesson_charts as charts
from lib.course.lessons import people
from lib.text.numbers import percent, vector
from lib.ui import choices
from lib.ui.course import figures, stages
from lib.ui.course.lookup_lesson import AGES, Q, answers, working


def twins(stage) -> None:
    """Two equal keys cannot be told apart; one more dimension does it."""
    with stage.control:
        apart = choices.toggle("给“-2”单独留一位", False, "apart")
        stages.reset(apart=False)
    keys = people.twin_keys() if apart else people.KEYS
    steps = people.ask(np.array([1.0, 0, 0, 1]) if apart else Q, keys=keys)
    with stage.picture:
        figures.weighted_table(
            {
                "键": [vector(k) for k in keys],
                "q·k": [f"{x:g}" for x in steps.scores[0]],
                "权重": [f"{w:.5f}" for w in steps.weights[0]],
                "年龄": AGES,
            },
            people.NAMES,
            steps.weights[0],
            "键、点积和权重",
        )
        answers(steps.context[0, 0], people.AGES[1, 0] if apart else people.hard_answer(Q))
    first, second = (percent(w, 1) for w in steps.weights[0, :2])
    stage.say(first=first, second=second)


def between(stage) -> None:
    """A query between two names."""
    with stage.control:
        share = choices.slider("偏向李的程度（%）", 0, 100, 30, "toward", step=5)
        stages.reset(toward=30)
    steps = people.ask(people.between(share / 100))
    grid = np.linspace(0, 1, 41)
    with stage.picture:
        st.altair_chart(
            charts.mixing(
                grid,
                people.ask(people.between(grid)).weights,
                list(people.NAMES),
                share / 100,
            ),
            alt=f"查询从张移到李，四个人的权重怎样变；现在偏向李 {share}%。",
        )
        working(steps)
    stage.say(query=vector(people.between(share / 100)), soft=f"{steps.context[0, 0]:.5f}")


def temperature(stage) -> None:
    """From the soft answer to the hard one."""
    with stage.control:
        t = choices.select_slider("温度 T", people.TEMPERATURES, 1.0, "cool")
        stages.reset(cool=1.0)
    steps = people.ask(Q, temperature=t)
    hard, mean = people.hard_answer(Q), float(people.AGES.mean())
    grid = np.geomspace(0.01, 100, 61)
    with stage.picture:
        curve = np.array([people.answer(Q, temperature=x) for x in grid])
        st.altair_chart(
            charts.cooling(grid, curve, t, hard, mean),
            alt=f"温度从 0.01 到 100，答案从 {hard:g} 升到 {mean:g}；现在温度 {t:g}。",
        )
        answers(steps.context[0, 0], hard)
        working(steps, divided="÷√d÷T")
    stage.say(
        temperature=f"{t:g}", soft=f"{steps.context[0, 0]:.5f}", hard=f"{hard:g}", mean=f"{mean:g}"
    )


def matrix(stage) -> None:
    """Several questions at once: rows of a matrix."""
    names = list(people.QUESTIONS)
    with stage.control:
        choices.several("queries", names, names[:3])
        chosen = st.pills("同时问", names, selection_mode="multi", key="queries")
        stages.reset(queries=names[:3])
    asked = [name for name in names if name in chosen] or names[:1]
    steps = people.ask(np.array([people.QUESTIONS[name] for name in asked]))
    with stage.picture:
        if not chosen:
            st.caption("至少要有一个问题，这里先留着“张”。")
        from_key = dict(zip(people.NAMES, steps.scores.T, strict=True))
        figures.shaded_matrix(
            "点积 $QK^{\\top}$", asked, from_key, lambda x: f"{x:g}", steps.weights
        )
        columns = dict(zip(people.NAMES, steps.weights.T, strict=True))
        columns["合计"] = steps.weights.sum(1)
        figures.shaded_matrix(
            "权重（每行合计 1）", asked, columns, lambda x: f"{x:.5f}", steps.weights
        )
        figures.shaded_matrix(
            "输出（年龄）", asked, {"年龄": steps.context[:, 0]}, lambda x: f"{x:.5f}"
        )
    stage.say(m=str(len(asked)))


def meaning(stage) -> None:
    """Whose age the answer is: nobody's."""
    with stage.control:
        age = choices.slider("李四的年龄", 0, 100, 22, "li_age")
        stages.reset(li_age=22)
    ages = people.AGES.copy()
    ages[people.LI] = age
    steps = people.ask(Q, ages=ages)
    with stage.picture:
        answers(steps.context[0, 0], people.hard_answer(Q))
        working(steps, ages[:, 0])
    stage.say(
        start=f"{people.answer(Q):.2f}",
        li_age=str(age),
        soft=f"{steps.context[0, 0]:.5f}",
        li=f"{steps.weights[0, people.LI]:.3f}",
    )
