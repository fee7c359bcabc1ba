"""练习: one question at a time from the learner's own sentence; or a fixed set for a class."""

import random

import streamlit as st

from lib import examples
from lib.course.practice import (
    KINDS,
    TEMPLATES,
    Endless,
    FirstSet,
    LinkError,
    Set,
    from_link,
    left_out,
)
from lib.course.practice.sets import LARGEST_SEED
from lib.model import checkpoints
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices, controls, frame, readings
from lib.ui.address import OWN
from lib.ui.course import guide, progress_panel, today_panel
from lib.ui.course.question_form import draw
from lib.ui.course.runs import FreeRun, SetRun, run_of
from lib.ui.course.walk import forward, reader, total, walk

MODES = ("今天的十题", "自由练")
ABOUT = {
    "compute": "给几个小整数，一步一步算",
    "look": "先猜真模型会怎样，再看数",
    "think": "常见的误会，一个一个想清楚",
}


def link_set() -> Set | FirstSet | None:
    """The set in the address, if there is one; a damaged link is explained."""
    try:
        return from_link(choices.here())
    except LinkError as error:
        st.error(f"{escape(str(error))} 请向老师再要一次链接。下面是普通的练习。")
        return None


def class_set(chosen: Set | FirstSet) -> None:
    """A fixed set: no settings, a count, and the sum at the end."""
    sentence = st.session_state.get("s", examples.OPENING)
    checkpoint = controls.model_chosen()
    asked = "、".join(KINDS[kind] for kind in chosen.kinds)
    reading = None
    if "look" in chosen.kinds:
        reading = readings.read(sentence, checkpoint) or st.stop()
    key = (chosen, sentence, checkpoint.key)
    free = dict.fromkeys(OWN["practice"])  # out of the set
    frame.link("practice", "不做这组题，去做普通的练习", ":material/edit_note:", **free)
    run = run_of(key, lambda: SetRun(chosen.source(), chosen.count, chosen.level))
    walk(run, f"**老师出的一组题**：{asked}，共 {{count}} 题。", reading, checkpoint, end=total)


def free_practice() -> None:
    """Endless questions of the kinds that the learner chooses."""
    kinds = st.pills(
        "练什么",
        list(KINDS),
        selection_mode="multi",
        default=list(KINDS),
        format_func=lambda kind: f"{KINDS[kind]}：{ABOUT[kind]}",
        key="practice_kinds",
        persist_state="session",
    ) or list(KINDS)  # nothing chosen means: anything
    reading, checkpoint, sentence = None, checkpoints.CATALOGUE[checkpoints.SHIPPED], ""
    if "look" in kinds:
        sentence, _, checkpoint = controls.sentence_and_model()
        reading = readings.read(sentence, checkpoint, who=True)
    if reading is None:  # what needs no sentence can still be practised
        kinds = [kind for kind in kinds if kind != "look"]
    if not kinds:
        return
    st.session_state.setdefault("practice_seed", random.randrange(1000))
    seed = st.session_state.practice_seed
    run = run_of(seed, lambda: FreeRun(Endless(seed)))
    st.divider()
    with st.spinner("正在出题……"):
        turn = run.turn(kinds, (sentence, checkpoint.key), reading, reader(checkpoint))
    if turn is None:
        st.info("这句话没有什么可问的：换一句长一点的。", icon=":material/edit:")
        return

    def onward():
        forward(turn, "再来一题" if turn.attempt.done else "换一题", run.onward)
        scores = run.answered
        if scores:
            mean = percent(sum(scores) / len(scores))
            st.caption(f"这一轮答了 {len(scores)} 题，平均得 {mean}。", width="content")

    draw(turn, KINDS[turn.question.kind], reading, onward)
    st.divider()
    with st.expander("种子，和这句话做不了的题", icon=":material/tune:"):
        st.number_input(
            "种子（同一个种子，总是同样的题）",
            0,
            LARGEST_SEED,
            key="practice_seed",
            width=320,
            persist_state="session",
        )
        st.caption(f"题库一共 {len(TEMPLATES)} 种题，数字和句子换了就是新题。")
        missing = left_out(reading, seed) if reading is not None else []
        for title, why in missing:
            st.caption(f"“{title}”：{why}")
    frame.link("class_set")


frame.page("practice")
chosen = link_set()
if chosen is not None:
    class_set(chosen)
elif choices.one_of("怎么练", MODES, "mode", first=int("set" in choices.here())) == MODES[0]:
    today_panel.draw()
else:
    free_practice()
with st.expander("我的技能", icon=":material/checklist:"):
    today_panel.skills_table()
with st.expander("我的进度", icon=":material/trending_up:"):
    progress_panel.panel()
guide.next_stop("practice")
progress_panel.keep()
