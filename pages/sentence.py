"""一句话的注意力: every layer and head of a real model on the learner's own sentence."""

import numpy as np
import streamlit as st

from lib.attention import scaled_dot_product
from lib.charts.overview import pack
from lib.export import tables
from lib.export.arrays import all_heads
from lib.export.script import reproduce
from lib.heads import words
from lib.ui import choices, code, controls, export, frame, readings
from lib.ui.course import guide
from lib.ui.heads import head_finder, head_label, head_view, measuring_panel

frame.page("sentence")
sentence, pair, checkpoint = controls.sentence_and_model(pairs=True)
reading = readings.read(sentence, checkpoint, pair, who=True) or st.stop()
names_of_heads, evidence = head_label.texts(reading, checkpoint)

guide.read_first("sentence")

# ── the sentence, and all heads at once ─────────────────────────────────────────────────────
with st.container(horizontal=True, vertical_alignment="bottom"):
    layer, head = controls.layer_head_boxes(reading)
    query = controls.query_box(reading, start=readings.first_query(reading))
    unit = controls.unit_box()
    separators = controls.separators_box()

units = controls.units_of(reading, unit)
keep = np.array([separators or not word.special for word in units])
pooled = words.pool(reading.weights[layer, head], units)
matrix = pooled if keep.all() else words.hide(pooled, keep)  # (kept, kept)
shown = [word for word, kept in zip(units, keep, strict=True) if kept]
row = head_view.row_of(shown, query)

frame.heading("这句话", "real")
head_view.shaded_sentence(shown, matrix[row], row, reading)
st.markdown(head_view.read_aloud(shown, matrix[row], row))
for guess in reading.guesses:
    head_view.show_guess(guess)

left, right = st.columns(2, gap="large")
with left:
    frame.heading(
        "所有的头",
        "real",
        help="每个小方格是一个头：行是看出去的词元，列是被看的词元。点一个，右边放大。",
    )
    stars = head_finder.marked(reading, checkpoint)
    labels = [
        [
            f"{'★ ' * ((i, j) in stars)}第 {i + 1} 层 · 第 {j + 1} 头：{name}"
            for j, name in enumerate(row_)
        ]
        for i, row_ in enumerate(names_of_heads)
    ]
    tokens_kept = None if separators else np.array([not t.special for t in reading.tokens])
    head_view.overview(pack(reading, layer, head, labels, tokens_kept))
    st.caption("颜色深浅取权重的平方根，好让小权重在缩略图里也看得见。点方格，或用方向键换头。")
with right:
    frame.heading(f"第 {layer + 1} 层 · 第 {head + 1} 头", "real")
    st.markdown(f"**{names_of_heads[layer][head]}** — {evidence[layer][head]}")
    measuring_panel.panel(checkpoint)
    if told := head_view.resting(reading, layer, head):
        st.caption(told)
    style = choices.one_of("画法", ["热力图", "连线"], "view")
    head_view.draw_head(matrix, [word.text for word in shown], row, style)
    notes = [f"最深的格子是 {matrix.max():.1%}。每一行加起来等于 1。"]
    if not keep.all():
        notes.append("已藏起 [CLS] 和 [SEP]，并把剩下的权重重新归一：每行除以它剩下的和。")
    if unit == "词":
        notes.append("词的权重：对被看的字求和，对看出去的字取平均。")
    st.caption("".join(notes))

head_finder.section(reading, checkpoint)

names = [word.text for word in shown]
export.take_away(
    f"attention-layer{layer + 1}-head{head + 1}",
    {"overview": "所有的头", "heat map" if style == "热力图" else "lines": "这个头"},
    {"这个头的权重": lambda: tables.matrix(matrix, names)},
    reproduce(checkpoint, reading, layer, head),
    lambda: all_heads(reading),
)
code.show_code(scaled_dot_product, words.pool, words.hide)
guide.foot("sentence")
