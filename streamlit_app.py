"""The door: what this is, one live picture, where to begin, how far one is."""

import streamlit as st

from lib import examples
from lib.heads import words
from lib.model import checkpoints
from lib.ui import frame, readings
from lib.ui.course import progress_panel
from lib.ui.heads import head_view

frame.page("home")
st.title("看见注意力", anchor=False)
st.markdown(
    "大模型读一句话时，每个字都在看别的字：看谁、看多少，就是**注意力（attention）**。\n\n"
    "这里装着一个真的中文 BERT。写下你自己的句子，看它每一层、每个头的注意力；"
    "旁边放一张手算得动的小表，走同样的四步。\n\n"
    "一小时后，你能亲手算出一行注意力，也知道一张注意力图能说明什么、不能说明什么。"
)
with st.container(horizontal=True):
    if st.button("从第一课开始", type="primary", icon=":material/arrow_forward:"):
        frame.go("book")
    if st.button("直接看一句话", icon=":material/grid_view:"):
        frame.go("sentence")

# ── one live picture ────────────────────────────────────────────────────────────────────────
checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
reading = readings.read(examples.OPENING, checkpoint) or st.stop()
units = words.characters(reading)
default = examples.opening_query(reading)
query = st.session_state.get("door_query", default)
# The head in which 书 gives most to the three words that the article names.
targets = examples.named_tokens(reading)
shares = reading.weights[:, :, default, targets].sum(-1)  # (layers, heads)
layer, head = examples.opening_head(reading)
row = reading.weights[layer, head, query]

frame.heading("点一个字，看它在看谁", "real")
head_view.shaded_sentence(units, row, query, reading, state="door_query")
st.markdown(head_view.read_aloud(units, row, query))
chance = len(targets) / len(reading.tokens)
st.caption(
    f"这是自带模型（{reading.layers} 层 × {reading.heads} 头）的第 {layer + 1} 层第 {head + 1} 头。"
    f"有人说“书”会更多地看“读”“有趣”“图书馆”：在这个头里它们一共得到 {shares[layer, head]:.0%}，"
    f"平均分的话是 {chance:.0%}；而 {shares.size} 个头的平均是 {shares.mean():.0%}。"
    "所以要问的不是“模型看不看”，而是“哪个头看，看多少”。"
)
frame.link("verify", "这话站得住吗？拿数来验证")

frame.heading("路线")
left, right = st.columns([3, 2], gap="large")
with left:
    progress_panel.course_map()
with right:
    progress_panel.panel()
progress_panel.keep()
