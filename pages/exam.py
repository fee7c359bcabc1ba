"""考一考: twenty questions that practice never asks, and a result that can be kept as a page."""

import random

import streamlit as st

from lib.course.paper import LARGEST, Paper, begin
from lib.course.practice.final_exam import ResultError, from_link
from lib.text.markdown import escape
from lib.ui import choices, frame
from lib.ui.course import exam_panel, guide, progress_panel


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


def door() -> Paper | None:
    """The paper that was begun in this browser; before that, what it is and the button."""
    paper = progress_panel.load().paper
    if paper is not None and paper.open:
        return paper
    st.markdown(
        "二十个技能，一个技能一题，都是练习里没有出过的：换了故事，换了数。"
        "大约半小时，可以用纸笔，不用计算器。做到一半关掉网页也不要紧：答案记在这台电脑的浏览器里。"
    )
    st.session_state.setdefault("exam_number", random.randrange(LARGEST + 1))
    number = st.number_input(
        "试卷编号（同一个编号，总是同样的题）", 0, LARGEST, key="exam_number", width=320
    )

    def start():
        progress_panel.keep_paper(begin(int(number)))

    st.button("开始考", on_click=start, type="primary", icon=":material/play_arrow:")
    st.divider()
    exam_panel.says()
    return None


frame.page("exam")
kept = result_in_address()
if kept is not None:
    exam_panel.result(*kept)
elif (paper := door()) is not None:
    exam_panel.sit(paper)
guide.next_stop("exam")
progress_panel.keep()
