"""练习: one question at a time from the learner's own sentence; or a fixed set for a class."""

import random

import streamlit as st

from lib import examples
from lib.course.practice import (
    KINDS,
    TEMPLATES,
    LinkError,
    NotApplicable,
    Set,
    from_link,
    left_out,
    questions,
)
from lib.course.practice.sets import LARGEST_SEED, LONGEST
from lib.model import checkpoints
from lib.model.intervention import NONE
from lib.model.reading import Reading
from lib.model.tokens import SentenceError
from lib.text.markdown import escape
from lib.ui import controls, frame, readings
from lib.ui.course import progress_panel
from lib.ui.course.question_form import Attempt, draw

ABOUT = {
    "compute": "给几个小整数，一步一步算",
    "look": "先猜真模型会怎样，再看数",
    "think": "常见的误会，一个一个想清楚",
}


class Run:
    """One sequence of questions in this visit: made so far, where the learner is, the attempts."""

    def __init__(self, key: tuple, source):
        self.key, self.source = key, source
        self.made, self.attempts, self.at = [], [], 0

    def question(self):
        """(question, attempt) at the present place; made only when the learner comes to it."""
        while len(self.made) <= self.at:
            with st.spinner("正在出题……"):
                made = next(self.source)
                # Both before the spinner goes: there a waiting rerun may end this one.
                self.made.append(made)
                self.attempts.append(Attempt())
        return self.made[self.at], self.attempts[self.at]

    def scores(self) -> list[float]:
        """Of the questions answered."""
        return [a.grade.score for a in self.attempts if a.grade is not None]


def run_of(key: tuple, seed: int, kinds, reading: Reading | None, checkpoint) -> Run:
    """The present run, or a new one where seed, kinds, sentence or model have changed."""

    def read(text: str) -> Reading:
        try:
            return readings.live(checkpoint.key, text, None, NONE)
        except (SentenceError, checkpoints.CheckpointError) as error:
            raise NotApplicable(str(error)) from error

    run = st.session_state.get("_practice")
    if run is None or run.key != key:
        run = Run(key, questions(seed, kinds, reading, read))
        st.session_state["_practice"] = run
    return run


def step(run: Run, by: int) -> None:
    """To another question; a button's callback."""
    run.at += by


def forward(run: Run, attempt: Attempt, label: str) -> None:
    """The button to the next question; it stands out once this one is answered."""
    kind = "primary" if attempt.done else "secondary"
    icon = ":material/arrow_forward:"
    st.button(label, on_click=step, args=(run, 1), icon=icon, type=kind, key=f"on {run.at}")


def link_set() -> Set | None:
    """The set in the address, if there is one; a damaged link is explained."""
    try:
        return from_link({name: st.query_params[name] for name in st.query_params})
    except LinkError as error:
        st.error(f"{escape(str(error))} 请向老师再要一次链接。下面是普通的练习。")
        return None


def class_set(chosen: Set) -> None:
    """A fixed set: no settings, a count, and the sum at the end."""
    sentence = st.query_params.get("s", examples.OPENING)
    checkpoint = controls.model_in_address()
    asked = "、".join(KINDS[kind] for kind in chosen.kinds)
    st.markdown(f"**老师出的一组题**：{asked}，共 {chosen.count} 题。")
    reading = readings.reading_of(sentence, checkpoint) if "look" in chosen.kinds else None
    run = run_of((chosen, sentence, checkpoint.key), chosen.seed, chosen.kinds, reading, checkpoint)
    if run.at >= chosen.count:
        total(run, chosen.count)
        return
    st.progress(run.at / chosen.count)
    question, attempt = run.question()

    def onward():
        if run.at:
            st.button("上一题", on_click=step, args=(run, -1), icon=":material/arrow_back:")
        last = run.at + 1 == chosen.count
        forward(run, attempt, "看总分" if last else "下一题")

    draw(question, f"第 {run.at + 1} 题，共 {chosen.count} 题", attempt, reading, onward)


def total(run: Run, count: int) -> None:
    """The end of a set: the mean, and question by question."""
    scores = run.scores()
    st.metric("总分", f"{sum(scores) / count:.0%}")
    st.caption(f"答了 {len(scores)} 题，共 {count} 题；没答的算零分。")
    for i, (question, attempt) in enumerate(zip(run.made, run.attempts, strict=True), 1):
        got = "没答" if attempt.grade is None else f"{attempt.grade.score:.0%}"
        st.markdown(f"{i}. {question.title}：**{got}**")
    st.button("回到第一题", on_click=step, args=(run, -run.at), icon=":material/replay:")


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
        reading = readings.read_here(sentence, checkpoint)
    if reading is None:  # what needs no sentence can still be practised
        kinds = [kind for kind in kinds if kind != "look"]
    if not kinds:
        return
    st.session_state.setdefault("practice_seed", random.randrange(1000))
    seed = st.session_state.practice_seed
    run = run_of((seed, tuple(kinds), sentence, checkpoint.key), seed, kinds, reading, checkpoint)
    st.divider()
    question, attempt = run.question()

    def onward():
        forward(run, attempt, "再来一题" if attempt.done else "换一题")
        scores = run.scores()
        if scores:
            mean = f"{sum(scores) / len(scores):.0%}"
            st.caption(f"这一轮答了 {len(scores)} 题，平均 {mean}。", width="content")

    draw(question, KINDS[question.kind], attempt, reading, onward)
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
    with st.expander("给全班出一组题", icon=":material/groups:"):
        teacher(kinds, sentence, checkpoint.key)


def teacher(kinds, sentence: str, model: str) -> None:
    """A link that gives everybody the same questions about the same sentence."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input("题组编号", 0, LARGEST_SEED, 1, key="set_seed", width=180)
        count = st.number_input("几道题", 1, LONGEST, 8, key="set_count", width=140)
    query = Set(int(seed), int(count), tuple(k for k in KINDS if k in kinds)).params()
    if "look" in kinds and sentence != examples.OPENING:
        query["s"] = sentence
    query |= controls.model_address(model)
    st.caption("题型和句子用的是这一页上面选的。打开链接的人，看到的题都一样。")
    st.page_link(
        "pages/practice.py",
        label="打开这组题（再从地址栏复制链接发给大家）",
        icon=":material/link:",
        query_params=query,
    )


frame.page("practice")
chosen = link_set()
if chosen is not None:
    class_set(chosen)
else:
    free_practice()
with st.expander("我的进度", icon=":material/trending_up:"):
    progress_panel.panel()
progress_panel.keep()
