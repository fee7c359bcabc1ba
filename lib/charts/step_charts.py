"""The four steps of one query row: strips of q, k, v, and bars from score to weighted value."""

import altair as alt
import numpy as np
import pandas as pd

from lib.attention import AttentionSteps
from lib.charts import Inks
from lib.charts.maps import names_expression
from lib.text.palette import KEY, QUERY, VALUE, WEIGHT

STEPS = ("① 点积", "② 缩放", "③ 权重", "④ 权重 × |v|")
BAND = 1.18  # a step's width with the gap behind it


def row_frame(steps: AttentionSteps, value: np.ndarray, row: int, keys: list[int]) -> pd.DataFrame:
    """One row a key and step: key (its place in `keys`), step (0–3), number.

    `steps` of one head, (queries, keys); `value` (keys, d_v). Step 4 is the length of the
    weighted value, ‖α·v‖ (Kobayashi et al. 2020, section 3).
    """
    numbers = np.stack(
        [
            steps.scores[row],
            steps.scaled[row],
            steps.weights[row],
            steps.weights[row] * np.linalg.norm(value, axis=-1),
        ],
        axis=1,
    )[keys]  # (shown keys, 4)
    key, step = np.indices(numbers.shape)
    return pd.DataFrame({"key": key.ravel(), "step": step.ravel(), "number": numbers.ravel()})


def bars(frame: pd.DataFrame, names: list[str], inks: Inks, steps: tuple[int, ...] = (0, 1, 2, 3)):
    """Bars of the chosen steps side by side, a row a key, the number at each bar.

    Each step has its own scale: the longest bar fills its band; scores may be negative, and
    a blocked key (−∞) has no bar. `frame` from `row_frame`.
    """
    parts = []
    for place, step in enumerate(steps):
        part = frame[frame.step == step].copy()
        finite = part.number.where(np.isfinite(part.number), 0.0)
        low, high = min(finite.min(), 0.0), max(finite.max(), 0.0)
        if step == 2:  # weights keep their scale: 1 is a full band
            high = 1.0
        span = (high - low) or 1.0
        width = 0.46 if len(steps) > 1 else 0.85  # leaves room for the number
        part["zero"] = place * BAND + width * -low / span
        part["end"] = place * BAND + width * (finite - low) / span
        part["label_at"] = part[["zero", "end"]].max(axis=1)
        part["text"] = [_text(number, step, 2 if len(steps) > 1 else 4) for number in part.number]
        part["title"] = STEPS[step]
        parts.append(part)
    tidy = pd.concat(parts)
    titles = pd.DataFrame(
        {"at": [p * BAND for p in range(len(steps))], "title": [STEPS[s] for s in steps], "y": 0}
    )
    n = len(names)
    x = alt.Scale(domain=[0, len(steps) * BAND - 0.1], nice=False)
    y = alt.Y(
        "key:O",
        axis=alt.Axis(
            labelExpr=names_expression(names, "datum.value"),
            title=None,
            ticks=False,
            domain=False,
            grid=False,
            labelFontSize=14,
            labelLimit=110,
        ),
        scale=alt.Scale(domain=list(range(n))),
    )
    base = alt.Chart(tidy).transform_calculate(name=names_expression(names, "datum.key"))
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
    bar = base.mark_bar(height={"band": 0.62}, cornerRadius=2).encode(
        x=alt.X("zero:Q", scale=x, axis=None), x2="end:Q", y=y, color=color, tooltip=tooltip
    )
    text = base.mark_text(align="left", dx=5, fontSize=13, color=inks.text).encode(
        x=alt.X("label_at:Q", scale=x, axis=None), y=y, text="text:N"
    )
    head = (
        alt.Chart(titles)
        .mark_text(
            align="left", baseline="bottom", dy=-6, fontSize=13, fontWeight=600, color=inks.text
        )
        .encode(x=alt.X("at:Q", scale=x, axis=None), y=alt.value(0), text="title:N")
    )
    return alt.layer(bar, text, head).properties(
        height=34 * n + 40, padding={"top": 26, "left": 4, "right": 4, "bottom": 4}
    )


def _text(number: float, step: int, decimals: int) -> str:
    if np.isneginf(number):
        return "屏蔽"
    if step == 2:
        return f"{number:.1%}"
    if abs(number) >= 100:
        decimals = min(decimals, 0 if decimals < 4 else 2)
    text = f"{number:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def strip_frame(vectors: np.ndarray, rows: list[int]) -> pd.DataFrame:
    """(vectors, d) → one row a number: row (as in `rows`), dim (from 1), number."""
    at, dim = np.indices(vectors.shape)
    return pd.DataFrame(
        {
            "row": np.asarray(rows)[at.ravel()],
            "dim": dim.ravel() + 1,
            "number": vectors.ravel().astype(float),
        }
    )


def strips(vectors: np.ndarray, names: list[str], largest: float, inks: Inks) -> alt.LayerChart:
    """Vectors as strips of colour, one below the other: (vectors, d); blue < 0 < red.

    `largest` is the number at the full colour. Up to 8 dimensions the numbers are written in.
    """
    n, d = vectors.shape
    frame = strip_frame(vectors, list(range(n)))
    base = alt.Chart(frame).transform_calculate(name=names_expression(names, "datum.row"))
    x = alt.X(
        "dim:O",
        axis=None,
        scale=alt.Scale(paddingInner=0.06 if d <= 8 else 0),
    )
    y = alt.Y(
        "row:O",
        axis=alt.Axis(
            labelExpr=names_expression(names, "datum.value"),
            title=None,
            ticks=False,
            domain=False,
            labelFontSize=13,
            labelLimit=110,
        ),
        scale=alt.Scale(domain=list(range(n)), paddingInner=0.18),
    )
    cells = base.mark_rect().encode(
        x=x,
        y=y,
        color=alt.Color(
            "number:Q",
            scale=alt.Scale(domain=[-largest, largest], domainMid=0),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("name:N", title="向量"),
            alt.Tooltip("dim:O", title="第几维"),
            alt.Tooltip("number:Q", title="数", format=".6g"),
        ],
    )
    layers = [cells]
    if d <= 8:
        layers.append(
            base.mark_text(fontSize=13).encode(
                x=x,
                y=y,
                text=alt.Text("number:Q", format=".4~g"),
                color=alt.when(f"abs(datum.number) > {0.55 * largest}")
                .then(alt.value(inks.on_full))
                .otherwise(alt.value(inks.text)),
            )
        )
    return alt.layer(*layers).properties(height=26 * n + 4)
