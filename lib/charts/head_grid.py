"""Layers × heads as a table of colours: the numbers, and a specification that depends on none."""

import functools
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lib.charts import Columns
from lib.charts.step_charts import on_shade, without_data
from lib.charts.vega import alt
from lib.experiments.claims import Verdict
from lib.text.numbers import percent, signed, signed_percent
from lib.text.palette import Inks


class Drawn(NamedTuple):
    """A table, one row a head, and the specification of Vega-Lite that draws it."""

    columns: Columns
    spec: dict


def effects_map(effects: np.ndarray, inks: Inks) -> Drawn:
    """(layers, heads) changes of a log-probability; red: the guess got likelier without it."""
    labels = [signed(effect) for effect in effects.ravel()]
    return _drawn(effects, "关掉它，log 概率变化", "+.3f", labels, 0.1, inks)


def changes_map(beyond: np.ndarray, changed: np.ndarray, inks: Inks) -> Drawn:
    """By how much each head's row changed beyond what other characters do to it; red: more.

    beyond, changed: (layers, heads) shares of a row that went elsewhere.
    """
    labels = [signed_percent(share) for share in beyond.ravel()]
    title, more = "比换上别的字多变", {"这一对变了": changed}
    return _drawn(beyond, title, "+.1%", labels, 0.05, inks, more)


def distances_map(distances: np.ndarray, inks: Inks) -> Drawn:
    """(layers, heads) shares that went elsewhere than in another head; red: closer than the mean.

    The labels are the distances themselves.
    """
    labels = [percent(float(distance)) for distance in distances.ravel()]
    closer = distances.mean() - distances
    return _drawn(closer, "比平均近", "+.1%", labels, 0.05, inks, {"相差": distances})


def shares_map(beyond: np.ndarray, shares: np.ndarray, held: np.ndarray, inks: Inks) -> Drawn:
    """By how much each head's mean share goes beyond the pass mark; ✓: beyond luck too."""
    labels = [
        signed_percent(value) + (" ✓" if passed else "")
        for value, passed in zip(beyond.ravel(), held.ravel(), strict=True)
    ]
    return _drawn(beyond, "超出过关线", "+.1%", labels, 0.05, inks, {"平均给了它们": shares})


def claim_map(verdict: Verdict, inks: Inks) -> Drawn:
    """By how much each head's share goes beyond its bar; red: more, ✓: clearly more."""
    beyond = verdict.shares - verdict.bar
    labels = [
        signed_percent(value) + (" ✓" if passed else "")
        for value, passed in zip(beyond.ravel(), verdict.passed.ravel(), strict=True)
    ]
    more = {
        "给了它们": verdict.shares,
        "给这些位置，平均": verdict.place,
        "别的字给它们，平均": verdict.others,
    }
    return _drawn(beyond, "超过最高的那一样", "+.1%", labels, 0.05, inks, more)


def _drawn(
    values: np.ndarray,
    title: str,
    form: str,
    labels: list[str],
    smallest: float,
    inks: Inks,
    more: Mapping[str, np.ndarray] | None = None,
) -> Drawn:
    """(layers, heads) as coloured cells with labels; `smallest`: the least value at full colour.

    The pointer tells the value in the number format `form`, and `more`: further shares.
    """
    more = more or {}
    at = np.indices(values.shape)
    columns: Columns = {
        "layer": at[0].ravel() + 1,
        "head": at[1].ravel() + 1,
        "value": values.ravel(),
        "shade": values.ravel() / max(float(np.abs(values).max()), smallest),
        "label": [label.replace("-", "−") for label in labels],
    }
    columns |= {f"more{i}": array.ravel() for i, array in enumerate(more.values())}
    return Drawn(columns, _grid(*values.shape, title, form, tuple(more), inks))


@functools.lru_cache(maxsize=64)
def _grid(
    layers: int, heads: int, title: str, form: str, more: tuple[str, ...], inks: Inks
) -> dict:
    axis = {"ticks": False, "domain": False, "grid": False, "labelAngle": 0}
    base = alt.Chart(alt.NamedData("numbers")).encode(
        x=alt.X("head:O", title="头", axis=alt.Axis(**axis)),
        y=alt.Y("layer:O", title="层", axis=alt.Axis(**axis, titleAngle=0, titlePadding=22)),
        tooltip=[
            alt.Tooltip("layer:O", title="层"),
            alt.Tooltip("head:O", title="头"),
            alt.Tooltip("value:Q", title=title, format=form),
            *(alt.Tooltip(f"more{i}:Q", title=told, format=".1%") for i, told in enumerate(more)),
        ],
    )
    cells = base.mark_rect().encode(
        color=alt.Color("shade:Q", scale=alt.Scale(domain=[-1, 1], domainMid=0), legend=None)
    )
    numbers = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=on_shade(inks),
    )
    # More than eight columns leave the numbers no room; the pointer tells them.
    layered = alt.layer(cells) if heads > 8 else alt.layer(cells, numbers)
    return without_data(layered.properties(height=38 * layers + 40))
