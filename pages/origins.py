"""注意力从哪来: a desk with five things, looked at without a cue, by salience, and with a goal."""

import streamlit as st

from lib.attention import scaled_dot_product
from lib.lessons import desk
from lib.ui import code, desk_steps, frame, lessons

frame.page("origins")

DRAW = {
    "pool": desk_steps.pool,
    "salience": desk_steps.salience,
    "goal": desk_steps.goal,
    "strength": desk_steps.strength,
    "compare": desk_steps.compare,
    "names": desk_steps.names,
}

lesson, step = lessons.open_lesson("origins")
DRAW[step.key](lessons.stage(lesson, step, "toy"))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    frame.badge("sketch")
    st.caption(
        "显眼程度、特点和值是编的。份额由下面的函数算出，后面的课和真模型用的也是它。",
        width="stretch",
    )
code.show_code(desk.look, scaled_dot_product)
one, each = desk.second_cup(desk.goal_query("读书", 2.0))
lessons.foot(lesson, step, "lookup", one=f"{one:.1%}", each=f"{each:.1%}")
