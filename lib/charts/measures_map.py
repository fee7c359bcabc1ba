"""Several measures over one sentence, and how far each agrees with erasure over many."""

import functools

import numpy as np

from lib.charts import Columns
from lib.charts.labels import LABEL, placed
from lib.charts.step_charts import without_data
from lib.charts.vega import alt
from lib.text import palette
from lib.text.palette import Inks

PER_LINE = 20  # tokens: as many as can be read on a telephone


def lines_of(tokens: int) -> tuple[int, int]:
    """(lines, tokens in a line) into which a sentence is cut, all lines about as long."""
    lines = -(-tokens // PER_LINE)
    return lines, -(-tokens // lines)


def map_columns(rows: dict[str, np.ndarray], tokens: list[str]) -> Columns:
    """One row a cell, for `sentence_map`: name of a measure → (tokens,), NaN where it says nothing.

    A long sentence is cut into lines; each begins with its tokens, and all measures stand below.
    A measure's largest number has the full colour, and so has its smallest if that is negative;
    one that is never positive (nearness) is darkest at its largest.
    """
    lines, length = lines_of(len(tokens))
    at = np.arange(len(tokens))
    names = [name for _ in range(lines) for name in ("", *rows)]
    labels = np.array(placed(names)).reshape(lines, -1)  # distinct, and in this order
    bare = [token.removeprefix("[").removesuffix("]") or token for token in tokens]
    wide = [sum(1 if c > "⺀" else 0.62 for c in text) for text in bare]
    empty = np.full(len(tokens), np.nan)
    columns: dict[str, list] = {
        name: [] for name in ("row", "column", "token", "text", "wide", "shade", "value")
    }
    for k, row in enumerate((empty, *rows.values())):
        known = row[np.isfinite(row)]
        moved = row - known.min() if known.size and known.max() <= 0 else row
        largest = np.abs(known if moved is row else known - known.min()).max(initial=0)
        columns["row"] += labels[at // length, k].tolist()
        columns["column"] += (at % length).tolist()
        columns["token"] += placed(tokens)
        columns["text"] += [""] * len(tokens) if k else bare
        columns["wide"] += wide
        columns["shade"] += (np.nan_to_num(moved / max(largest, 1e-300))).tolist()
        columns["value"] += row.tolist()
    order = np.argsort([int(row.split(" ")[0]) for row in columns["row"]], kind="stable")
    return {name: [column[i] for i in order] for name, column in columns.items()}


def _names() -> alt.Axis:
    """The measures' names beside their rows."""
    return alt.Axis(
        labelExpr=LABEL, title=None, ticks=False, domain=False, labelFontSize=12, labelLimit=170
    )


@functools.lru_cache(maxsize=64)
def sentence_map(rows: int, tokens: int, inks: Inks) -> dict:
    """Measures one below the other, the sentence above; red where it leans, blue against."""
    lines, length = lines_of(tokens)
    base = alt.Chart(alt.NamedData("numbers")).encode(
        x=alt.X(
            "column:O",
            axis=None,
            scale=alt.Scale(domain=list(range(length)), paddingInner=0, paddingOuter=0),
        ),
        y=alt.Y(
            "row:N",
            axis=_names(),
            sort=None,
            scale=alt.Scale(paddingInner=0.14),
        ),
    )
    # No filters: one source for both layers keeps the rows in the order in which they come.
    cells = base.mark_rect().encode(
        color=alt.Color("shade:Q", scale=alt.Scale(domain=[-1, 1], domainMid=0), legend=None),
        opacity=alt.condition("datum.text === ''", alt.value(1), alt.value(0)),
        tooltip=[
            alt.Tooltip("row:N", title="量法"),
            alt.Tooltip("token:N", title="词元"),
            alt.Tooltip("value:Q", title="数", format=".4g"),
        ],
    )
    size = alt.expr("clamp(0.95 * bandwidth('x') / datum.wide, 7, 14)")
    names = base.mark_text(color=inks.text, baseline="middle", fontSize=size).encode(text="text:N")
    return without_data(alt.layer(cells, names).properties(height=26 * (rows + 1) * lines))


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
    room = 0.5 * (end - start)  # for the numbers
    scale = alt.Scale(domainMin=start, domainMax=end + room, nice=False)
    ticks = [round(at, 1) for at in np.arange(start, end + 0.1, 0.2).tolist()]
    base = alt.Chart(alt.NamedData("numbers")).encode(
        y=alt.Y(
            "row:N",
            axis=_names(),
            sort=None,
        )
    )
    x = alt.Axis(values=ticks, title="和遮字的等级相关")
    rule = base.mark_rule(strokeWidth=3, color=palette.GREY, strokeCap="round").encode(
        x=alt.X("low:Q", scale=scale, axis=x), x2="high:Q"
    )
    point = base.mark_circle(size=110, opacity=1, color=palette.WEIGHT).encode(
        x=alt.X("mean:Q", scale=scale, axis=x)
    )
    text = base.mark_text(align="left", dx=8, fontSize=11, color=inks.text).encode(
        x=alt.X("high:Q", scale=scale, axis=x), text="text:N"
    )
    return without_data(alt.layer(rule, point, text).properties(height=30 * rows + 50))
