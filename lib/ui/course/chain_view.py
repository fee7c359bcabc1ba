"""What the steps of 一条链 share: the row that is followed, its boxes, guesses, lines to click."""

import numpy as np
import streamlit as st

from lib import examples
from lib.charts import step_charts
from lib.course.lessons import one_row, texts
from lib.course.lessons.one_row import Chain, Line, Place
from lib.model import checkpoints
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import show
from lib.ui import choices, controls, export, projector, readings
from lib.ui.anatomy import passes
from lib.ui.components import register
from lib.ui.course import figures, guide
from lib.ui.course.guessing import answered
from lib.ui.course.stages import Stage
from lib.ui.style import inks

_trace = register("trace")


def opening() -> Reading:
    """The sentence that is followed."""
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    return readings.read(examples.OPENING, shipped) or st.stop()


class Drawn:
    """A step being drawn: the chain, the stage, and whether the guess was made."""

    def __init__(self, stage: Stage):
        self.stage, self.reading = stage, opening()
        start = examples.opening_query(self.reading)
        first = one_row.first_row(self.reading, start)
        with stage.control, st.container(horizontal=True):
            layer, head = controls.layer_head_boxes(self.reading, first)
            query = controls.query_box(self.reading)
        network, passed = passes.opening(checkpoints.SHIPPED)
        self.chain = Chain(network, passed, layer, head, query)
        self.names = [escape(name) for name in self.reading.named()]
        self.word = escape(self.reading.tokens[query].text)

    def token_box(self) -> int:
        """Which key; at first the one with the largest weight."""
        with self.stage.control:
            return choices.selectbox(
                "看哪个键",
                range(len(self.names)),
                "chain_token",
                int(self.chain.weights.argmax()),
                lambda i: f"{i} {self.reading.tokens[i].text}",
            )

    def dim_box(self, count: int) -> int:
        """Which number of a row of `count`, from 0."""
        key = "chain_dim" if count == self.chain.d else "chain_place"
        if st.session_state.get(key, 1) not in range(1, count + 1):
            st.session_state[key] = 1
        with self.stage.control:
            return st.slider("第几个数", 1, count, key=key) - 1

    def lines(self, *lines: Line) -> None:
        """Arithmetic whose numbers lead back to where they come from."""
        sources: list[Place] = []

        def index(source: Place | None) -> int | None:
            if source is None:
                return None
            sources.append(source)
            return len(sources) - 1

        def go():
            follow(sources[int(st.session_state.trace.source)])

        data = tuple(
            tuple({"text": p.text, "source": index(p.source)} for p in line) for line in lines
        )
        _trace(data={"lines": data, "label": "算式"}, key="trace", on_source_change=go)

    def ask(self, options: list[str], right: str, **numbers: str) -> bool:
        """The step's question; once it was guessed, its answer. False while it is open."""
        own = self.chain
        key = f"guess {self.stage.step.key} {own.layer} {own.head} {own.query}"
        with self.stage.words:
            guide.write(self.stage.step.text, **self.numbers(), **numbers)
        # On a wall the words are not shown, the question is.
        with self.stage.control if projector.on() else self.stage.words:
            begin = answered(
                guide.filled(self.stage.step.ask, **self.numbers(), **numbers), options, right, key
            )
            if begin is None:
                return False
            guide.write(begin + self.stage.step.answer, **self.numbers(), **numbers)
        return True

    def numbers(self) -> dict[str, str]:
        """What every step may name."""
        own = self.chain
        return {
            "sentence": self.reading.sentence,
            "word": self.word,
            "place": str(own.query),
            "layer": str(own.layer + 1),
            "head": str(own.head + 1),
            "heads": str(self.reading.heads),
            "before": str(own.layer),
            "width": str(len(own.x)),
            "d": str(own.d),
            "tokens": str(len(self.names)),
        }

    def strip(self, vectors: np.ndarray, names: list[str], key: str) -> None:
        """Vectors as strips of colour."""
        largest = float(np.abs(vectors).max()) or 1.0
        export.chart(
            key,
            step_charts.strip_columns(vectors, names, largest),
            step_charts.strips(*vectors.shape, inks()),
            f"{len(names)} 串数，每串 {vectors.shape[1]} 个，画成色条",
        )
        st.caption(f"一格一个数，蓝负红正；颜色最满是 ±{show(largest, 2)}。")

    def table(self, columns: dict[str, list[str]]) -> None:
        """A row a key, shaded by weight."""
        names = [f"{i} {name}" for i, name in enumerate(self.names)]
        figures.weighted_table(columns, names, self.chain.weights, "每个键的分数和权重")


def follow(source: Place) -> None:
    """Go to the step where a number comes from, with the same choices."""
    st.session_state["chain_step"] = str(texts.load("chain").number(source.step))
    if source.kind is not None:
        st.session_state["chain_kind"] = source.kind
    if source.token is not None:
        st.session_state["chain_token"] = source.token
    if source.dim is not None:
        st.session_state["chain_dim"] = source.dim + 1
