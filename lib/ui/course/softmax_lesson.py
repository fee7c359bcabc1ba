"""softmax 与缩放, steps 1–4: what softmax does to scores."""

import math

import numpy as np
import streamlit as st

from lib.charts import lesson_charts as charts
from lib.course.lessons import scaling
from lib.text.numbers import large, percent, tiny
from lib.ui import choices
from lib.ui.course import figures, stages


def scores_box() -> np.ndarray:
    """How many scores, and a slider for each."""
    count = choices.one_of("几个分数", [3, 4, 5, 6], "scores", first=1)
    starts = scaling.START[:count]
    values = []
    for i in range(0, count, 2):  # row by row: in one narrow column they stay in order
        for j, column in enumerate(st.columns(2)[: count - i], i):
            name, key = f"$s_{j + 1}$", f"z{j + 1}"
            with column:
                values.append(
                    choices.slider(name, -5.0, 5.0, starts[j], key, step=0.5, format="%.1f")
                )
    stages.reset(scores=4, **{f"z{i + 1}": s for i, s in enumerate(starts)})
    return np.array(values)


def earlier_scores() -> np.ndarray:
    """(n,): the scores set in the first step."""
    with stages.earlier("改分数"):
        return scores_box()


def show(
    scores: np.ndarray,
    what: str,
    temperature: float = 1.0,
    before: np.ndarray | None = None,
) -> np.ndarray:
    """The bars and the two steps of softmax in a table; returns the weights."""
    weights = scaling.weights_of(scores, temperature)
    names = [f"s{i + 1}" for i in range(len(scores))]
    exponentials = np.exp(scores / temperature)
    listed = "，".join(f"{n} {percent(w, 1)}" for n, w in zip(names, weights, strict=True))
    st.altair_chart(charts.bars(names, weights, before), alt=f"权重：{listed}。")
    figures.weighted_table(
        {
            what: [f"{x:.4g}" for x in scores / temperature] + [""],
            "放到 e 的指数上": [large(x) for x in exponentials] + [large(exponentials.sum())],
            "权重": [f"{w:.5f}" for w in weights] + [f"{weights.sum():.5f}"],
        },
        [*names, "合计"],
        weights,
        "每个分数、它的指数和权重",
    )
    return weights


def bars(stage) -> None:
    """From scores to weights."""
    with stage.control:
        scores = scores_box()
    with stage.picture:
        weights = show(scores, "分数 s")
    best, least = int(weights.argmax()), int(weights.argmin())
    stage.say(
        e=f"{math.e:.3f}",
        best=f"$s_{best + 1}$",
        best_share=percent(weights[best], 1),
        least=f"$s_{least + 1}$",
        least_share=percent(weights[least], 2),
    )


def shift(stage) -> None:
    """The same number added to all scores changes nothing."""
    with stage.control:
        c = choices.slider("加上 c", -5.0, 5.0, 2.0, "plus", step=0.5, format="%.1f")
        stages.reset(plus=2.0)
        scores = earlier_scores()
    before = scaling.weights_of(scores)
    with stage.picture:
        weights = show(scores + c, "s＋c", before=before)
    stage.say(
        c=f"{c:g}",
        factor=large(math.exp(c)),
        difference=tiny(np.abs(weights - before).max()),
    )


def scale(stage) -> None:
    """All scores multiplied: the weights get sharper."""
    with stage.control:
        factor = choices.select_slider("乘以", [0.25, 0.5, 1.0, 2.0, 4.0, 8.0], 2.0, "times")
        stages.reset(times=2.0)
        scores = earlier_scores()
    before = scaling.weights_of(scores)
    with stage.picture:
        weights = show(factor * scores, f"{factor:g}×s", before=before)
    stage.say(
        factor=f"{factor:g}", before=percent(before.max(), 1), after=percent(weights.max(), 1)
    )


def temperature(stage) -> None:
    """All scores divided: temperature."""
    with stage.control:
        t = choices.select_slider(
            "温度 T", [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0], 0.5, "heat"
        )
        stages.reset(heat=0.5)
        scores = earlier_scores()
    with stage.picture:
        weights = show(scores, "s÷T", t, scaling.weights_of(scores))
    stage.say(
        t=f"{t:g}",
        inverse=f"{1 / t:g}",
        after=percent(weights.max(), 1),
        even=percent(1 / len(scores), 1),
    )
