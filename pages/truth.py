"""哪张图说真话: measures of importance over one sentence, beside covering its characters."""

from functools import partial

import numpy as np
import streamlit as st

from lib.anatomy import faithfulness, importance, probes
from lib.anatomy.faithfulness import FOUND_BY_HEADS, MEASURES, mean_and_interval
from lib.charts import measures_map
from lib.export import tables
from lib.model.checkpoints import Checkpoint
from lib.model.once import possible
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import tiny
from lib.ui import code, controls, export, frame, readings, style
from lib.ui.anatomy import passes, weighing
from lib.ui.course import guide
from lib.ui.heads import head_view, measuring_panel

ERASURE = "遮住它"


def said(agreement: float) -> str:
    """A rank correlation for the learner."""
    return "算不出" if np.isnan(agreement) else f"{agreement:+.2f}".replace("-", "−")


def one_sentence(
    reading: Reading, checkpoint: Checkpoint, row: int, layer: int, head: int
) -> dict[str, np.ndarray]:
    """All measures of one row over the sentence; returns them."""
    found = weighing.weighed(reading, checkpoint, row)
    numbers, _ = passes.of(reading, checkpoint)
    single = {
        f"{layer + 1}-{head + 1} 头的注意力": importance.one_head(
            reading.weights, row, layer, head
        ),
        f"{layer + 1}-{head + 1} 头 × 值的长度": importance.head_norms(
            reading, numbers, row, layer, head
        ),
    }
    rows = single | {MEASURES[name]: values for name, values in found.values.items()}
    agreements = {name: found.agreement(values) for name, values in rows.items()}
    order = sorted(rows, key=lambda name: -np.nan_to_num(agreements[name], nan=-2))
    shown = {ERASURE: found.erasure} | {
        f"{said(agreements[name])} {name}": rows[name] for name in order
    }
    tokens = [token.shown for token in reading.tokens]
    export.chart(
        "measures",
        measures_map.map_columns(shown, tokens),
        measures_map.sentence_map(len(shown), len(tokens), style.inks()),
        f"{len(shown)} 种量法画在同一句话上，和遮字最一致的是{order[0]}",
    )
    word = escape(weighing.target_of(reading, row))
    named = [escape(name) for name in reading.named()]
    covered = reading.tokens[row].text == "[MASK]"
    what = f"模型猜的是“{word}”" if covered else f"跟着的是它自己这个字“{word}”"
    best = int(np.nanargmax(found.erasure))
    st.markdown(
        f"在“{named[row]}”那里，{what}。"
        f"遮住“{named[best]}”，它的 log 概率少得最多：{found.erasure[best]:.2f}。"
        "名字前面的数，是这种量法和“遮住它”（log 概率少了多少）的等级相关。"
    )
    st.caption(
        "红：靠它；蓝：有它反而更没把握。每一行自己一把尺子。只拿能遮的字比；"
        f"[CLS]、[SEP] 和它自己不算。积分梯度分出去的总和，和应有的总数差 {tiny(abs(found.gap))}。"
    )
    head_view.say_why_it_rests(reading, layer, head)
    return {ERASURE: found.erasure} | rows


def many_sentences(checkpoint: Checkpoint) -> None:
    """The figures of many sentences, with intervals, and what they come to."""
    found = weighing.many(checkpoint)
    frame.heading("很多句话一起看", "real")
    if found is None:
        if not possible(checkpoint):
            st.info(
                "随这个模型带来的数读不出来，或者是别的权重的。`make precompute` 会重新量。",
                icon=":material/info:",
            )
        elif readings.knows_chinese(checkpoint.key):
            measuring_panel.truth(checkpoint)
        else:
            st.info(
                "这个模型猜字的头没有学会中文，它的猜测不值得追问：不在很多句话上量它。",
                icon=":material/visibility_off:",
            )
        return
    (layer, head), fair = faithfulness.best_head(found[FOUND_BY_HEADS])
    figures = {name: mean_and_interval(found[key]) for key, name in MEASURES.items()}
    single = f"最好的头 {layer + 1}-{head + 1}"
    figures[single] = mean_and_interval(fair)
    figures = dict(sorted(figures.items(), key=lambda item: -item[1][0]))
    export.chart(
        "many",
        measures_map.interval_columns(figures),
        measures_map.intervals(len(figures), style.inks(), measures_map.span(figures)),
        "每种量法和遮字的等级相关，带 95% 区间",
    )
    whose = "这个模型也许读过" if possible(checkpoint) else "模型没有读过"
    st.caption(
        f"{len(found['mean'])} 句话（{whose}），每句遮住一个汉字，看模型第一个猜的。"
        "等级相关：0 没关系，1 完全一致。点是平均，线和括号是 95% 区间（把句子重抽 2000 次）。"
        "一个头是在一半句子上挑的，在另一半上量，免得挑出来的是运气。"
    )
    near = found["nearness"]
    beyond = {MEASURES[k]: mean_and_interval(found[k] - near) for k in MEASURES if k != "nearness"}
    beyond[single] = mean_and_interval(fair - near)
    better = [f"{name}（多 {m:.2f}）" for name, (m, low, _) in beyond.items() if low > 0]
    rest = [name for name, (_, low, _) in beyond.items() if low <= 0]
    listed = "、".join(better) if better else "一种也没有"
    st.markdown(
        f"**比只看远近好的**（差的区间不含 0）：{listed}。"
        + (f"没有分出高下，或者还不如远近的：{'、'.join(rest)}。" if rest else "")
    )


frame.page("truth")
frame.how_below()
sentence, _, checkpoint = controls.sentence_and_model()
reading = readings.read(sentence, checkpoint, who=True) or st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    layer, head = controls.layer_head_boxes(reading)
    row = controls.query_box(reading, "问哪个字", passes.mask_or_letter(reading))
    if reading.tokens[row].text != "[MASK]":
        controls.cover_button(sentence, reading, row)
frame.heading("同一句话，几种量法", "real")
here = st.container()  # filled last: the figures of many sentences need no model
if possible(checkpoint):
    with here:  # what cannot be taken apart is not offered to be measured either
        passes.of(reading, checkpoint)
many_sentences(checkpoint)
with here:
    if len([t for t in reading.tokens if not t.special]) < 4:
        st.info("句子太短，排不出谁前谁后：请写长一点。", icon=":material/edit:")
        rows = {}
    else:
        rows = one_sentence(reading, checkpoint, row, layer, head)

export.take_away(
    "truth",
    {"measures": "几种量法", "many": "很多句话"},
    {
        "几种量法": partial(
            tables.matrix, np.array([*rows.values()]), [*rows], [t.shown for t in reading.tokens]
        )
    }
    if rows
    else {},
)
code.show_code(
    importance.norms,
    importance.rollout,
    probes.value_zeroing,
    probes.integrated_gradients,
    probes.erasure,
)
guide.foot("truth", how=True)
