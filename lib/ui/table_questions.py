"""查一张表, steps 6–10: what may be asked of the table, and what the answers mean."""

import numpy as np
import streamlit as st

from lib.charts import lessons as charts
from lib.lessons import table
from lib.ui import figures, lessons
from lib.ui.table_steps import AGES, Q, answers, vector, working


def twins(stage) -> None:
    with stage.control:
        apart = st.toggle("给“-2”单独留一位", key="apart", bind="query-params")
        lessons.reset(apart=False)
    keys = table.twin_keys() if apart else table.KEYS
    steps = table.ask(np.array([1.0, 0, 0, 1]) if apart else Q, keys=keys)
    with stage.picture:
        figures.weighted_table(
            {
                "键": [vector(k) for k in keys],
                "q·k": [f"{x:g}" for x in steps.scores[0]],
                "权重": [f"{w:.5f}" for w in steps.weights[0]],
                "年龄": AGES,
            },
            table.NAMES,
            steps.weights[0],
            "键、点积和权重",
        )
        answers(steps.context[0, 0], table.AGES[1, 0] if apart else table.hard_answer(Q))
    first, second = (f"{w:.1%}" for w in steps.weights[0, :2])
    stage.say(first=first, second=second)


def between(stage) -> None:
    with stage.control:
        share = st.slider("偏向李的程度（%）", 0, 100, 30, 5, key="toward", bind="query-params")
        lessons.reset(toward=30)
    steps = table.ask(table.between(share / 100))
    grid = np.linspace(0, 1, 41)
    with stage.picture:
        st.altair_chart(
            charts.mixing(
                grid, table.ask(table.between(grid)).weights, list(table.NAMES), share / 100
            ),
            alt=f"查询从张移到李，四个人的权重怎样变；现在偏向李 {share}%。",
        )
        working(steps)
    stage.say(query=vector(table.between(share / 100)), soft=f"{steps.context[0, 0]:.5f}")


def temperature(stage) -> None:
    with stage.control:
        t = st.select_slider(
            "温度 T",
            table.TEMPERATURES,
            1.0,
            format_func=lambda x: f"{x:g}",
            key="cool",
            bind="query-params",
        )
        lessons.reset(cool=1.0)
    steps = table.ask(Q, temperature=t)
    hard, mean = table.hard_answer(Q), float(table.AGES.mean())
    grid = np.geomspace(0.01, 100, 61)
    with stage.picture:
        curve = np.array([table.answer(Q, temperature=x) for x in grid])
        st.altair_chart(
            charts.cooling(grid, curve, t, hard, mean),
            alt=f"温度从 0.01 到 100，答案从 {hard:g} 升到 {mean:g}；现在温度 {t:g}。",
        )
        answers(steps.context[0, 0], hard)
        working(steps, scaled="÷√d÷T")
    stage.say(
        temperature=f"{t:g}", soft=f"{steps.context[0, 0]:.5f}", hard=f"{hard:g}", mean=f"{mean:g}"
    )


def matrix(stage) -> None:
    names = list(table.QUESTIONS)
    with stage.control:
        chosen = st.pills(
            "同时问",
            names,
            selection_mode="multi",
            default=names[:3],
            key="queries",
            bind="query-params",
        )
        lessons.reset(queries=names[:3])
    asked = [name for name in names if name in chosen] or names[:1]
    steps = table.ask(np.array([table.QUESTIONS[name] for name in asked]))
    with stage.picture:
        if not chosen:
            st.caption("至少要有一个问题，这里先留着“张”。")
        from_key = dict(zip(table.NAMES, steps.scores.T, strict=True))
        figures.shaded_matrix(
            "点积 $QK^{\\top}$", asked, from_key, lambda x: f"{x:g}", steps.weights
        )
        columns = dict(zip(table.NAMES, steps.weights.T, strict=True))
        columns["合计"] = steps.weights.sum(1)
        figures.shaded_matrix(
            "权重（每行合计 1）", asked, columns, lambda x: f"{x:.5f}", steps.weights
        )
        figures.shaded_matrix(
            "输出（年龄）", asked, {"年龄": steps.context[:, 0]}, lambda x: f"{x:.5f}"
        )
    stage.say(m=str(len(asked)))


def meaning(stage) -> None:
    with stage.control:
        age = st.slider("李四的年龄", 0, 100, 22, key="li_age", bind="query-params")
        lessons.reset(li_age=22)
    ages = table.AGES.copy()
    ages[table.LI] = age
    steps = table.ask(Q, ages=ages)
    with stage.picture:
        answers(steps.context[0, 0], table.hard_answer(Q))
        working(steps, ages[:, 0])
    stage.say(
        start=f"{table.answer(Q):.2f}",
        li_age=str(age),
        soft=f"{steps.context[0, 0]:.5f}",
        li=f"{steps.weights[0, table.LI]:.3f}",
    )
