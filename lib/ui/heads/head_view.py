"""Drawing one head: the shaded sentence, the row read aloud, the heat map, the guesses."""

import numpy as np
import streamlit as st

from lib.heads.words import Word
from lib.model.reading import Guess, Reading
from lib.text.markdown import escape
from lib.ui import choices, export
from lib.ui.components import register
from lib.ui.style import inks

_overview = register("overview")
_shaded = register("shaded")


def overview(data: bytes) -> None:
    """The clickable canvas of all heads; a click sets layer and head."""

    def pick():
        picked = st.session_state.overview.picked
        choices.put(layer=int(picked["layer"]), head=int(picked["head"]))

    with export.picture("overview"):
        _overview(data=data, key="overview", on_picked_change=pick)


def shaded_sentence(
    units: list[Word], row: np.ndarray, query: int, reading: Reading, state: str = "q"
) -> None:
    """The sentence shaded by `row` (units,); a click puts a unit's first token into `state`."""

    def pick():
        unit = units[int(st.session_state.shaded.picked)]
        st.session_state[state] = unit.tokens[0]

    _shaded(
        data={
            # Tuples: Streamlit asks pandas whether a list is a table, which costs its import.
            "tokens": tuple(
                {
                    "text": unit.text,
                    "number": unit.tokens[0],
                    "special": unit.special,
                    "unknown": any(reading.tokens[i].unknown for i in unit.tokens),
                }
                for unit in units
            ),
            "weights": tuple(row.tolist()),
            "query": query,
            "label": f"从“{units[query].text}”看出去，各处得到的权重。点一处，改从那里看。",
        },
        key="shaded",
        on_picked_change=pick,
    )


def row_of(units: list[Word], query: int) -> int:
    """The unit that holds token `query`; the last ordinary one where it is hidden."""
    for i, unit in enumerate(units):
        if query in unit.tokens:
            return i
    return max((i for i, unit in enumerate(units) if unit.text.isalnum()), default=0)


def read_aloud(units: list[Word], row: np.ndarray, query: int) -> str:
    """The row as a sentence: “书” ← 读 31% …; user text is escaped for Markdown."""
    best = [i for i in np.argsort(-row, kind="stable")[:4] if row[i] >= 0.005]
    listed = "，".join(f"“{escape(units[i].text)}” **{row[i]:.0%}**" for i in best)
    rest = 1 - row[best].sum()
    others = f"，其余一共 {rest:.0%}" if rest >= 0.005 else ""
    return f"从“{escape(units[query].text)}”看出去：{listed}{others}。"


RESTING = 0.6  # of a head's weight on [CLS] and [SEP]: from here on the page says why


def resting(reading: Reading, layer: int, head: int) -> str:
    """A word beside a head that mostly looks at [CLS] and [SEP], which looks broken; else ""."""
    special = np.array([token.special for token in reading.tokens])
    share = float(reading.weights[layer, head][:, special].sum(-1).mean())
    if share < RESTING:
        return ""
    return (
        f"这个头没有坏：在这句话里，它平均把 {share:.0%} 的权重放在 [CLS] 和 [SEP] 上。"
        "一行权重加起来必须是 1，没什么要找的时候，总得放在哪里；这两个记号哪句话里都有，"
        "就成了歇脚的地方（Clark 等，2019 的猜想）。"
    )


def draw_head(matrix: np.ndarray, names: list[str], row: int, style: str) -> None:
    """The head as 热力图 or 连线."""
    if style == "热力图":
        draw_heat_map(matrix, names)
        return
    from lib.charts import maps

    frame = maps.matrix_frame(matrix)
    chart = maps.lines(frame, names, row, inks())
    export.picture("lines").altair_chart(chart, alt=_told(matrix, names), key="lines")
    st.caption("只画 2% 以上的权重：更细的线看不见，但它们还在。")


def draw_heat_map(
    matrix: np.ndarray, names: list[str], key: str = "heat map", largest: float | None = None
) -> None:
    """A click on a row marks it. `largest`: the weight of the darkest colour, if not its own."""
    # Altair and pandas take a second to import: the overview is on the screen before that.
    from lib.charts import maps

    frame = maps.matrix_frame(matrix, largest)
    spec, told = _heat_map(tuple(names)), _told(matrix, names)
    export.picture(key).vega_lite_chart(frame, spec, alt=told, key=key)


def draw_difference(matrix: np.ndarray, names: list[str], key: str) -> None:
    """Weights of one reading minus those of another; red: more, blue: less."""
    from lib.charts import maps

    spec = _heat_map(tuple(names), signed=True)
    top = np.unravel_index(np.abs(matrix).argmax(), matrix.shape)
    told = f"权重之差，最大的是从{names[top[0]]}到{names[top[1]]}，{matrix[top]:+.0%}"
    export.picture(key).vega_lite_chart(maps.matrix_frame(matrix), spec, alt=told, key=key)


def _told(matrix: np.ndarray, names: list[str]) -> str:
    """The picture for those who do not see it."""
    top = np.unravel_index(matrix.argmax(), matrix.shape)
    return (
        f"{len(names)} 行 {len(names)} 列的注意力，最大的是从{names[top[0]]}到{names[top[1]]}，"
        f"{matrix.max():.0%}"
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _heat_map(names: tuple[str, ...], signed: bool = False) -> dict:
    """The specification without data. Streamlit names an Altair chart's data by its content, so
    that every head would be a new chart."""
    from lib.charts import maps

    spec = maps.heat_map(list(names), signed).to_dict()
    del spec["data"]
    return spec


def show_guess(guess: Guess) -> None:
    """The five best candidates for one [MASK], with probabilities."""
    parts = [
        f"**{escape(piece)}** {np.exp(log):.1%}"
        for piece, log in zip(guess.pieces[:5], guess.log_probabilities, strict=False)
    ]
    st.markdown(f"[MASK]（{guess.position} 号词元）猜：" + "　".join(parts))
