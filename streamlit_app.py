"""The door: what this is, one live picture, where to begin, how far one is."""

import streamlit as st

from lib.ui import frame, moment
from lib.ui.heads import beginning

frame.page("home")
st.title("看见注意力", anchor=False)
st.markdown(
    "模型读一句话时，每个字都去看句子里的各个字，也包括自己：看谁、看多少，就是**注意力（attention）**。\n\n"
    "这里装着一个真的中文模型，BERT。它一层一层地读，每层有几个“头”，各看各的。"
    "写下你自己的句子，看每个头在看谁；"
    "旁边放一张手算得动的小表，走同样的四步。\n\n"
    "一小时后，你能亲手算出一行注意力，也知道一张注意力图能说明什么、不能说明什么。"
)
with st.container(horizontal=True):
    if st.button("从第一课开始", type="primary", icon=":material/arrow_forward:"):
        frame.go("book")
    if st.button("直接看一句话", icon=":material/grid_view:"):
        frame.go("sentence")

# ── one live picture ────────────────────────────────────────────────────────────────────────
frame.heading("点一个字，看它在看谁", "real")
place = st.container()
with place:
    begun = beginning.door()

# Only now: the browser has drawn what was sent, and need not wait while the rest is imported.
from lib import examples
from lib.model import checkpoints
from lib.ui import readings
from lib.ui.course import kept_guess
from lib.ui.heads import first_picture

checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
opening = readings.read(examples.OPENING, checkpoint) or st.stop()
with place:
    first_picture.draw(opening, checkpoint, bool(kept_guess.load()), begun)
if not begun:
    moment.give()

from lib.ui.course import progress_panel
from lib.ui.models import ahead

frame.heading("路线")
left, right = st.columns([3, 2], gap="large")
with left:
    progress_panel.course_map()
with right:
    progress_panel.panel()
kept_guess.keep()
progress_panel.keep()
ahead.begin()
