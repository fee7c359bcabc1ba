"""值去了哪里: from the heads' contexts through the rest of the layer to the guess."""

from functools import cache, partial

import numpy as np
import streamlit as st

from lib.anatomy import stations as way
from lib.anatomy import whole_model
from lib.anatomy.network import Network
from lib.anatomy.score_parts import Part
from lib.anatomy.stations import Station
from lib.anatomy.whole_model import LayerPass, Pass
from lib.charts import parts as drawn
from lib.charts import step_charts
from lib.export import tables
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import percent, show, signed_percent, tiny
from lib.toy import multi_head as toy
from lib.ui import choices, code, controls, export, frame, readings, style, text_table
from lib.ui.anatomy import passes
from lib.ui.course import guide

GUESSES = 3
WRITERS_SHOWN = 12
EPS = 1e-12  # BERT's own


def draw(stations: tuple[Station, ...], kind: str) -> None:
    """The vectors one below the other, then their lengths and directions."""
    vectors = np.stack([station.vector for station in stations])
    names = [station.name for station in stations]
    largest = float(np.quantile(np.abs(vectors), 0.99)) or 1.0
    shaded = step_charts.strip_columns(vectors, names, largest)
    export.chart(
        f"stations {kind}",
        shaded,
        step_charts.strips(len(names), vectors.shape[1], style.inks()),
        f"{len(names)} 个向量，每个 {vectors.shape[1]} 维，画成色条",
    )
    st.caption(f"每条 {vectors.shape[1]} 维。蓝负红正，颜色最满是 ±{show(largest)}。")
    rows = {
        station.name: [
            show(station.length, 2),
            show(station.cosine(stations[0]), 2) if station.comparable else "—",
        ]
        for station in stations
    }
    text_table.draw(rows, ["长度", "和“进来的”的方向"])


@cache
def toy_layer() -> LayerPass:
    """The toy's only layer, of all its words."""
    return whole_model.layer(toy.X, way.toy_weights(), "toy", toy.HEADS, EPS)


def one_layer(reading: Reading, found: Pass, layer: int, position: int) -> tuple[Station, ...]:
    """Toy beside real, one position each; returns the real one's stations."""
    left, right = st.columns(2, gap="large")
    with left:
        frame.heading("玩具", "toy")
        words = toy.WORDS
        toy_row = words.index(choices.one_of("看哪个字", list(words), "toy_word", 2))
        draw(way.stations(toy_layer(), toy_row), "toy")
    with right:
        frame.heading(f"真模型：第 {layer + 1} 层", "real")
        st.markdown(f"“{escape(reading.tokens[position].text)}”（{position} 号词元）")
        stations = way.stations(found.layers[layer], position)
        draw(stations, "real")
    st.markdown("\n".join(f"{i}. **{s.name}**　{s.how}" for i, s in enumerate(stations, 1)))
    st.caption(
        "方向：1 是一样，0 是成直角，−1 是正好相反。这一层改了多少，看“过 W_O”“前馈写的”有多长，"
        "“加上”以后的方向离进来时有多远：每一层、每个字都不一样。"
        "“各头拼起来”还没有过 W_O，是各头自己的坐标，没有方向可比。"
        "两边是同一个函数算的（看代码里的 layer）。"
    )
    return stations


def layer_by_layer(reading: Reading, network: Network, position: int) -> None:
    """The guess read off after every layer."""
    logs = passes.read_off(reading.checkpoint, reading.sentence, reading.pair, position)
    last = int(logs[-1].argmax())
    rows = {}
    for at, row in enumerate(logs):
        best = np.argpartition(-row, GUESSES)[:GUESSES]
        best = best[np.argsort(-row[best])]
        listed = [f"{network.pieces[i]} {percent(float(np.exp(row[i])), 1)}" for i in best]
        place = int((row > row[last]).sum()) + 1
        name = f"第 {at} 层以后" if at else "刚进来（只有字和位置）"
        rows[name] = [*listed, f"第 {place} 名，{percent(float(np.exp(row[last])), 1)}"]
    answer = f"最后的答案“{network.pieces[last]}”"
    text_table.draw(rows, ["第一个猜的", "第二个", "第三个", answer])
    st.caption(
        "拿模型最后猜字的那一步，提前去读每一层交出来的向量。中间的层没有为此训练过，只作参考。"
    )


def written_by(parts: tuple[Part, ...], vectors: np.ndarray, layer: int) -> None:
    """Who wrote the vector that leaves the layer, as shares of it; as `stations.writers` says."""
    shares = way.shares(vectors)
    order = np.argsort(-np.abs(shares), kind="stable")[:WRITERS_SHOWN]
    names, values = [parts[i].name for i in order], shares[order]
    if len(parts) > len(order):
        names.append(f"其余 {len(parts) - len(order)} 样")
        values = np.append(values, 1 - values.sum())
    export.chart(
        "writers",
        drawn.bar_columns(names, values, [signed_percent(v, 1) for v in values]),
        drawn.bars(len(names), style.inks(), 110),
        f"写得最多的是{names[0]}，{percent(values[0])}",
    )
    st.caption(
        f"第 {layer + 1} 层交出去的向量是这 {len(parts)} 样的和。"
        "每一样占多少：它落在整个向量方向上的影子有多长。负数是往反方向写。加起来是 100%。"
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def hidden_states(key: str, sentence: str) -> np.ndarray:
    """(layers + 1, tokens, hidden), from transformers' own forward pass."""
    import torch

    from lib.model.tokens import encode

    model, tokenizer = readings.model(key)
    inputs, _ = encode(tokenizer, model.config.max_position_embeddings, sentence)
    with torch.inference_mode():
        states = model(**inputs, output_hidden_states=True).hidden_states
    return torch.cat(states).numpy()


def check(
    reading: Reading, checkpoint: Checkpoint, found: Pass, vectors: np.ndarray, at: tuple[int, int]
) -> None:
    """The NumPy pass and the sum of parts `vectors` against the model's own hidden states."""
    try:
        with st.spinner("正在载入模型，和它自己算的核对……"):
            theirs = hidden_states(checkpoint.key, reading.sentence)
    except CheckpointError as error:
        st.error(str(error), icon=":material/cloud_off:")
        return
    layer, position = at
    ours = way.states(found)
    summed = vectors.sum(0)
    st.success(
        f"这一页另外重算了一遍：全部 {ours.size} 个数，和模型自己算的最大相差 "
        f"{tiny(float(np.abs(ours - theirs).max()))}；"
        "各部分加起来，和模型自己在这里的向量最大相差 "
        f"{tiny(float(np.abs(summed - theirs[layer + 1, position]).max()))}。",
        icon=":material/check:",
    )


frame.page("value_path")
frame.how_below()
sentence, _, checkpoint = controls.sentence_and_model()
reading = readings.read(sentence, checkpoint, who=True) or st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    layer = passes.layer_box(reading)
    position = controls.query_box(reading, "跟着哪个字走", passes.mask_or_letter(reading))
    if reading.tokens[position].text != "[MASK]":
        controls.cover_button(sentence, reading, position)
network, found = passes.of(reading, checkpoint)

stations = one_layer(reading, found, layer, position)
frame.heading("每一层读一次", "real")
layer_by_layer(reading, network, position)
frame.heading("这个向量是谁写成的", "real")
parts, vectors = way.writers(network, found, layer, position)
written_by(parts, vectors, layer)
verdict = st.container()  # filled last: it may have to wait for torch

export.take_away(
    f"value-layer{layer + 1}",
    {"stations toy": "玩具", "stations real": "真模型", "writers": "谁写成的"},
    {
        "一步一步的向量": partial(
            tables.matrix,
            np.stack([s.vector for s in stations]),
            [s.name for s in stations],
            [f"{i + 1}" for i in range(stations[0].vector.size)],
        )
    },
)
code.show_code(whole_model, way.stations)
with verdict:
    check(reading, checkpoint, found, vectors, (layer, position))
guide.foot("value_path", how=True)
