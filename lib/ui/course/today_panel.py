"""今天的十题: what is due, what is weak, one new thing — of what finished lessons have taught."""

from datetime import UTC, date, datetime

import streamlit as st

from lib.course.learner import TEN, state, todays
from lib.course.practice.today import Today
from lib.course.skills import SKILLS, taught
from lib.text.numbers import percent
from lib.ui import controls, frame, readings
from lib.ui.course import progress_panel
from lib.ui.course.runs import SetRun, run_of
from lib.ui.course.walk import total, walk

FIRST = next(iter(SKILLS))  # asked of those who have finished no lesson yet
INTRO = "**今天的十题**：该复习的、还不稳的，加一样新的。答对了，下次帮得少一点；忘了，过几天再来。"
NEWCOMER = (
    "**先试 {count} 题**：你还没有学完的课，这里先考第一课教的，带着例题或提示做。"
    "学完一课，这里就有“今天的十题”；不想等，打开上面的“没学过的也考”。"
)


def draw() -> None:
    """The ten; a few questions of the first skill for those who have finished no lesson."""
    progress = progress_panel.load()
    known = taught(progress.lessons)
    everything = st.toggle(
        "没学过的也考",
        key="practice_all",
        persist_state="session",
        help="平时只考学完的课教过的。每一课的最后有“这一课学完了”。",
    )
    skills = list(SKILLS) if everything else known or [FIRST]
    new_here = skills == [FIRST] and not known
    count = len(SKILLS[FIRST].templates) if new_here else TEN
    with st.expander("考哪句话，用哪个模型", icon=":material/edit_note:"):
        sentence, _, checkpoint = controls.sentence_and_model()
    reading = readings.read(sentence, checkpoint)
    key = ("today", date.today(), tuple(skills), sentence, checkpoint.key)

    def make() -> SetRun:
        plan = todays(progress.skills, skills, datetime.now(UTC))
        return SetRun(Today(plan, date.today(), progress_panel.load), count)

    walk(run_of(key, make), NEWCOMER if new_here else INTRO, reading, checkpoint, end=_end)
    if new_here:
        frame.link(SKILLS[FIRST].lesson, "去学教这些的第一课：注意力从哪来")


def _end(run: SetRun) -> None:
    if not run.turns:
        st.info("这些技能对这句话都没有可问的：换一句长一点的。", icon=":material/edit:")
        return
    total(run)
    st.markdown("明天再来：该复习的会自己回来。")


def skills_table() -> None:
    """Every skill: where the learner stands, and when it comes back."""
    known, now = progress_panel.load().skills, datetime.now(UTC)
    rows = []
    for skill in SKILLS.values():
        standing = state(known.get(skill.key, ()), now)
        rows.append(
            {
                "技能": skill.title,
                "现在": standing.name,
                "下次复习": standing.due.date().isoformat() if standing.due else "—",
                "还记得的可能": percent(standing.recall) if standing.tries else "—",
                "练过": f"{standing.tries} 次" if standing.tries else "—",
                "会做什么": skill.can,
            }
        )
    st.table(rows)
    st.caption(
        "“还记得的可能”和“下次复习”由 FSRS-6 算出：一个公开的遗忘模型（Ye et al. 2022），"
        "用它公布的参数，没有在你的数据上调过。降到 90% 的那天，这个技能就回到“今天的十题”里。"
        "帮助分三级：看着例题做 → 补完后一半 → 自己做。做对升一级，做错降一级。"
    )
