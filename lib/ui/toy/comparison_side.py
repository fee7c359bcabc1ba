"""One side of the comparison, toy or real head, drawn by the same functions."""

from dataclasses import dataclass

import numpy as np
import pyarrow
import streamlit as st

from lib.attention import AttentionSteps
from lib.charts import step_charts
from lib.export import tables
from lib.model.checkpoints import Checkpoint
from lib.model.intervention import NONE, Intervention
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import figures, percent
from lib.toy import LARGEST, PRESETS, Toy
from lib.ui import choices, controls, export, projector, readings
from lib.ui.heads import head_view, laboratory, step_controls
from lib.ui.style import inks
from lib.ui.toy import table_editor


@dataclass(frozen=True, eq=False)
class Side:
    """One query row: query (1, d_k), key (n, d_k), value (n, d_v), and which keys are shown."""

    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    steps: AttentionSteps
    query_name: str
    key_names: list[str]
    shown: list[int]

    @property
    def shown_names(self) -> list[str]:
        """The names of the keys that are drawn."""
        return [self.key_names[i] for i in self.shown]


def toy_box() -> tuple[Toy, int]:
    """A preset, or the table of the calculator, and the row of its only query, chosen beside."""
    mine = table_editor.mine()
    offered = {preset.title: preset for preset in PRESETS.values()}
    if mine is not None:
        offered = {"计算器里的表": mine} | offered
    left, right = st.columns([3, 2])
    with left:
        table = offered[choices.selectbox("表", list(offered), "toy", next(iter(offered)))]
    table_editor.to_address(table if table is mine else PRESETS["ages"])
    with right:
        row = step_controls.row_box(list(table.query_names))
    return laboratory.in_place(table).one_query(row), row


def keys_box(reading: Reading, layer: int, head: int, query: int) -> list[int]:
    """At most 8 keys to show: the learner's choice, or those with the largest weights."""
    names = [token.shown for token in reading.tokens]
    positions = range(len(names))
    chosen = choices.multiselect(
        f"看哪些键（最多 {LARGEST} 个）",
        positions,
        "keys",
        lambda i: f"{i} {names[i]}",
        placeholder=f"权重最大的 {min(LARGEST, len(names))} 个",
    )
    if len(chosen) > LARGEST:
        st.warning(f"只画前 {LARGEST} 个：再多就看不清了。")
    if not chosen:
        row = reading.weights[layer, head, query]
        chosen = np.argsort(-row, kind="stable")[:LARGEST].tolist()
    return sorted(chosen[:LARGEST])


def of_toy(table: Toy, row: int, change: Intervention) -> Side:
    """The toy's only query, which is row `row` of the whole table."""
    query, key, value = table.arrays()
    steps = change.attend(query, key, value, scale=table.scale, rows=[row])
    names = list(table.key_names)
    return Side(query, key, value, steps, table.query_names[0], names, list(range(len(names))))


def of_head(
    reading: Reading, layer: int, head: int, query: int, keys: list[int], change: Intervention
) -> Side:
    """One query of a real head over all its keys, recomputed with NumPy; `keys` are shown."""
    q = reading.query[layer, head, query : query + 1]
    k, v = reading.key[layer, head], reading.value[layer, head]
    steps = change.attend(q, k, v, rows=[query])
    names = reading.named()
    return Side(q, k, v, steps, names[query], names, keys)


def draw_query_key(side: Side, kind: str) -> None:
    """q on top, the keys below, as strips of all their dimensions."""
    vectors = np.vstack([side.query, side.key[side.shown]])
    _strips(vectors, [f"q {side.query_name}", *(f"k {n}" for n in side.shown_names)], f"qk {kind}")


def draw_steps(side: Side, kind: str) -> None:
    """The four steps as bars."""
    numbers = step_charts.row_numbers(side.steps, side.value, 0, side.shown)
    best = side.shown[int(np.argmax(side.steps.weights[0, side.shown]))]
    export.chart(
        f"bars {kind}",
        step_charts.bar_columns(numbers, side.shown_names),
        step_charts.bars(len(side.shown), len(step_charts.STEPS), inks()),
        f"四步的条形图，权重最大的是{side.key_names[best]}",
    )
    weights = side.steps.weights[0]
    rest = weights.sum() - weights[side.shown].sum()
    if len(side.shown) < len(side.key_names):
        st.caption(
            f"没画的 {len(side.key_names) - len(side.shown)} 个键一共占 "
            f"{percent(max(rest, 0), 1)} 的权重。"
        )


def draw_value_context(side: Side, kind: str) -> None:
    """The values, and at the bottom their weighted sum."""
    vectors = np.vstack([side.value[side.shown], side.steps.context])
    _strips(vectors, [*(f"v {n}" for n in side.shown_names), "输出"], f"v {kind}")
    if len(side.shown) < len(side.key_names):
        st.caption(f"输出把全部 {len(side.key_names)} 个键都加进去了，不只是画出来的这几个。")


def _strips(vectors: np.ndarray, names: list[str], key: str) -> None:
    largest = float(np.abs(vectors).max()) or 1.0
    export.chart(
        key,
        step_charts.strip_columns(vectors, names, largest),
        step_charts.strips(*vectors.shape, inks()),
        f"{len(names)} 个向量，每个 {vectors.shape[1]} 维，画成色条",
    )
    st.caption(f"每条 {vectors.shape[1]} 维。蓝负红正，颜色最满是 ±{figures(largest, 3)}。")


SECTIONS = (
    (
        draw_query_key,
        "拿来比的：q 和每个 k",
        "一条就是一个向量，一格一个数。点积大，是因为两条在同样的地方同号又都大。",
    ),
    (
        draw_steps,
        "四步：点积 → 缩放 → softmax → 乘上值",
        "两边是同一个函数。每一步自己一把尺子：最长的条撑满一栏；权重那一栏总是 0 到 100%。",
    ),
    (
        draw_value_context,
        "拿出来的：每个 v 和它们的加权和",
        "最后一条是输出：每个 v 乘上自己的权重，再一格一格加起来。",
    ),
)


def as_csv(side: Side) -> bytes:
    """All keys, also those that are not shown."""
    return tables.steps_row(side.steps, 0, side.key, side.value, side.key_names)


def numbers_button(side: Side) -> None:
    """The vectors and steps as numbers, made when they are asked for."""
    icon = ":material/pin:"
    with st.popover("看这些数", icon=icon, key="numbers", on_change="rerun") as box:
        st.markdown(f"**查询 q：{escape(side.query_name)}**")
        if not box.open:
            return
        st.dataframe(_numbered(side.query), hide_index=True)
        for title, array in (("键 k", side.key), ("值 v", side.value)):
            st.markdown(f"**{title}**")
            st.dataframe(_numbered(array[side.shown], 词元=side.shown_names), hide_index=True)
        st.markdown("**四步**")
        st.dataframe(
            pyarrow.table(
                {
                    "键": side.shown_names,
                    "点积": side.steps.scores[0, side.shown],
                    "缩放后": side.steps.scaled[0, side.shown],
                    "权重": side.steps.weights[0, side.shown],
                }
            ),
            hide_index=True,
        )


def _numbered(vectors: np.ndarray, **before: list[str]) -> pyarrow.Table:
    """A column a dimension; not by pandas, which takes ten times as long over so many columns."""
    columns = {f"{i}": column for i, column in enumerate(vectors.T.round(4), 1)}
    return pyarrow.table(before | columns)


def whole_model(
    sentence: str, checkpoint: Checkpoint, reading: Reading, query: int, change: Intervention
) -> None:
    """The same change in every head of every layer, followed to the model's [MASK] guess."""
    st.header("把同样的改动放进整个模型", anchor=False)
    if readings.head_is_silent(reading):
        return
    if not reading.guesses:
        st.caption(
            "遮住一个字，就能看见改动最后怎样影响模型的猜测。"
            "温度、$\\sqrt{d_k}$ 和屏蔽会同时改掉每一层每一个头。"
        )
        controls.cover_button(sentence, reading, query)
        return
    left, right = st.columns(2, gap="large")
    with left, projector.kept("before"):
        st.markdown("**原来**")
        for guess in reading.guesses:
            head_view.show_guess(guess)
    with right, projector.kept("after"):
        if change == NONE:
            st.caption("上面的温度、$\\sqrt{d_k}$ 或屏蔽动一个，这里就有改动后的猜测。")
            return
        st.markdown("**改动之后**")
        changed = readings.read(sentence, checkpoint, change=change, long=True) or st.stop()
        for guess in changed.guesses:
            head_view.show_guess(guess)
