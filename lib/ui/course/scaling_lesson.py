"""softmax 与缩放, steps 5–7: why scores are divided by √d, on random vectors and in a real head."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from lib import examples
from lib.charts import lesson_charts as charts
from lib.charts import random_vectors
from lib.course.lessons import scaling
from lib.model import checkpoints
from lib.text.numbers import percent, tiny
from lib.ui import choices, controls, readings
from lib.ui.course import figures, stages
from lib.ui.heads import head_view

SEED = 1
DOTS = 200  # drawn of each dimension's pairs

spreads = st.cache_data(scaling.spreads, max_entries=50, show_spinner=False)
largest_weights = st.cache_data(scaling.largest_weights, max_entries=50, show_spinner=False)


def seed_box() -> int:
    """The seed of the random numbers; a button draws others."""

    def again():
        st.session_state.draw += 1

    choices.settle("draw", SEED, lambda seed: seed if 1 <= seed <= 9999 else None)
    seed = st.number_input("随机数的种子", 1, 9999, key="draw")
    st.button("再抽一次", on_click=again, icon=":material/casino:", disabled=seed in (None, 9999))
    stages.reset(draw=SEED)
    return seed or SEED


def spread(stage) -> None:
    """The more dimensions, the wider dot products spread."""
    with stage.control:
        drawn = spreads(seed_box())
    frame_ = pd.concat(
        pd.DataFrame(
            {
                "dimension": s.dimension,
                "product": s.products[:DOTS],
                "jitter": np.linspace(-0.45, 0.45, DOTS),
            }
        )
        for s in drawn
    )
    with stage.picture:
        st.altair_chart(
            random_vectors.spread(frame_),
            alt="维数越大，随机向量的点积散得越开；散开的程度跟着根号 d 走。数见下表。",
        )
        table = {
            "平均": [figures.minus(f"{s.mean:.2f}") for s in drawn],
            "标准差": [f"{s.deviation:.2f}" for s in drawn],
            "√d": [f"{math.sqrt(s.dimension):.2f}" for s in drawn],
        }
        index = [f"d = {s.dimension}" for s in drawn]
        st.table(pd.DataFrame(table, index=index), border="horizontal", alt="点积的平均和标准差")
    stage.say(pairs=str(scaling.PAIRS))


def saturate(stage) -> None:
    """Without ÷√d the largest weight goes to 1."""
    with stage.control:
        d = choices.select_slider("维数 d", scaling.DIMENSIONS, 64, "dims")
        stages.reset(dims=64)
        with stages.earlier("换一批随机数"):
            results = largest_weights(seed_box())
    kinds = {"不除": "unscaled", "除以 √d": "scaled"}
    frame_ = pd.DataFrame(
        [
            {"dimension": r.dimension, "largest": getattr(r, name), "kind": kind}
            for kind, name in kinds.items()
            for r in results
        ]
    )
    now = next(r for r in results if r.dimension == d)
    with stage.picture:
        left, right = st.columns(2)
        left.metric("不除：最大权重", percent(now.unscaled, 1))
        right.metric("除以 √d：最大权重", percent(now.scaled, 1))
        st.altair_chart(
            random_vectors.saturation(frame_, scaling.KEYS, d),
            alt=f"最大的权重随维数变化：不除时升到 {percent(results[-1].unscaled, 1)}，"
            f"除以 √d 时一直在 {percent(results[-1].scaled, 1)} 上下。",
        )
    stage.say(
        keys=str(scaling.KEYS),
        trials=str(scaling.TRIALS),
        d=str(d),
        even=percent(1 / scaling.KEYS, 1),
        unscaled=percent(now.unscaled, 1),
        scaled=percent(now.scaled, 1),
        slope_unscaled=f"{now.slope_unscaled:.3f}",
        slope_scaled=f"{now.slope_scaled:.3f}",
    )


def real(stage) -> None:
    """A real head with and without ÷√d_k."""
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    reading = readings.read(examples.OPENING, shipped)
    if reading is None:
        return
    with_root, without = (scaling.mean_largest(reading, by_root) for by_root in (True, False))
    most = np.unravel_index(np.argmax(without - with_root), without.shape)
    most = int(most[0]), int(most[1])

    def jump():
        choices.put(layer=most[0] + 1, head=most[1] + 1)

    with stage.control:
        with st.container(horizontal=True):
            # It begins at the head that has most to show.
            layer, head = controls.layer_head_boxes(reading, most)
        query = controls.query_box(reading)
        st.button("看变得最多的头", on_click=jump, icon=":material/trending_up:")
    at = (layer, head)
    rows = {
        kind: scaling.head_row(
            reading.query[at][query], reading.key[at], reading.value[at], by_root
        )[1]
        for kind, by_root in (("除以 √d（原样）", True), ("不除", False))
    }
    old, new = rows.values()
    token = reading.tokens[query].text
    with stage.picture:
        left, right = st.columns(2)
        left.metric("除以 √d：最大权重", percent(old.max(), 1))
        right.metric("不除：最大权重", percent(new.max(), 1))
        st.altair_chart(
            charts.two_rows([t.text for t in reading.tokens], rows),
            alt=f"第 {layer + 1} 层第 {head + 1} 头，从“{token}”看出去的权重："
            f"除以 √d 时最大 {percent(old.max(), 1)}，不除时最大 {percent(new.max(), 1)}。",
        )
        head_view.say_why_it_rests(reading, layer, head)
    stage.say(
        sentence=reading.sentence,
        d=str(reading.head_dim),
        root=f"{math.sqrt(reading.head_dim):.2f}",
        token=token,
        with_root=percent(old.max(), 1),
        without_root=percent(new.max(), 1),
        heads=str(without.size),
        all_with=percent(with_root.mean(), 1),
        all_without=percent(without.mean(), 1),
        layer=str(most[0] + 1),
        head=str(most[1] + 1),
        most_with=percent(with_root[most], 1),
        most_without=percent(without[most], 1),
        difference=tiny(np.abs(old - reading.weights[at][query]).max()),
    )
