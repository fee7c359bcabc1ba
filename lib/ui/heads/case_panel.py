"""破案 on 动手术: name a head, see its file, switch it off, close the case."""

from functools import partial

import numpy as np
import streamlit as st

from lib.course.lessons import cases
from lib.course.lessons.cases import Case, Verdict
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.text.numbers import percent
from lib.ui import choices, frame, readings
from lib.ui.heads import head_label

CLOSED = "_case_closed"


def draw(reading: Reading | None, checkpoint: Checkpoint) -> None:
    """The cases; one that is chosen brings its sentence."""
    known = {case.sentence: case for case in cases.load()}
    case = known.get(reading.sentence) if reading is not None else None
    with st.expander("破案：这个猜测靠哪个头？", icon=":material/search:", expanded=True):
        with st.container(horizontal=True):
            for other in cases.load():
                st.button(
                    other.title,
                    key=f"case {other.title}",
                    type="primary" if other is case else "secondary",
                    on_click=partial(choices.put, s=other.sentence, off=None, follow=None),
                )
        if case is None:
            st.caption("挑一个案子：句子会换过来，然后先猜，再查，再动手。")
        elif reading.guesses:
            _open(case, reading, checkpoint)


def _open(case: Case, reading: Reading, checkpoint: Checkpoint) -> None:
    guess = reading.guesses[0]
    st.markdown(
        f"{case.ask}　模型的第一个猜测是“{guess.pieces[0]}”"
        f"（{percent(np.exp(guess.log_probabilities[0]))}）。"
    )
    heads = [(i, j) for i in range(reading.layers) for j in range(reading.heads)]
    suspect = st.selectbox(
        "① 你怀疑哪个头？",
        [None, *heads],
        format_func=lambda at: (
            "没有哪一个单独要紧" if at is None else f"第 {at[0] + 1} 层第 {at[1] + 1} 头"
        ),
        key=f"suspect {case.title}",
        filter_mode=None,
        width=260,
    )
    if suspect is not None:
        names, evidence = head_label.texts(reading, checkpoint)
        layer, head = suspect
        st.markdown(f"② 它的卷宗：**{names[layer][head]}** — {evidence[layer][head]}")
        with st.container(horizontal=True, vertical_alignment="center"):
            frame.link("sentence", "去看它的图", layer=layer + 1, head=head + 1)
            st.button(
                "③ 关掉它，看下面",
                key="case off",
                on_click=partial(choices.put, off=[suspect]),
                icon=":material/power_settings_new:",
            )
    if st.button("④ 结案：每个头都关一遍", key="case close", icon=":material/gavel:"):
        st.session_state[CLOSED] = case.title
    if st.session_state.get(CLOSED) == case.title:
        with st.spinner("正在一个一个地关……"):
            effects = readings.head_effects(checkpoint.key, reading.sentence, 0, "")
        st.markdown(told(cases.judge(effects, suspect), effects.size))
        st.markdown(case.think)


def told(verdict: Verdict, count: int) -> str:
    """What was found, in words."""
    layer, head = verdict.worst
    found = (
        f"{count} 个头一个一个地关，影响最大的是第 {layer + 1} 层第 {head + 1} 头："
        f"少了它，log 概率 {verdict.loss:+.2f}。".replace("-", "−")
    )
    if verdict.hangs:
        found += f"这个猜测确实主要靠它（我们的线是 {cases.NEEDED:+.1f}）。".replace("-", "−")
    else:
        found += "连它也不到我们的线，" + f"{cases.NEEDED:+.1f}：没有哪一个头单独要紧。".replace(
            "-", "−"
        )
    begin = "**破了。** " if verdict.right else "**没猜中。** "
    if verdict.theirs is None:
        return begin + found
    yours = f"你怀疑的头：{verdict.theirs:+.2f}，".replace("-", "−")
    more = f"有 {verdict.place} 个头比它更要紧。" if verdict.place else "没有哪个头比它更要紧。"
    return begin + found + yours + more
