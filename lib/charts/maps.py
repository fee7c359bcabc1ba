"""One head as a heat map, or as lines between two columns of tokens."""

import altair as alt
import numpy as np
import pandas as pd

from lib.charts import Inks
from lib.text import palette


def matrix_frame(matrix: np.ndarray, largest: float | None = None) -> pd.DataFrame:
    """(queries, keys) → one row a cell: query and key (positions), weight, and its share of the
    largest weight (of this matrix, or of all that are to be compared), sign apart."""
    queries, keys = np.indices(matrix.shape)
    return pd.DataFrame(
        {
            "query": queries.ravel(),
            "key": keys.ravel(),
            "weight": matrix.ravel(),
            "shade": matrix.ravel() / max(largest or np.abs(matrix).max(), 1e-9),
        }
    )


def names_expression(names: list[str], value: str) -> str:
    """A Vega expression for names[value]: repeated characters stay apart by position."""
    quoted = ",".join("'" + _escape(name) + "'" for name in names)
    return f"[{quoted}][{value}]"


def _upright(names: list[str], value: str) -> str:
    """As `names_expression`, each name written from top to bottom, as Chinese can be."""
    columns = ",".join(
        "[" + ",".join(f"'{_escape(c)}'" for c in name.strip("[]") or name) + "]" for name in names
    )
    return f"[{columns}][{value}]"


def _escape(name: str) -> str:
    # The only way for a learner's text into an expression: everything unusual as \\uXXXX.
    units = name.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _tooltip(title: str = "权重", form: str = ".2%") -> list[alt.Tooltip]:
    return [
        alt.Tooltip("q:N", title="查询（看出去）"),
        alt.Tooltip("k:N", title="键（被看）"),
        alt.Tooltip("weight:Q", title=title, format=form),
    ]


def _named(frame: pd.DataFrame | alt.NamedData, names: list[str]) -> alt.Chart:
    return alt.Chart(frame).transform_calculate(
        q=names_expression(names, "datum.query"), k=names_expression(names, "datum.key")
    )


def heat_map(names: list[str], signed: bool = False) -> alt.Chart:
    """Rows look out (queries), columns are looked at (keys); hovering reads a cell.

    `names[i]` is written at position i. The chart has no data of its own: give it a
    `matrix_frame` when it is drawn. So the specification stays the same from head to head, and
    the browser keeps the chart and changes only its data. The darkest cell is the largest weight.
    The selection `chosen` holds the clicked row. `signed`: differences of weights, red above zero
    and blue below.
    """
    n = len(names)
    positions = list(range(n))
    plain = {
        "labelAngle": 0,
        "labelOverlap": False,
        "labelFontSize": 13 if n <= 32 else 10,
        "ticks": False,
        "domain": False,
        "grid": False,
    }
    across = alt.Axis(labelExpr=_upright(names, "datum.value"), **plain)
    down = alt.Axis(labelExpr=names_expression(names, "datum.value"), **plain)
    scale = alt.Scale(domain=positions)
    shades = alt.Scale(domain=[-1, 1], domainMid=0) if signed else alt.Scale(domain=[0, 1])
    hover = alt.selection_point(
        name="hover", on="pointerover", fields=["query", "key"], empty=False, clear="pointerout"
    )
    chosen = alt.selection_point(name="chosen", fields=["query"], empty=False)
    return (
        _named(alt.NamedData("matrix"), names)
        .mark_rect(strokeWidth=1.5)
        .encode(
            x=alt.X("key:O", axis=across, title="被看的（键 key）", scale=scale),
            y=alt.Y("query:O", axis=down, title="看出去的（查询 query）", scale=scale),
            color=alt.Color("shade:Q", scale=shades, legend=None),
            stroke=alt.when(hover | chosen).then(alt.value(palette.GREY)),
            tooltip=_tooltip("第二句减第一句", "+.2%") if signed else _tooltip(),
        )
        .add_params(hover, chosen)
        .properties(height=max(240, min(26 * n, 760)) + 40)
    )


def lines(frame: pd.DataFrame, names: list[str], query: int, inks: Inks) -> alt.LayerChart:
    """Queries on the left, keys on the right, a line a weight of at least 2 %.

    The lines of `query` (a position) stand out, and those of the token under the pointer.
    `inks` are the text's colours.
    """
    n = len(names)
    hover = alt.selection_point(
        name="hover", on="pointerover", fields=["query"], empty=False, clear="pointerout"
    )
    strong = hover | (alt.datum.query == query)
    y = alt.Y(
        "query:Q", scale=alt.Scale(domain=[-0.5, n - 0.5], reverse=True, nice=False), axis=None
    )
    x = alt.X("left:Q", scale=alt.Scale(domain=[-0.25, 1.25], nice=False), axis=None)
    rules = (
        _named(frame[frame.weight >= 0.02], names)
        .transform_calculate(left="0", right="1")
        .mark_rule(strokeCap="round")
        .encode(
            x=x,
            x2="right:Q",
            y=y,
            y2="key:Q",
            strokeWidth=alt.StrokeWidth(
                "weight:Q", scale=alt.Scale(domain=[0, 1], range=[0.4, 10]), legend=None
            ),
            opacity=alt.when(strong).then(alt.value(0.85)).otherwise(alt.value(0.14)),
            color=alt.when(strong)
            .then(alt.value(palette.WEIGHT))
            .otherwise(alt.value(palette.GREY)),
            tooltip=_tooltip(),
        )
    )
    ends = pd.DataFrame({"query": range(n), "left": 0, "right": 1})
    tokens = alt.Chart(ends).transform_calculate(q=names_expression(names, "datum.query"))
    left = (
        tokens.mark_text(align="right", dx=-8, fontSize=14, color=inks.text)
        .encode(
            x=x,
            y=y,
            text="q:N",
            opacity=alt.when(strong).then(alt.value(1)).otherwise(alt.value(0.7)),
        )
        .add_params(hover)
    )
    right = tokens.mark_text(align="left", dx=8, fontSize=14, color=inks.text).encode(
        x="right:Q", y=y, text="q:N"
    )
    return alt.layer(rules, left, right).properties(height=max(220, 26 * n))
