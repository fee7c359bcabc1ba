"""Layers × heads as a table of colours."""

import altair as alt
import numpy as np
import pandas as pd

from lib.charts import Inks


def effects_map(effects: np.ndarray, inks: Inks) -> alt.LayerChart:
    """(layers, heads) changes of a log-probability; red: the guess got likelier without it."""
    layers, heads = effects.shape
    largest = max(float(np.abs(effects).max()), 0.1)
    at = np.indices(effects.shape)
    frame = pd.DataFrame(
        {"layer": at[0].ravel() + 1, "head": at[1].ravel() + 1, "effect": effects.ravel()}
    )
    axis = {"ticks": False, "domain": False, "grid": False, "labelAngle": 0}
    base = alt.Chart(frame).encode(
        x=alt.X("head:O", title="头", axis=alt.Axis(**axis)),
        y=alt.Y("layer:O", title="层", axis=alt.Axis(**axis)),
        tooltip=[
            alt.Tooltip("layer:O", title="层"),
            alt.Tooltip("head:O", title="头"),
            alt.Tooltip("effect:Q", title="关掉它，log 概率变化", format="+.3f"),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            "effect:Q", scale=alt.Scale(domain=[-largest, largest], domainMid=0), legend=None
        )
    )
    numbers = base.mark_text(fontSize=12).encode(
        text=alt.Text("effect:Q", format="+.2f"),
        color=alt.when(f"abs(datum.effect) > {0.55 * largest}")
        .then(alt.value(inks.on_full))
        .otherwise(alt.value(inks.text)),
    )
    layered = cells if heads > 8 else alt.layer(cells, numbers)
    return layered.properties(height=38 * layers + 40)
