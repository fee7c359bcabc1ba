"""一句话 under all heads: the browser answers what is pointed at, Python hears what is kept.

All weights travel once, as bytes. The choice of a head and a row travels apart and alone: it is a
fragment of the page, so that a click runs a dozen lines here and sends a few hundred bytes.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from lib.charts.overview import pack
from lib.export import offline, tables
from lib.export.arrays import all_heads
from lib.export.notebook import notebook
from lib.export.script import reproduce
from lib.heads import words
from lib.heads.measured import HEADS
from lib.heads.words import Word
from lib.model import checkpoints
from lib.model.reading import Reading
from lib.ui import choices, controls, export, readings
from lib.ui.components import drawing
from lib.ui.heads import head_finder, head_label, head_view, pictures
from lib.ui.store import stored

OFFLINE = ("wrapped", "colours", "thumbnails")  # what draws all heads in a page by itself


@dataclass(frozen=True)
class Asked:
    """What a learner looks at; small, for it lives as long as the visit. Never a Reading."""

    sentence: str
    pair: str | None
    checkpoint: str
    units: tuple[Word, ...]
    separators: bool

    def reading(self) -> Reading:
        """From the store, or made again. Raises SentenceError, CheckpointError."""
        return readings.again(self.sentence, self.pair, self.checkpoint)

    @property
    def shown(self) -> list[Word]:
        """The units that are not hidden."""
        return [unit for unit in self.units if self.separators or not unit.special]

    def matrix(self, reading: Reading, layer: int, head: int) -> np.ndarray:
        """(shown, shown): the weights of one head as they are shown."""
        pooled = words.pool(reading.weights_of(layer, head), self.units)
        if len(self.shown) == len(self.units):
            return pooled
        return words.hide(pooled, np.array([not unit.special for unit in self.units]))


def heads(asked: Asked) -> None:
    """The sentence, all heads, and the chosen one, drawn by the browser."""
    pictures.heads(packed(asked))


def packed(asked: Asked) -> bytes:
    """`lib.charts.overview.pack` of what is asked, kept."""
    checkpoint = checkpoints.CATALOGUE[asked.checkpoint]
    # Another model's heads may be measured while the page stands.
    return _packed(asked, HEADS.known(checkpoint) is not None)


@stored(16 * 2**20, len)
def _packed(asked: Asked, known: bool) -> bytes:
    reading = asked.reading()
    names, evidence = head_label.texts(reading, checkpoints.CATALOGUE[asked.checkpoint])
    evidence = [
        [f"{text}{head_view.resting(reading, i, j)}" for j, text in enumerate(row)]
        for i, row in enumerate(evidence)
    ]
    return pack(reading, asked.units, asked.separators, names, evidence)


@st.fragment
def choice(asked: Asked) -> None:
    """Layer, head, row and 画法: as boxes, in the address, and for the browser."""
    reading = asked.reading()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer, head = controls.layer_head_boxes(reading)
        controls.query_box(reading, start=readings.first_query(reading))
        choices.one_of("画法", ["热力图", "连线"], "view")
        choose(asked)
    choices.tell()
    st.session_state.setdefault("_looked_at", {}).update(layer=layer, head=head)


def choose(asked: Asked) -> None:
    """Tells the browser what the boxes of `choice` say."""
    reading, chosen = asked.reading(), st.session_state
    layer, head = chosen.layer - 1, chosen.head - 1
    row = head_view.row_of(asked.shown, chosen.q)
    stars = head_finder.marked(reading, checkpoints.CATALOGUE[asked.checkpoint])
    weights = asked.matrix(reading, layer, head)[row].tolist()
    pictures.tell(layer, head, row, weights, chosen.view, stars)


def take_away(asked: Asked) -> None:
    """Pictures, the chosen head's weights, a script: of what is chosen when they are asked for."""
    looked_at = st.session_state["_looked_at"]
    export.take_away(
        "attention",
        {"overview": "所有的头", "head": "这个头"},
        {"这个头的权重": partial(_weights, asked, looked_at)},
        partial(_script, asked, looked_at),
        partial(_arrays, asked),
        partial(_offline, asked, looked_at),
        partial(_notebook, asked, looked_at),
    )


# Downloads are made outside the run of a page: no session there, and none is needed.
def _weights(asked: Asked, looked_at: dict) -> bytes:
    names = [unit.text for unit in asked.shown]
    corner = f"第 {looked_at['layer'] + 1} 层第 {looked_at['head'] + 1} 头，查询＼键"
    return tables.matrix(asked.matrix(asked.reading(), **looked_at), names, corner=corner)


def _script(asked: Asked, looked_at: dict) -> str:
    return reproduce(checkpoints.CATALOGUE[asked.checkpoint], asked.reading(), **looked_at)


def _arrays(asked: Asked) -> bytes:
    return all_heads(asked.reading())


def _offline(asked: Asked, looked_at: dict) -> bytes:
    reading, checkpoint = asked.reading(), checkpoints.CATALOGUE[asked.checkpoint]
    names, _ = head_label.texts(reading, checkpoint)
    at = (looked_at["layer"], looked_at["head"], controls.default_query(reading))
    return offline.page(checkpoint, reading, at, names, drawing(*OFFLINE))


def _notebook(asked: Asked, looked_at: dict) -> bytes:
    return notebook(checkpoints.CATALOGUE[asked.checkpoint], asked.reading(), **looked_at)
