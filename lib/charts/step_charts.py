"""The four steps of one query row: strips of q, k, v, and bars from score to weighted value.

Each picture is two things: the columns of its table, which change with every choice, and a
specification of Vega-Lite, which depends on sizes and inks only. It is made once; the browser
keeps the chart and takes in the new numbers.
"""

import functools

import numpy as np

from lib.attention import AttentionSteps
from lib.charts import Columns
from lib.charts.labels import LABEL, placed
from lib.charts.vega import alt
from lib.text.numbers import figures, percent, show
from lib.text.palette import KEY, QUERY, VALUE, WEIGHT, Inks

STEPS = ("① 点积", "② 缩放", "③ 权重", "④ 权重×‖v‖")
BAND = 1.18  # a step's width with the gap behind it
NUMBERS_UP_TO = 8  # dimensions of a strip that has its numbers written in


def row_numbers(steps: AttentionSteps, value: np.ndarray, row: int, keys: list[int]) -> np.ndarray:
    """(shown keys, 4): score, scaled score, weight, and length of the weighted value.

    `steps` of one head, (queries, keys); `value` (keys, d_v). The last is ‖a·v‖ (Kobayashi et
    al. 2020, section 3).
    """
    return np.stack(
        [
            steps.scores[row],
            steps.scaled[row],
            steps.weights[row],
            steps.weights[row] * np.linalg.norm(value, axis=-1),
        ],
        axis=1,
    )[keys]


def bar_columns(
    numbers: np.ndarray, names: list[str], steps: tuple[int, ...] = (0, 1, 2, 3)
) -> Columns:
    """One row a key and chosen step, for `bars`. numbers: (keys, 4), from `row_numbers`.

    Each step has its own scale: the longest bar fills its band; scores may be negative, and a
    blocked key (−∞) has no bar.
    """
    n, width = len(names), 0.46 if len(steps) > 1 else 0.85  # leaves room for the number
    decimals = 2 if len(steps) > 1 else 4
    zero, end, texts = [], [], []
    for place, step in enumerate(steps):
        finite = np.where(np.isfinite(numbers[:, step]), numbers[:, step], 0.0)
        low, high = min(finite.min(), 0.0), max(finite.max(), 0.0)
        if step == 2:  # weights keep their scale: 1 is a full band
            high = 1.0
        span = (high - low) or 1.0
        zero += [place * BAND + width * -low / span] * n
        end += (place * BAND + width * (finite - low) / span).tolist()
        texts += [_text(number, step, decimals) for number in numbers[:, step]]
    at = np.arange(len(steps)).repeat(n)
    return {
        "key": placed(names) * len(steps),
        "name": names * len(steps),
        "step": np.array(steps)[at],
        "title": [STEPS[steps[i]] for i in at],
        "at": at * BAND,
        "number": numbers[:, list(steps)].T.ravel().astype(float),
        "zero": np.array(zero),
        "end": np.array(end),
        "label_at": np.maximum(zero, end),
        "text": texts,
    }


@functools.lru_cache(maxsize=128)
def bars(count: int, steps: int, inks: Inks) -> dict:
    """`steps` groups of bars side by side, a row for each of `count` keys, numbers at the bars."""
    x = alt.Scale(domain=[0, steps * BAND - 0.1], nice=False)
    y = alt.Y("key:N", axis=row_names(14), sort=None)
    color = alt.Color(
        "step:N",
        scale=alt.Scale(domain=[0, 1, 2, 3], range=[QUERY, KEY, WEIGHT, VALUE]),
        legend=None,
    )
    tooltip = [
        alt.Tooltip("name:N", title="键"),
        alt.Tooltip("title:N", title="步骤"),
        alt.Tooltip("number:Q", title="数", format=".6g"),
    ]
    base = alt.Chart(alt.NamedData("numbers"))
    bar = base.mark_bar(height={"band": 0.62}, cornerRadius=2).encode(
        x=alt.X("zero:Q", scale=x, axis=None), x2="end:Q", y=y, color=color, tooltip=tooltip
    )
    text = base.mark_text(align="left", dx=5, fontSize=13, color=inks.text).encode(
        x=alt.X("label_at:Q", scale=x, axis=None), y=y, text="text:N"
    )
    head = (
        base.transform_aggregate(groupby=["at", "title"])
        .mark_text(
            align="left", baseline="bottom", dy=-6, fontSize=12, fontWeight=600, color=inks.text
        )
        .encode(x=alt.X("at:Q", scale=x, axis=None), y=alt.value(0), text="title:N")
    )
    return without_data(
        alt.layer(bar, text, head).properties(
            height=34 * count + 40, padding={"top": 26, "left": 4, "right": 4, "bottom": 4}
        )
    )


def strip_columns(vectors: np.ndarray, names: list[str], largest: float) -> Columns:
    """One row a number, for `strips`. vectors: (vectors, d), one below the other."""
    n, d = vectors.shape
    at, dim = np.indices((n, d))
    numbers = vectors.ravel().astype(float)
    written = {"text": [figures(x, 4) for x in numbers]} if d <= NUMBERS_UP_TO else {}
    return written | {
        "row": np.array(placed(names), object).repeat(d),  # not U: Arrow takes thrice as long
        "name": np.array(names, object).repeat(d),
        "dim": dim.ravel() + 1,
        "number": numbers,
        "shade": numbers / largest,
    }


@functools.lru_cache(maxsize=128)
def strips(count: int, d: int, inks: Inks) -> dict:
    """`count` vectors of d numbers as strips of colour, one below the other; blue < 0 < red.

    A shade of ±1 is the full colour. Up to 8 dimensions the numbers are written in.
    """
    x = alt.X("dim:O", axis=None, scale=alt.Scale(paddingInner=0.06 if d <= NUMBERS_UP_TO else 0))
    y = alt.Y("row:N", axis=row_names(13), sort=None, scale=alt.Scale(paddingInner=0.18))
    base = alt.Chart(alt.NamedData("numbers")).encode(x=x, y=y)
    layers = [
        base.mark_rect().encode(
            color=alt.Color("shade:Q", scale=alt.Scale(domain=[-1, 1], domainMid=0), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title="向量"),
                alt.Tooltip("dim:O", title="第几维"),
                alt.Tooltip("number:Q", title="数", format=".6g"),
            ],
        )
    ]
    if d <= NUMBERS_UP_TO:
        layers.append(
            base.mark_text(fontSize=13).encode(
                text="text:N",
                color=on_shade(inks),
            )
        )
    return without_data(alt.layer(*layers).properties(height=24 * count + 22))


def row_names(size: int, width: int = 110) -> alt.Axis:
    """Names of rows on the left, in the order of the data: font size, and pixels at most."""
    return alt.Axis(
        labelExpr=LABEL,
        title=None,
        ticks=False,
        domain=False,
        grid=False,
        labelFontSize=size,
        labelLimit=width,
    )


def on_shade(inks: Inks) -> dict:
    """The colour of a number on its cell: light where the cell's “shade” (−1 to 1) is strong."""
    return (
        alt.when("abs(datum.shade) > 0.55")
        .then(alt.value(inks.on_full))
        .otherwise(alt.value(inks.text))
    )


def without_data(chart: alt.LayerChart) -> dict:
    """The specification of a chart of named data, which is given to it where it is drawn."""
    spec = chart.to_dict()
    del spec["data"]
    return spec


def _text(number: float, step: int, decimals: int) -> str:
    if np.isneginf(number):
        return "屏蔽"
    if step == 2:
        return percent(number, 1)
    if abs(number) >= 100:
        decimals = min(decimals, 0 if decimals < 4 else 2)
    return show(number, decimals)
