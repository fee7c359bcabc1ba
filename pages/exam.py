"""考一考: twenty questions that practice never asks, and a result that can be kept as a page."""

import random

import streamlit as st

from lib.course.practice.final_exam import LARGEST, Exam, ResultError, from_link
from lib.text.markdown import escape
from lib.ui import choices, frame
from lib.ui.course import exam_panel, progress_panel


def result_in_address():
    """(exam, scores) of the address, or None; a damaged one is explained."""
    here = choices.here()
    if "got" not in here:
        return None
    try:
        return from_link(here.get("exam", ""), here["got"])
    except ResultError as error:
        st.error(f"{escape(str(error))}下面可以重新考一次。")
        return None


def door() -> Exam | None:
    """The paper that was begun in this visit; before that, what it is and the button."""
    if "_exam" in st.session_state:
        return st.session_state["_exam"]
    st.markdown(
        "二十个技能，一个技能一题，都是练习里没有出过的：换了故事，换了数。"
        "大约半小时，可以用纸笔，不用计算器。"
    )
    st.session_state.setdefault("exam_number", random.randrange(LARGEST + 1))
    number = st.number_input(
        "试卷编号（同一个编号，总是同样的题）", 0, LARGEST, key="exam_number", width=320
    )

    def begin():
        st.session_state["_exam"] = Exam(int(number))

    st.button("开始考", on_click=begin, type="primary", icon=":material/play_arrow:")
    st.divider()
    exam_panel.says()
    return None


frame.page("exam")
kept = result_in_address()
if kept is not None:
    st.session_state.pop("_exam", None)
    exam_panel.result(*kept)
elif (exam := door()) is not None:
    exam_panel.sit(exam)
progress_panel.keep()
