"""Charts of a training, picture after picture: the loss, what the heads do, what is told apart.

All have the same horizontal axis: the pictures in order, evenly spaced (that is, nearly evenly in
the logarithm of the tokens read), and a line at the one that the slider stands on.
"""

import numpy as np
import pandas as pd

from lib.charts.labels import of_ours
from lib.charts.lesson_charts import now_line
from lib.charts.vega import alt
from lib.text.palette import GREY, KEY, QUERY, VALUE, WEIGHT, Inks

HEIGHT = 240
PLACES = {
    "previous": ("看前一个字", KEY),
    "next": ("看后一个字", VALUE),
    "separator": ("停在 [CLS]/[SEP]", GREY),
    "same_word": ("看同一个词里的字", WEIGHT),
    "self": ("看自己", QUERY),
}


def _axis(names: list[str]) -> alt.X:
    """names: how many tokens had been read at each picture, as text."""
    step = 1 if len(names) <= 9 else 2
    return alt.X(
        "point:Q",
        title="读过的词元",
        scale=alt.Scale(domain=[-0.4, len(names) - 0.6], nice=False),
        axis=alt.Axis(
            values=list(range(0, len(names), step)),
            labelExpr=of_ours(names),
            labelOverlap="greedy",
            grid=False,
        ),
    )


def loss(losses: np.ndarray, names: list[str], frequencies: float, point: int) -> alt.LayerChart:
    """losses: (points,) nats; `frequencies` is a level line with its meaning written on it."""
    frame = pd.DataFrame({"point": range(len(losses)), "loss": losses, "read": names})
    y = alt.Y("loss:Q", title="验证损失（奈特）", scale=alt.Scale(zero=False))
    x = _axis(names)
    base = alt.Chart(frame).encode(x=x, y=y)
    level = alt.Chart(
        pd.DataFrame({"loss": [frequencies], "point": [0.15], "text": ["只知道字频"]})
    )
    here = base.transform_filter(alt.datum.point == point)
    return alt.layer(
        level.mark_rule(color=GREY, strokeDash=[4, 3]).encode(y=y),
        level.mark_text(align="left", dy=-8, fontSize=12, color=GREY).encode(
            x=x, y=y, text="text:N"
        ),
        base.mark_line(color=WEIGHT, strokeWidth=2.5),
        base.mark_circle(size=45, color=WEIGHT, opacity=1).encode(
            tooltip=[
                alt.Tooltip("read:N", title="读过的词元"),
                alt.Tooltip("loss:Q", title="损失", format=".3f"),
            ],
        ),
        here.mark_circle(size=190, color=WEIGHT, opacity=1),
        now_line(point),
    ).properties(height=HEIGHT)


def places(
    best: dict[str, np.ndarray], names: list[str], point: int, named: float
) -> alt.LayerChart:
    """best: {key of PLACES: (points,) the largest share that any head gives to that place}.

    `named` is a level line: from there on a head is called after the place.
    """
    frame = pd.concat(
        pd.DataFrame(
            {"point": range(len(names)), "read": names, "share": best[key], "place": place}
        )
        for key, (place, _) in PLACES.items()
    )
    titles, colors = zip(*PLACES.values(), strict=True)
    y = alt.Y(
        "share:Q",
        title="最专的头给它的权重",
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=32))
        .encode(
            x=_axis(names),
            y=y,
            color=alt.Color(
                "place:N",
                scale=alt.Scale(domain=titles, range=colors),
                legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=200),
            ),
            tooltip=[
                alt.Tooltip("read:N", title="读过的词元"),
                alt.Tooltip("place:N", title="去处"),
                alt.Tooltip("share:Q", title="最专的头给它", format=".0%"),
            ],
        )
    )
    level = alt.Chart(pd.DataFrame({"share": [named]})).mark_rule(color=GREY, strokeDash=[4, 3])
    return alt.layer(level.encode(y=y), lines, now_line(point)).properties(height=HEIGHT + 40)


def shares(
    series: dict[str, np.ndarray], names: list[str], point: int, inks: Inks
) -> alt.LayerChart:
    """series: {what: (points,) share told apart}, a row each; the darker, the more above a half."""
    frame = pd.concat(
        pd.DataFrame(
            {
                "point": range(len(names)),
                "read": names,
                "share": line,
                "text": [f"{100 * share:.0f}" for share in line],
                "what": what,
            }
        )
        for what, line in series.items()
    )
    positions = list(range(len(names)))
    x = alt.X(
        "point:O",
        title="读过的词元",
        scale=alt.Scale(domain=positions),
        axis=alt.Axis(
            labelExpr=of_ours(names),
            labelAngle=0,
            labelOverlap="greedy",
            ticks=False,
            domain=False,
        ),
    )
    y = alt.Y("what:N", title=None, sort=list(series), axis=alt.Axis(labelLimit=260, ticks=False))
    cells = alt.Chart(frame).encode(x=x, y=y)
    return alt.layer(
        cells.mark_rect().encode(
            color=alt.Color("share:Q", scale=alt.Scale(domain=[0.5, 1], clamp=True), legend=None),
            stroke=alt.when(alt.datum.point == point).then(alt.value(inks.text)),
            tooltip=[
                alt.Tooltip("read:N", title="读过的词元"),
                alt.Tooltip("what:N", title="考什么"),
                alt.Tooltip("share:Q", title="分对", format=".0%"),
            ],
        ),
        cells.mark_text(fontSize=11).encode(
            text="text:N",
            color=alt.when(alt.datum.share > 0.78)
            .then(alt.value(inks.on_full))
            .otherwise(alt.value(inks.text)),
        ),
    ).properties(height=30 * len(series) + 50)
