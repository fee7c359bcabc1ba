"""Charts of the calculator: the soft answer against temperature, and a small weight matrix."""

import math
from dataclasses import replace

import altair as alt
import numpy as np
import pandas as pd

from lib.charts import Inks
from lib.charts.maps import matrix_frame, names_expression
from lib.model.intervention import Intervention
from lib.text import palette

TEMPERATURES = np.geomspace(0.02, 20, 61)


def temperature_frame(
    query: np.ndarray, key: np.ndarray, value: np.ndarray, change: Intervention, d_k: int
) -> pd.DataFrame:
    """One row a temperature and dimension of the value: temperature, dim, soft.

    query (d_k,), key (n, d_k), value (n, d_v); the other changes stay as they are.
    """
    scale = 1 / math.sqrt(d_k)
    rows = [
        replace(change, temperature=t).attend(query[None], key, value, scale=scale).context[0]
        for t in TEMPERATURES
    ]
    at, dim = np.indices((len(rows), value.shape[1]))
    return pd.DataFrame(
        {"temperature": TEMPERATURES[at.ravel()], "dim": dim.ravel(), "soft": np.ravel(rows)}
    )


def temperature_curve(
    frame: pd.DataFrame, temperature: float, names: list[str], hard: np.ndarray
) -> alt.LayerChart:
    """Soft answer against temperature (logarithmic); dashed: the hard answer; grey: now."""
    label = names_expression(names, "datum.dim")
    color = alt.Color(
        "name:N", title=None, legend=alt.Legend(orient="top") if len(names) > 1 else None
    )
    x = alt.X(
        "temperature:Q",
        title="温度",
        scale=alt.Scale(type="log", domain=[0.02, 20]),
        axis=alt.Axis(values=[0.02, 0.1, 0.5, 1, 2, 5, 20], format="~g", grid=False),
    )
    y = alt.Y("soft:Q", title="结果", scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4))
    soft = (
        alt.Chart(frame)
        .transform_calculate(name=label)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=color,
            tooltip=[
                alt.Tooltip("temperature:Q", title="温度", format=".3g"),
                alt.Tooltip("soft:Q", title="软查找", format=".5f"),
            ],
        )
    )
    limit = (
        alt.Chart(pd.DataFrame({"dim": range(len(hard)), "soft": hard}))
        .transform_calculate(name=label)
        .mark_rule(strokeDash=[5, 4])
        .encode(y=y, color=color)
    )
    now = (
        alt.Chart(pd.DataFrame({"temperature": [temperature]}))
        .mark_rule(color=palette.GREY, strokeWidth=2)
        .encode(x=x)
    )
    return alt.layer(limit, now, soft).properties(height=210)


def weights_table(
    weights: np.ndarray, queries: list[str], keys: list[str], inks: Inks
) -> alt.LayerChart:
    """A small weight matrix with its numbers written in: (queries, keys)."""
    axis = {"title": None, "ticks": False, "domain": False, "grid": False, "labelAngle": 0}
    base = (
        alt.Chart(matrix_frame(weights))
        .transform_calculate(
            q=names_expression(queries, "datum.query"), k=names_expression(keys, "datum.key")
        )
        .encode(
            x=alt.X(
                "key:O",
                axis=alt.Axis(
                    labelExpr=names_expression(keys, "datum.value"), orient="top", **axis
                ),
            ),
            y=alt.Y(
                "query:O", axis=alt.Axis(labelExpr=names_expression(queries, "datum.value"), **axis)
            ),
            tooltip=[
                alt.Tooltip("q:N", title="查询"),
                alt.Tooltip("k:N", title="键"),
                alt.Tooltip("weight:Q", title="权重", format=".4f"),
            ],
        )
    )
    cells = base.mark_rect(color=palette.WEIGHT).encode(
        opacity=alt.Opacity(
            "weight:Q", scale=alt.Scale(domain=[0, 1], range=[0.03, 0.9]), legend=None
        )
    )
    numbers = base.mark_text(color=inks.text, fontSize=13).encode(
        text=alt.Text("weight:Q", format=".3f")
    )
    return alt.layer(cells, numbers).properties(height=34 * len(queries) + 30)
