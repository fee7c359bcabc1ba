"""Heads against relations: the board of all, and one sentence with its tree beside a look."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.charts.vega import alt
from lib.experiments.treebank_examples import Example
from lib.heads import relation_names, roles
from lib.heads.relations import Relation
from lib.text.palette import GREY, NEGATIVE, WEIGHT, Inks

CELL = "cell"
FULL = 0.4  # accuracy beyond the best offset at which a cell has its full colour


def board(relations: Sequence[Relation], inks: Inks) -> alt.LayerChart:
    """A row a relation and direction, a column a head; red: beyond the best fixed offset.

    A click selects a cell: the point selection “cell” has its `key` (“obj 1”) and `head` (“3-4”).
    """
    rows = []
    for relation in relations:
        name = relation_names.name(relation.relation, relation.direction)
        for at in np.ndindex(relation.accuracy.shape):
            rows.append(
                {
                    "relation": name,
                    "key": f"{relation.relation} {relation.direction}",
                    "head": f"{at[0] + 1}-{at[1] + 1}",
                    "beyond": relation.beyond[at],
                    "found": relation.accuracy[at],
                    "offset": relation.offset_accuracy,
                    "low": relation.low[at],
                    "high": relation.high[at],
                    "sure": roles.beats_offsets(relation, *at),
                }
            )
    frame = pd.DataFrame(rows)
    bare = {"ticks": False, "domain": False, "labelLimit": 240, "title": None}
    # Upright, and on a narrow screen only as many as fit: a row has a name, a column a number.
    across = alt.Axis(labelAngle=-90, labelOverlap=True, **bare)
    down = alt.Axis(labelAngle=0, labelOverlap=False, **bare)
    base = alt.Chart(frame).encode(
        x=alt.X("head:N", sort=None, axis=across),
        y=alt.Y("relation:N", sort=None, axis=down),
        tooltip=[
            alt.Tooltip("relation:N", title="关系"),
            alt.Tooltip("head:N", title="层-头"),
            alt.Tooltip("found:Q", title="看准", format=".1%"),
            alt.Tooltip("offset:Q", title="固定看第几个词，最好", format=".1%"),
            alt.Tooltip("low:Q", title="多出，95% 区间从", format="+.1%"),
            alt.Tooltip("high:Q", title="到", format="+.1%"),
        ],
    )
    scale = alt.Scale(domain=[-FULL, FULL], domainMid=0, clamp=True)
    cells = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("beyond:Q", scale=scale, legend=None)
    )
    cells = cells.add_params(alt.selection_point(name=CELL, fields=["key", "head"]))
    sure = base.transform_filter("datum.sure").mark_text(text="✓", fontSize=11, color=inks.text)
    return alt.layer(cells, sure).properties(height=17 * len(relations) + 30)


def tree_and_look(example: Example, relation: str, inks: Inks) -> alt.LayerChart:
    """Above the words the tree that people drew, below them what the looking word looks at.

    The dependency in question stands out; a look is as wide as its weight.
    """
    sentence = example.sentence
    widths = np.array([len(word) for word in sentence.words])
    places = np.cumsum(widths + 0.6) - widths / 2  # the middle of each word, in characters
    arcs = [
        _arc(word, head, 1, word in (example.looker, example.wanted) and own == relation, 1.0)
        for word, (head, own) in enumerate(zip(sentence.heads, sentence.relations, strict=True))
        if head >= 0 and own != "punct"
    ]
    looks = [
        _arc(example.looker, word, -1, word == example.pointed, float(weight))
        for word, weight in enumerate(example.row)
        if word != example.looker and weight >= 0.02
    ]
    frame = pd.concat([pd.DataFrame(arc) for arc in [*arcs, *looks]], ignore_index=True)
    frame["x"] = np.interp(frame["x"], range(len(sentence.words)), places)
    x = alt.X("x:Q", scale=alt.Scale(domain=[-0.5, places[-1] + 1.5]), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-1.2, 1.2]), axis=None)
    lines = (
        alt.Chart(frame)
        .mark_line(interpolate="monotone")
        .encode(
            x=x,
            y=y,
            detail="arc:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            color=alt.Color("color:N", scale=None),
        )
    )
    n = len(sentence.words)
    names = pd.DataFrame(
        {
            "x": places,
            "y": 0.0,
            "word": sentence.words,
            "ends": [i in (example.looker, example.wanted) for i in range(n)],
        }
    )
    texts = (
        alt.Chart(names)
        .mark_text(fontSize=13, color=inks.text)
        .encode(
            x=x,
            y=y,
            text="word:N",
            opacity=alt.condition("datum.ends", alt.value(1), alt.value(0.6)),
        )
    )
    return alt.layer(lines, texts).properties(height=190)


def _arc(start: int, end: int, side: int, marked: bool, weight: float) -> dict:
    """Points of half an ellipse from word to word; above (side 1) or below (−1)."""
    steps = np.linspace(0, np.pi, 17)
    reach = min(1.0, 0.25 + 0.11 * abs(end - start))
    color = (WEIGHT if side > 0 else NEGATIVE) if marked else GREY
    return {
        "x": (start + end) / 2 + (start - end) / 2 * np.cos(steps),
        "y": side * (0.14 + reach * np.sin(steps) * 0.95),
        "step": np.arange(17),
        "arc": f"{side} {start} {end}",
        "width": (2.5 if marked else 1.0) if side > 0 else 0.5 + 7 * weight,
        "opacity": 1.0 if marked else 0.45,
        "color": color,
    }
