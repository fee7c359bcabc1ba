"""Several measures over one sentence, and how far each agrees with erasure over many."""

import functools

import altair as alt
import numpy as np

from lib.charts import Columns, Inks
from lib.charts.labels import LABEL, placed
from lib.charts.step_charts import without_data
from lib.text import palette


def map_columns(rows: dict[str, np.ndarray], tokens: list[str]) -> Columns:
    """One row a cell, for `sentence_map`: name of a measure → (tokens,), NaN where it says nothing.

    A measure's largest number has the full colour, and so has its smallest if that is negative;
    one that is never positive (nearness) is darkest at its largest.
    """
    shades, values = [], []
    for row in rows.values():
        known = row[np.isfinite(row)]
        moved = row - known.min() if known.size and known.max() <= 0 else row
        largest = np.nanmax(np.abs(moved)) if known.size else 1.0
        shades.append(np.nan_to_num(moved / max(largest, 1e-300)))
        values.append(row)
    n = len(tokens)
    return {
        "row": np.repeat(placed(list(rows)), n),
        "token": placed(tokens) * len(rows),
        "shade": np.concatenate(shades),
        "value": np.concatenate(values),
    }


@functools.lru_cache(maxsize=64)
def sentence_map(rows: int, tokens: int) -> dict:
    """Measures one below the other, the sentence across; red where it leans, blue against."""
    plain = {"labelExpr": LABEL, "title": None, "ticks": False, "domain": False, "grid": False}
    size = 14 if tokens <= 32 else 9
    chart = (
        alt.Chart(alt.NamedData("numbers"))
        .mark_rect()
        .encode(
            x=alt.X(
                "token:N",
                axis=alt.Axis(
                    orient="top", labelAngle=0, labelOverlap=False, labelFontSize=size, **plain
                ),
                sort=None,
            ),
            y=alt.Y(
                "row:N",
                axis=alt.Axis(labelFontSize=13, labelLimit=230, **plain),
                sort=None,
                scale=alt.Scale(paddingInner=0.14),
            ),
            color=alt.Color("shade:Q", scale=alt.Scale(domain=[-1, 1], domainMid=0), legend=None),
            tooltip=[
                alt.Tooltip("row:N", title="量法"),
                alt.Tooltip("token:N", title="词元"),
                alt.Tooltip("value:Q", title="数", format=".4g"),
            ],
        )
    )
    return without_data(chart.properties(height=30 * rows + 30))


def interval_columns(figures: dict[str, tuple[float, float, float]]) -> Columns:
    """One row a measure, for `intervals`: name → (mean, low, high)."""
    mean, low, high = np.array(list(figures.values())).T
    return {
        "row": placed(list(figures)),
        "mean": mean,
        "low": low,
        "high": high,
        "text": [
            f"{m:.2f}（{a:.2f} 到 {b:.2f}）".replace("-", "−") for m, a, b in figures.values()
        ],
    }


def span(figures: dict[str, tuple[float, float, float]]) -> tuple[float, float]:
    """Where the axis of `intervals` begins and ends, in fifths, with 0 on it."""
    known = np.array([ends for ends in figures.values() if np.isfinite(ends).all()]).reshape(-1, 3)
    low, high = known[:, 1].min(initial=0), known[:, 2].max(initial=0)
    return float(np.floor(5 * low) / 5), float(np.ceil(5 * high) / 5)


@functools.lru_cache(maxsize=16)
def intervals(rows: int, inks: Inks, ends: tuple[float, float]) -> dict:
    """A point with its interval for each measure, numbers beside it. ends: as `span` gives them."""
    start, end = ends
    room = 0.3 * (end - start)  # for the numbers
    scale = alt.Scale(domainMin=start, domainMax=end + room, nice=False)
    ticks = [round(at, 1) for at in np.arange(start, end + 0.1, 0.2).tolist()]
    base = alt.Chart(alt.NamedData("numbers")).encode(
        y=alt.Y(
            "row:N",
            axis=alt.Axis(
                labelExpr=LABEL,
                title=None,
                ticks=False,
                domain=False,
                labelFontSize=13,
                labelLimit=230,
            ),
            sort=None,
        )
    )
    x = alt.Axis(values=ticks, title="和遮字的等级相关（0 没关系，1 完全一致）")
    rule = base.mark_rule(strokeWidth=3, color=palette.GREY, strokeCap="round").encode(
        x=alt.X("low:Q", scale=scale, axis=x), x2="high:Q"
    )
    point = base.mark_circle(size=110, opacity=1, color=palette.WEIGHT).encode(
        x=alt.X("mean:Q", scale=scale, axis=x)
    )
    text = base.mark_text(align="left", dx=10, fontSize=12, color=inks.text).encode(
        x=alt.X("high:Q", scale=scale, axis=x), text="text:N"
    )
    return without_data(alt.layer(rule, point, text).properties(height=30 * rows + 50))
