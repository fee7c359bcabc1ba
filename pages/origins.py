"""注意力从哪来: a desk with five things, looked at without a cue, by salience, and with a goal."""

import streamlit as st

from lib.attention import scaled_dot_product
from lib.course.lessons import desk
from lib.text.numbers import percent
from lib.ui import code, frame
from lib.ui.course import desk_lesson, stages

frame.page("origins")

DRAW = {
    "pool": desk_lesson.pool,
    "salience": desk_lesson.salience,
    "goal": desk_lesson.goal,
    "strength": desk_lesson.strength,
    "compare": desk_lesson.compare,
    "names": desk_lesson.names,
}

lesson, step = stages.open_lesson("origins")
DRAW[step.key](stages.stage(lesson, step, "toy"))
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    frame.badge("sketch")
    st.caption(
        "显眼程度、特点和值是编的。份额由下面的函数算出，后面的课和真模型用的也是它。",
        width="stretch",
    )
code.show_code(desk.look, scaled_dot_product)
one, each = desk.second_cup(desk.goal_query("读书", 2.0))
stages.foot(lesson, step, one=percent(one, 1), each=percent(each, 1))
