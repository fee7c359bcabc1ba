"""Drawing one head: the shaded sentence, the row read aloud, the heat map, the guesses."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lib.charts.overview import wrap
from lib.heads.words import Word
from lib.model.reading import Guess, Reading
from lib.text.apart import apart
from lib.text.markdown import escape
from lib.text.numbers import percent, signed_percent
from lib.ui import choices, export
from lib.ui.components import register

_overview = register("overview", "wrapped", "colours", "thumbnails")
_heatmap = register("heatmap", "wrapped", "colours", "matrix")


def overview(packed: bytes) -> None:
    """All heads as thumbnails alone (`pack_weights`); a click sets layer and head."""
    _overview(data=packed, key="overview", on_picked_change=_pick_head)


def _pick_head() -> None:
    picked = st.session_state.overview.picked
    choices.put(layer=int(picked["layer"]), head=int(picked["head"]))


def described(units: list[Word], reading: Reading) -> list[dict]:
    """The units as `pictures.shaded` takes them."""
    return [
        {
            "text": unit.text,
            "number": unit.tokens[0],
            "special": unit.special,
            "unknown": any(reading.tokens[i].unknown for i in unit.tokens),
        }
        for unit in units
    ]


def row_of(units: list[Word], query: int) -> int:
    """The unit that holds token `query`; the last ordinary one where it is hidden."""
    for i, unit in enumerate(units):
        if query in unit.tokens:
            return i
    return max((i for i, unit in enumerate(units) if unit.text.isalnum()), default=0)


def read_aloud(units: list[Word], row: np.ndarray, query: int) -> str:
    """The row as a sentence: “书” ← 读 31% …; user text is escaped for Markdown."""
    names = apart([unit.text for unit in units], [unit.tokens[0] for unit in units])
    best = [i for i in np.argsort(-row, kind="stable")[:4] if row[i] >= 0.005]
    listed = "，".join(f"“{escape(names[i])}” **{percent(row[i])}**" for i in best)
    rest = 1 - row[best].sum()
    others = f"，其余一共 {percent(rest)}" if rest >= 0.005 else ""
    return f"从“{escape(names[query])}”看出去：{listed}{others}。"


RESTING = 0.6  # of a head's weight on [CLS] and [SEP]: from here on the page says why


def resting(reading: Reading, layer: int, head: int) -> str:
    """A word beside a head that mostly looks at [CLS] and [SEP], which looks broken; else ""."""
    special = np.array([token.special for token in reading.tokens])
    share = float(reading.weights[layer, head][:, special].sum(-1).mean())
    if share < RESTING:
        return ""
    return (
        f"这个头没有坏：在这句话里，它平均把 {percent(share)} 的权重放在 [CLS] 和 [SEP] 上。"
        "一行权重加起来必须是 1，没什么要找的时候，总得放在哪里；这两个记号哪句话里都有，"
        "就成了歇脚的地方（Clark 等，2019 的猜想）。"
    )


def say_why_it_rests(reading: Reading, layer: int, head: int) -> None:
    """`resting`, beside a picture of the head; nothing beside other heads."""
    if told := resting(reading, layer, head):
        st.caption(told)


def draw_heat_map(
    matrix: np.ndarray,
    names: list[str],
    key: str = "heat map",
    largest: float | None = None,
    places: Sequence[str] | None = None,
) -> None:
    """A click on a row marks it. `largest`: the weight of the darkest colour, if not its own.

    places: what tells repeated names apart, their index if None.
    """
    told_apart = apart(names, places)
    one, other = (told_apart[i] for i in np.unravel_index(matrix.argmax(), matrix.shape))
    told = (
        f"{len(names)} 行 {len(names)} 列的注意力，最大的是从{one}到{other}，"
        f"{percent(float(matrix.max()))}"
    )
    header = {"full": largest or float(matrix.max()), "signed": False, "told": told}
    _draw(matrix, key, header | {"names": names, "apart": told_apart})


def draw_difference(matrix: np.ndarray, names: list[str], key: str, places: Sequence[str]) -> None:
    """Weights of one reading minus those of another; red: more, blue: less."""
    told_apart = apart(names, places)
    top = np.unravel_index(np.abs(matrix).argmax(), matrix.shape)
    one, other = (told_apart[i] for i in top)
    told = f"权重之差，最大的是从{one}到{other}，{signed_percent(matrix[top])}"
    header = {"full": float(np.abs(matrix).max()), "signed": True, "told": told}
    _draw(matrix, key, header | {"names": names, "apart": told_apart})


def _draw(matrix: np.ndarray, key: str, header: dict) -> None:
    header["full"] = max(header["full"], 1e-9)
    with export.picture(key):
        _heatmap(data=wrap(header, matrix.astype(np.float32).tobytes()), key=key)


def show_guess(guess: Guess) -> None:
    """The five best candidates for one [MASK], with probabilities."""
    parts = [
        f"**{escape(piece)}** {percent(np.exp(log), 1)}"
        for piece, log in zip(guess.pieces[:5], guess.log_probabilities, strict=False)
    ]
    st.markdown(f"[MASK]（{guess.position} 号词元）猜：" + "　".join(parts))
