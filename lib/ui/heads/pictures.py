"""What the browser is handed to draw of a reading, in plain numbers.

Nothing here imports NumPy: the picture with which a visit begins does not wait for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from lib.ui.components import register

_heads = register("heads", "wrapped", "colours", "sentence", "matrix", "thumbnails", "chosen")
_choice = register("choice")
_shaded = register("shaded", "colours", "sentence")


def heads(packed: bytes) -> None:
    """What `lib.charts.overview.pack` made; nothing is seen before `tell`."""
    _heads(data=packed, key="heads")


def tell(
    layer: int,
    head: int,
    query: int,
    row: Sequence[float],
    style: str = "热力图",
    stars: Iterable[tuple[int, int]] = (),
    key: str = "choice",
) -> None:
    """Tells the browser what is chosen; `row`: the exact weights of row `query`.

    key: “first_choice” stands in for boxes that are not there yet.
    """
    _choice(
        data={
            "layer": layer,
            "head": head,
            "query": query,
            # A tuple: Streamlit asks pandas whether a list is a table, which costs its import.
            "row": tuple(round(1e4 * weight) for weight in row),
            "style": style,
            "stars": tuple(stars),
            "turn": st.session_state.get("_turn"),
            **({} if key == "choice" else {"first": True}),
        },
        key=key,
        width="content",
        on_picked_change=partial(_pick, key),
    )


def _pick(key: str) -> None:
    picked = st.session_state[key].picked
    st.session_state.layer, st.session_state.head = picked["layer"] + 1, picked["head"] + 1
    if picked["token"] is not None:
        st.session_state.q = picked["token"]
    st.session_state["_turn"] = picked["turn"]


def shaded(
    tokens: Sequence[Mapping[str, Any]],
    weights: Sequence[float],
    query: int,
    state: str,
) -> None:
    """A sentence shaded by `weights`; a click puts a token's number into `state`.

    tokens: {text, number, special, unknown} each.
    """
    _shaded(
        data={
            "tokens": tuple(tokens),
            "weights": tuple(weights),
            "query": query,
            "label": f"从“{tokens[query]['text']}”看出去，各处得到的权重。点一处，改从那里看。",
        },
        key="shaded",
        on_picked_change=partial(_pick_token, [token["number"] for token in tokens], state),
    )


def _pick_token(numbers: list[int], state: str) -> None:
    st.session_state[state] = numbers[int(st.session_state.shaded.picked)]
