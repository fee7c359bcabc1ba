"""Sums drawn: signed bars that add up, and a table of products with its totals."""

import functools

import numpy as np

from lib.charts import Columns
from lib.charts.labels import LABEL, placed
from lib.charts.step_charts import on_shade, row_names, without_data
from lib.charts.vega import alt
from lib.text import palette
from lib.text.palette import Inks

TOTAL = "合计"


def bar_columns(names: list[str], values: np.ndarray, texts: list[str]) -> Columns:
    """One row a bar, for `bars`: `texts` stand at the bars' ends."""
    values = np.asarray(values, float)
    return {
        "row": placed(names),
        "name": names,
        "value": values,
        "zero": np.zeros(len(names)),
        "text_at": np.maximum(values, 0),
        "text": texts,
    }


@functools.lru_cache(maxsize=64)
def bars(count: int, inks: Inks, names_width: int = 150) -> dict:
    """`count` bars one below the other, red to the right of zero, blue to the left."""
    x = alt.Scale(nice=False, padding=12)
    base = alt.Chart(alt.NamedData("numbers")).encode(
        y=alt.Y("row:N", axis=row_names(13, names_width), sort=None)
    )
    bar = base.mark_bar(height={"band": 0.66}, cornerRadius=2).encode(
        x=alt.X("zero:Q", scale=x, axis=None),
        x2="value:Q",
        color=alt.when("datum.value < 0")
        .then(alt.value(palette.NEGATIVE))
        .otherwise(alt.value(palette.WEIGHT)),
        tooltip=[
            alt.Tooltip("name:N", title="哪一项"),
            alt.Tooltip("value:Q", title="数", format="+.6g"),
        ],
    )
    text = base.mark_text(align="left", dx=5, fontSize=12, color=inks.text).encode(
        x=alt.X("text_at:Q", scale=x, axis=None), text="text:N"
    )
    # Room on the right for the text of the longest bar.
    room = base.mark_point(opacity=0).encode(x=alt.X("room:Q", scale=x, axis=None))
    room = room.transform_joinaggregate(high="max(value)", low="min(value)").transform_calculate(
        room="max(datum.high, 0) + 0.3 * (max(datum.high, 0) - min(datum.low, 0))"
    )
    return without_data(alt.layer(bar, text, room).properties(height=25 * count + 8))


def grid_columns(rows: list[str], columns: list[str], products: np.ndarray) -> Columns:
    """One row a cell, for `grid`: the products, and their totals at the right and below."""
    with_sums = np.block(
        [[products, products.sum(1, keepdims=True)], [products.sum(0), products.sum()]]
    )
    largest = max(float(np.abs(products).max()), 1e-9)
    down, across = (placed([*names, TOTAL]) for names in (rows, columns))
    at = np.indices(with_sums.shape)
    total = (at[0] == len(rows)) | (at[1] == len(columns))
    return {
        "row": np.array(down)[at[0].ravel()],
        "column": np.array(across)[at[1].ravel()],
        "value": with_sums.ravel(),
        "shade": np.where(total, 0, with_sums / largest).ravel(),
        "total": total.ravel(),
        "text": [f"{value:.2f}".replace("-", "−") for value in with_sums.ravel()],
    }


@functools.lru_cache(maxsize=64)
def grid(rows: int, inks: Inks, down: str, across: str) -> dict:
    """`rows` rows of products, blue < 0 < red, numbers written in; totals without a colour.

    down, across: what the rows and the columns are.
    """
    plain = {"labelExpr": LABEL, "ticks": False, "domain": False, "grid": False, "labelLimit": 90}
    base = alt.Chart(alt.NamedData("numbers")).encode(
        x=alt.X(
            "column:N",
            axis=alt.Axis(
                orient="top", labelAngle=-30, labelOverlap=False, labelFontSize=12, **plain
            ),
            title=across,
            sort=None,
        ),
        y=alt.Y("row:N", axis=alt.Axis(labelFontSize=12, **plain), title=down, sort=None),
        tooltip=[
            alt.Tooltip("row:N", title=down),
            alt.Tooltip("column:N", title=across),
            alt.Tooltip("value:Q", title="乘积", format="+.6g"),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.Color("shade:Q", scale=alt.Scale(domain=[-1, 1], domainMid=0), legend=None)
    )
    numbers = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=on_shade(inks),
    )
    return without_data(alt.layer(cells, numbers).properties(height=32 * (rows + 1) + 90))
