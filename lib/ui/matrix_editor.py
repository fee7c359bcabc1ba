"""The one editor for numbers: named rows, and columns that belong to one or several matrices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from lib.toy import MatrixError, matrix
from lib.toy.short_names import LONGEST, short

NAME = "name"


@dataclass(frozen=True, eq=False)
class Part:
    """One matrix (rows, columns) of an editor. `name` is what a message calls it."""

    name: str
    numbers: np.ndarray
    columns: Sequence[str]


def edit(
    parts: Sequence[Part],
    rows: Sequence[str],
    *,
    key: str,
    alt: str,
    head: str = "名字",
    rename: bool = False,
    width: int = 62,
) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """Draw the parts side by side; returns their numbers as edited, and the names of the rows.

    Cells are text, which `matrix` reads: the browser's own number cells drop what they cannot
    read (“23,4” becomes 234) without a word. Raises MatrixError naming the first bad cell; what
    was typed stays in it. `rename`: the names can be edited too.
    """
    labels = {f"{i} {j}": c for i, part in enumerate(parts) for j, c in enumerate(part.columns)}
    cells = np.hstack([part.numbers for part in parts])
    frame = pd.DataFrame([[written(x) for x in row] for row in cells], columns=list(labels))
    frame.insert(0, NAME, list(rows))
    column = st.column_config.TextColumn
    config = {name: column(label, width=width, alignment="right") for name, label in labels.items()}
    config[NAME] = column(head, width=80, disabled=not rename, pinned=True)
    edited = st.data_editor(
        frame, column_config=config, hide_index=True, placeholder="空", key=key, alt=alt
    )
    typed = [
        edited[[name for name in labels if name.startswith(f"{i} ")]].to_numpy(object).tolist()
        for i in range(len(parts))
    ]
    numbers = [matrix(rows_, part.name) for rows_, part in zip(typed, parts, strict=True)]
    return numbers, _names(edited[NAME], rows)


def written(x: float) -> str:
    """A number so that reading it gives the same number, as short as it can be."""
    text = f"{x:g}"
    return text if float(text) == x else repr(float(x))


def _names(typed: pd.Series, before: Sequence[str]) -> tuple[str, ...]:
    """The names as typed; an emptied one comes back. Raises MatrixError for one too long."""
    names = []
    for i, (name, old) in enumerate(zip(typed, before, strict=True), 1):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if len(name) > LONGEST:
            raise MatrixError(
                f"第 {i} 行的名字“{short(name)}……”太长了：最多 {LONGEST} 个字符，"
                f"现在是 {len(name)} 个。"
            )
        names.append(name or old)
    return tuple(names)
