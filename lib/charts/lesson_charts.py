"""Charts of the lessons: tidy frames in, Altair charts out; nothing is drawn here."""

import numpy as np
import pandas as pd

from lib.charts.labels import LABEL, placed
from lib.charts.vega import alt
from lib.text.numbers import percent
from lib.text.palette import GREY, PEOPLE, WEIGHT


def bars(
    names: list[str], weights: np.ndarray, ghost: np.ndarray | None = None, what: str = "权重"
) -> alt.LayerChart:
    """One horizontal bar a name with its percentage; `ghost` is drawn behind as a thin outline."""
    frame = pd.DataFrame({"at": placed(names), "name": names, "weight": weights})
    frame["text"] = [percent(w, 2) for w in weights]
    y = alt.Y(
        "at:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelExpr=LABEL,
            ticks=False,
            domain=False,
            labelFontSize=13,
        ),
    )
    x = alt.X(
        "weight:Q",
        title=what,
        scale=alt.Scale(domain=[0, 1.12]),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], grid=False),
    )
    tooltip = [
        alt.Tooltip("name:N", title="名字"),
        alt.Tooltip("weight:Q", title=what, format=".3%"),
    ]
    base = alt.Chart(frame).encode(y=y)
    layers = [
        base.mark_bar(color=WEIGHT, cornerRadiusEnd=3, size=20).encode(x=x, tooltip=tooltip),
        base.mark_text(align="left", dx=5, fontSize=13, color="currentColor").encode(
            x=x, text="text:N"
        ),
    ]
    if ghost is not None:
        was = alt.Chart(frame.assign(weight=ghost)).encode(y=y)
        layers.append(
            was.mark_bar(
                filled=False, stroke=GREY, strokeDash=[4, 3], strokeWidth=1.5, size=26
            ).encode(x=x)
        )
    return alt.layer(*layers).properties(height=40 * len(names) + 60)


def mixing(shares: np.ndarray, weights: np.ndarray, names: list[str], now: float) -> alt.LayerChart:
    """Stacked weights (shares, names) as the query moves from one end to the other."""
    frame = pd.DataFrame(
        {
            "share": np.repeat(shares, len(names)),
            "name": np.tile(names, len(shares)),
            "weight": weights.ravel(),
            "order": np.tile(np.arange(len(names)), len(shares)),
        }
    )
    area = (
        alt.Chart(frame)
        .mark_area(opacity=0.85)
        .encode(
            x=alt.X("share:Q", title="查询偏向李的程度", axis=alt.Axis(format=".0%", grid=False)),
            y=alt.Y("weight:Q", title="权重", stack="zero", axis=alt.Axis(format=".0%")),
            color=alt.Color(
                "name:N",
                scale=alt.Scale(domain=names, range=list(PEOPLE)),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("name:N", title="名字"),
                alt.Tooltip("share:Q", title="偏向李", format=".0%"),
                alt.Tooltip("weight:Q", title="权重", format=".1%"),
            ],
        )
    )
    return alt.layer(area, now_line(now)).properties(height=270)


def now_line(at: float) -> alt.Chart:
    """A vertical line at the learner's present choice."""
    return (
        alt.Chart(pd.DataFrame({"x": [at]}))
        .mark_rule(color="currentColor", strokeWidth=2, strokeDash=[5, 3])
        .encode(x="x:Q")
    )


def cooling(
    temperatures: np.ndarray, answers: np.ndarray, now: float, hard: float, mean: float
) -> alt.LayerChart:
    """The soft answer against the temperature (logarithmic), between its two limits."""
    frame = pd.DataFrame({"temperature": temperatures, "answer": answers})
    x = alt.X(
        "temperature:Q",
        title="温度 T",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(values=[0.01, 0.1, 1, 10, 100], format="~g", grid=False),
    )
    y = alt.Y("answer:Q", title="答案（岁）", scale=alt.Scale(domain=[hard - 0.1, mean + 0.1]))
    line = (
        alt.Chart(frame)
        .mark_line(color=WEIGHT, strokeWidth=3)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("temperature:Q", title="温度", format="~g"),
                alt.Tooltip("answer:Q", title="答案", format=".5f"),
            ],
        )
    )
    limits = pd.DataFrame(
        {
            "answer": [hard, mean],
            "text": [f"硬查找 {hard:g}", f"全体平均 {mean:g}"],
            "temperature": [100, 0.01],
        }
    )
    rules = alt.Chart(limits).mark_rule(color=GREY, strokeDash=[4, 4]).encode(y=y)
    texts = [
        alt.Chart(limits.iloc[[i]])
        .mark_text(align=align, dy=-8, fontSize=13, color="currentColor")
        .encode(x=x, y=y, text="text:N")
        for i, align in enumerate(("right", "left"))
    ]
    return alt.layer(rules, line, *texts, now_line(now)).properties(height=270)


def two_rows(names: list[str], series: dict[str, np.ndarray]) -> alt.Chart:
    """The same row of weights computed in two ways: paired bars, one pair a token."""
    frame = pd.concat(
        [
            pd.DataFrame({"at": placed(names), "name": names, "weight": weights, "kind": kind})
            for kind, weights in series.items()
        ]
    )
    return (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y(
                "at:N",
                sort=None,
                title="被看的词元（键）",
                axis=alt.Axis(
                    labelExpr=LABEL,
                    ticks=False,
                    domain=False,
                    labelOverlap=False,
                ),
            ),
            yOffset=alt.YOffset("kind:N", sort=list(series)),
            x=alt.X(
                "weight:Q",
                title="权重",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
            ),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(series), range=[WEIGHT, GREY]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="词元"),
                alt.Tooltip("kind:N", title="做法"),
                alt.Tooltip("weight:Q", title="权重", format=".2%"),
            ],
        )
        .properties(height=24 * len(names) + 80)
    )
