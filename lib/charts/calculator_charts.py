"""Charts of the calculator: the soft answer against temperature, and a small weight matrix."""

import functools
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.charts import Columns
from lib.charts.labels import LABEL, placed
from lib.charts.step_charts import without_data
from lib.charts.vega import alt
from lib.model.intervention import Intervention
from lib.text import palette
from lib.text.palette import Inks
from lib.toy import Toy

TEMPERATURES = np.geomspace(0.02, 20, 61)


def temperature_frame(table: Toy, row: int, change: Intervention) -> pd.DataFrame:
    """One row a temperature and dimension of the value: temperature, dim, soft.

    `row`: which query; the other changes stay as they are.
    """
    query, key, value = table.arrays()
    rows = [
        replace(change, temperature=t)
        .attend(query[row : row + 1], key, value, scale=table.scale, rows=[row])
        .context[0]
        for t in TEMPERATURES
    ]
    at, dim = np.indices((len(rows), value.shape[1]))
    return pd.DataFrame(
        {"temperature": TEMPERATURES[at.ravel()], "dim": dim.ravel(), "soft": np.ravel(rows)}
    )


def curve_columns(
    frame: pd.DataFrame, temperature: float, names: list[str], hard: np.ndarray
) -> Columns:
    """For `temperature_curve`: the soft answers of `temperature_frame`, the hard ones, and now."""
    dims = len(hard)
    marks = placed(names)
    return {
        "kind": ["soft"] * len(frame) + ["hard"] * dims + ["now"],
        "temperature": np.concatenate([frame.temperature, [np.nan] * dims, [temperature]]),
        "soft": np.concatenate([frame.soft, hard, [np.nan]]),
        "name": [marks[dim] for dim in frame.dim] + marks + [marks[0]],
    }


@functools.lru_cache(maxsize=8)
def temperature_curve(several: bool) -> dict:
    """Soft answer against temperature (logarithmic); dashed: the hard answer; grey: now.

    A specification for `curve_columns`; `several` dimensions have a legend.
    """
    base = alt.Chart(alt.NamedData("numbers"))
    color = alt.Color(
        "name:N",
        title=None,
        sort=None,
        legend=alt.Legend(orient="top", labelExpr=LABEL) if several else None,
    )
    x = alt.X(
        "temperature:Q",
        title="温度",
        scale=alt.Scale(type="log", domain=[0.02, 20]),
        axis=alt.Axis(values=[0.02, 0.1, 0.5, 1, 2, 5, 20], format="~g", grid=False),
    )
    y = alt.Y("soft:Q", title="结果", scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4))
    soft = (
        base.transform_filter("datum.kind === 'soft'")
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
        base.transform_filter("datum.kind === 'hard'")
        .mark_rule(strokeDash=[5, 4])
        .encode(y=y, color=color)
    )
    now = (
        base.transform_filter("datum.kind === 'now'")
        .mark_rule(color=palette.GREY, strokeWidth=2)
        .encode(x=x)
    )
    return without_data(alt.layer(limit, now, soft).properties(height=210))


def weights_columns(weights: np.ndarray, queries: list[str], keys: list[str]) -> Columns:
    """One row a cell of (queries, keys), for `weights_table`."""
    m, n = weights.shape
    return {
        "query": np.repeat(placed(queries), n),
        "key": placed(keys) * m,
        "q": np.repeat(queries, n),
        "k": list(keys) * m,
        "weight": weights.ravel(),
    }


@functools.lru_cache(maxsize=64)
def weights_table(queries: int, inks: Inks) -> dict:
    """A small weight matrix with its numbers written in; for `weights_columns`."""
    axis = alt.Axis(
        labelExpr=LABEL, title=None, ticks=False, domain=False, grid=False, labelAngle=0
    )
    base = alt.Chart(alt.NamedData("numbers")).encode(
        x=alt.X("key:N", axis=alt.Axis(**axis.to_dict(), orient="top"), sort=None),
        y=alt.Y("query:N", axis=axis, sort=None),
        tooltip=[
            alt.Tooltip("q:N", title="查询"),
            alt.Tooltip("k:N", title="键"),
            alt.Tooltip("weight:Q", title="权重", format=".4f"),
        ],
    )
    cells = base.mark_rect(color=palette.WEIGHT).encode(
        opacity=alt.Opacity(
            "weight:Q", scale=alt.Scale(domain=[0, 1], range=[0.03, 0.9]), legend=None
        )
    )
    numbers = base.mark_text(color=inks.text, fontSize=13).encode(
        text=alt.Text("weight:Q", format=".3f")
    )
    return without_data(alt.layer(cells, numbers).properties(height=34 * queries + 30))
