"""Figures of the lessons that are no charts: the desk, tables with weights in them, formulas."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from lib.course.lessons import desk as things
from lib.text import palette
from lib.ui.components import register

_desk = register("desk")

_SHADE = f"{palette.WEIGHT}6b"  # the colour of weights at 42 %, on light and on dark


def minus(text: str) -> str:
    """A number's hyphen as the minus sign that it is."""
    return f"−{text[1:]}" if text[:1] == "-" and text[1:2].isdigit() else text


def weighted_table(
    columns: dict[str, list[str]], names: list[str], weights: np.ndarray, alt: str
) -> None:
    """A table with a row a name. The column 权重 carries bars; without one, rows are shaded.

    Rows beyond `weights` (sums) stay plain.
    """
    frame = pd.DataFrame({n: [minus(x) for x in c] for n, c in columns.items()}, index=list(names))
    if "权重" in frame:
        marks = [
            f"background: linear-gradient(90deg, {_SHADE} {w:.1%}, transparent 0)" for w in weights
        ]
        places = ["权重"]
    else:
        marks = [f"background-color: rgba(209, 74, 56, {0.4 * w:.3f})" for w in weights]
        places = list(frame.columns)
    marks += [""] * (len(frame) - len(marks))
    styled = frame.style.apply(lambda _: marks, axis=0, subset=places)
    st.table(styled, border="horizontal", alt=alt)


def shaded_matrix(
    title: str,
    rows: list[str],
    columns: dict[str, np.ndarray],
    write: Callable[[float], str],
    weights: np.ndarray | None = None,
) -> None:
    """A matrix with named rows and columns; cells are shaded by `weights`, where there are any."""
    frame = pd.DataFrame({n: [minus(write(x)) for x in v] for n, v in columns.items()}, index=rows)
    shades = np.full(frame.shape, "", dtype=object)
    if weights is not None:
        for (i, j), w in np.ndenumerate(weights):
            shades[i, j] = f"background-color: rgba(209, 74, 56, {0.6 * w:.3f})"
    st.markdown(f"**{title}**")
    st.table(frame.style.apply(lambda _: shades, axis=None), border="horizontal", alt=title)


def equations(*lines: str) -> None:
    """Lines of one calculation below each other, aligned at `&`: they fit a telephone."""
    st.latex(r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}")


def desk(weights: np.ndarray, key: str, about: str, gone: np.ndarray | None = None) -> None:
    """The desk of lesson one, drawn by `weights` (things,)."""
    away = np.zeros(len(weights), dtype=bool) if gone is None else gone
    names = zip(things.PICTURES, things.THINGS, weights, away, strict=True)
    _desk(
        data={
            "things": tuple(  # a list would make Streamlit import pandas
                {"picture": picture, "name": name, "weight": float(w), "gone": bool(g)}
                for picture, name, w, g in names
            ),
            "label": f"书桌，{about}。每样东西得到的注意力：",
        },
        key=key,
    )
