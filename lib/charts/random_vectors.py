"""Charts of the simulation behind √d: how products spread, and what softmax makes of them."""

import numpy as np
import pandas as pd

from lib.charts.lesson_charts import now_line
from lib.charts.vega import alt
from lib.text.palette import GREY, WEIGHT


def spread(frame: pd.DataFrame) -> alt.LayerChart:
    """Dots: q·k of random pairs (`dimension`, `product`, `jitter`); curves: ±√d."""
    dimensions = sorted(frame.dimension.unique())
    x = alt.X(
        "dimension:Q",
        title="维数 d",
        scale=alt.Scale(type="log", base=2, domain=[0.6, dimensions[-1] * 1.7]),
        axis=alt.Axis(values=dimensions, format="d", grid=False),
    )
    dots = (
        alt.Chart(frame)
        .transform_calculate(dimension="datum.dimension * pow(2, datum.jitter)")
        .mark_circle(size=9, color=GREY, opacity=0.45)
        .encode(x=x, y=alt.Y("product:Q", title="q·k"))
    )
    grid = np.geomspace(dimensions[0], dimensions[-1], 40)
    theory = pd.DataFrame({"dimension": grid, "low": -np.sqrt(grid), "high": np.sqrt(grid)})
    curve = alt.Chart(theory).mark_line(color=WEIGHT, strokeWidth=2.5)
    return alt.layer(dots, curve.encode(x=x, y="high:Q"), curve.encode(x=x, y="low:Q")).properties(
        height=310
    )


def saturation(frame: pd.DataFrame, keys: int, now: float) -> alt.LayerChart:
    """The largest weight against d (`dimension`, `largest`, `kind`); 1/keys is the floor."""
    dimensions = sorted(frame.dimension.unique())
    kinds = list(dict.fromkeys(frame.kind))
    lines = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=60), strokeWidth=3)
        .encode(
            x=alt.X(
                "dimension:Q",
                title="维数 d",
                scale=alt.Scale(type="log", base=2),
                axis=alt.Axis(values=dimensions, format="d", grid=False),
            ),
            y=alt.Y(
                "largest:Q",
                title="最大的权重（平均）",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%"),
            ),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[GREY, WEIGHT]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("kind:N", title="做法"),
                alt.Tooltip("dimension:Q", title="维数"),
                alt.Tooltip("largest:Q", title="最大的权重", format=".1%"),
            ],
        )
    )
    floor = (
        alt.Chart(pd.DataFrame({"y": [1 / keys]}))
        .mark_rule(color=GREY, strokeDash=[4, 4])
        .encode(y="y:Q")
    )
    return alt.layer(lines, floor, now_line(now)).properties(height=310)
