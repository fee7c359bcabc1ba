"""一句话的注意力: every layer and head of a real model on the learner's own sentence."""

import streamlit as st

from lib.ui import frame, moment, projector
from lib.ui.heads import beginning

frame.page("sentence")
moment.keep_room()
boxes, place = st.container(key="boxes"), st.container()
with boxes:
    frame.how_below()
with place:
    frame.heading("这句话", "real")
    guessed = projector.kept("guess")
    begun = beginning.sentence()

# Only now: the browser has drawn what was sent, and need not wait while the rest is imported.
from lib.ui import controls, readings
from lib.ui.heads import explorer, head_view

with boxes:
    # ── what is read ────────────────────────────────────────────────────────────────────────
    sentence, pair, checkpoint = controls.sentence_and_model(pairs=True)
    reading = readings.read(sentence, checkpoint, pair, who=True, long=True) or st.stop()

    # ── what is shown: characters or words, with or without [CLS] and [SEP] ─────────────────
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        unit = controls.unit_box()
        separators = controls.separators_box()
    units = controls.units_of(reading, unit)
    asked = explorer.Asked(sentence, pair, checkpoint.key, tuple(units), separators)
    with row:
        explorer.choice(asked)

# ── the sentence, all heads at once, and one of them large ──────────────────────────────────
with guessed:
    for guess in reading.guesses:
        head_view.show_guess(guess)
if not begun:
    with place:
        explorer.heads(asked)
    moment.give()

from lib.attention import scaled_dot_product
from lib.heads import words
from lib.text.numbers import percent
from lib.ui import code
from lib.ui.course import guide
from lib.ui.heads import head_finder, measuring_panel

measuring_panel.heads(checkpoint)
notes = [
    "每个小方格是一个头：行是看出去的词元，列是被看的词元。指着它，别处就是它；点一下留住，"
    "或用方向键换头。指着一个字或大图的一行，也是这样。",
    "小方格的深浅取权重的平方根，好让小权重也看得见；大图最深的格子是它最大的权重。",
    "连线只画 2% 以上的权重：更细的线看不见，但它们还在。",
    "写着“约”的数由浏览器算，误差不到 0.4 个百分点。",
]
if not separators:
    notes.append(
        "已藏起 [CLS] 和 [SEP]，小方格和大图都把每行剩下的权重重新归一（除以剩下的和）；"
        f"剩下不到 {percent(words.LEAST)} 的行不放大。"
    )
if unit == "词":
    notes.append("词的权重：对被看的字求和，对看出去的字取平均。")
st.caption("".join(notes))

head_finder.section(reading, checkpoint)

explorer.take_away(asked)
code.show_code(scaled_dot_product, words.pool, words.hide)
guide.foot("sentence", how=True)
