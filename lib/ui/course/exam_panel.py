"""考一考 on the page: sitting it, handing it in, and the result as a page that can be kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lib.course.learner import ALONE
from lib.course.paper import COUNT, Given, Paper
from lib.course.practice import TEMPLATES, grade
from lib.course.practice.final_exam import Exam, to_link
from lib.course.practice.levels import answer_of
from lib.course.practice.question import grade_typed
from lib.course.skills import SKILLS, skill_of
from lib.ui import choices, controls, frame
from lib.ui.address import OWN, SHARED
from lib.ui.course import printing, progress_panel
from lib.ui.course.runs import SetRun, Turn, run_of
from lib.ui.course.walk import walk

SAYS = ",".join(f"map-says-{i}" for i in range(1, 7))


@dataclass
class Sitting(SetRun):
    """The questions of a paper; `paper`: as it was last kept in the browser."""

    paper: Paper | None = None


def _resumed(paper: Paper) -> Sitting:
    """Where the learner was, with everything that was answered."""
    source = Exam(paper.seed).source()
    run = Sitting(source, COUNT, silent=True, at=COUNT - 1, paper=paper)
    run.turn(None, None)  # draws them all
    for turn, answer in zip(run.turns, paper.answers, strict=True):
        question = turn.question
        if isinstance(answer, tuple) and len(answer) == len(question.cells):
            turn.attempt.answer = list(answer)
            turn.attempt.grade, turn.attempt.errors = grade_typed(question, answer)
        elif isinstance(answer, int) and answer < len(question.options):
            turn.attempt.answer, turn.attempt.grade = answer, grade(question, answer)
    run.at = paper.at
    return run


def _given(turn: Turn) -> Given:
    """What a turn has been answered, as the record keeps it; an unsent choice is no answer."""
    answer = turn.attempt.answer
    if turn.attempt.grade is None or answer is None:
        return None
    return tuple(answer) if isinstance(answer, list) else answer


def sit(paper: Paper) -> None:
    """One question after the other; nothing is graded before it is handed in."""
    run = run_of(
        ("exam", paper.begun, paper.seed),
        lambda: _resumed(paper),
        # Another tab went on, or an older record of this one came back from the browser.
        lambda run: run.paper == paper,
    )
    moved = paper.moved(run.at, [_given(turn) for turn in run.turns])
    if moved != paper:
        run.paper = moved
        progress_panel.keep_paper(moved)
    intro = (
        f"**第 {paper.seed} 号卷，共 {{count}} 题**：练习里没有出过的题。"
        "没有提示，交卷以后才看得到对错；交卷之前都可以回来改。刷新网页，答过的还在。"
    )
    walk(run, intro, None, controls.model_chosen(), end=_before)
    with st.popover("不考这张卷了", icon=":material/close:"):
        st.markdown("答过的都会丢掉，不算分，也不记进度。")
        st.button("丢掉，回到开头", on_click=lambda: _close(run), type="primary")


def _close(run: Sitting) -> None:
    assert run.paper is not None
    progress_panel.keep_paper(run.paper.closed())


def _before(run: Sitting) -> None:
    """After the last question: how many are answered, and the button that ends it."""
    open_ones = [i for i, turn in enumerate(run.turns, 1) if turn.attempt.grade is None]
    if open_ones:
        st.warning(
            f"还有 {len(open_ones)} 题没有答：第 {'、'.join(map(str, open_ones))} 题。"
            "没答的算零分。",
            icon=":material/edit:",
        )
    with st.container(horizontal=True):
        st.button("回到第一题", on_click=run.step, args=(-run.at,), icon=":material/replay:")
        st.button("交卷", on_click=_hand_in, args=(run,), type="primary")


def _hand_in(run: Sitting) -> None:
    scores: list[float | None] = []
    for turn in run.turns:
        earned = turn.attempt.grade
        scores.append(None if earned is None else earned.score)
        if earned is not None:
            progress_panel.record(turn.question.template, earned.score)
            progress_panel.review(turn.question.template, ALONE, 2 * (earned.score == 1))
    progress_panel.mark("exam")
    _close(run)
    choices.put(**to_link(run.paper.seed, scores))


def result(exam: Exam, scores: Sequence[float | None]) -> None:
    """What is mastered, what to revisit, and every question with its answer."""
    names = exam.names()
    right = sum(score == 1 for score in scores)
    st.metric(f"第 {exam.seed} 号卷", f"{right} / {COUNT} 题全对")
    printing.printable("打印，或存成 PDF")
    st.caption("这一页的地址里有编号和每题得了多少：存下地址，就存下了结果。")
    groups: dict[str, list[int]] = {"要再学": [], "只对了一部分": [], "掌握了": []}
    for i, score in enumerate(scores):
        key = "掌握了" if score == 1 else "只对了一部分" if score else "要再学"
        groups[key].append(i)
    for title, places in groups.items():
        if places:
            st.subheader(f"{title}（{len(places)}）", anchor=False)
        for i in places:
            skill = SKILLS[skill_of(names[i].template) or ""]
            st.markdown(f"**{skill.title}**：{skill.can}")
            if title != "掌握了":
                _again(skill.key)
    with st.expander("每一题，和它的解答", icon=":material/fact_check:"):
        for i, (name, score) in enumerate(zip(names, scores, strict=True), 1):
            question = TEMPLATES[name.template].ask(name.seed)
            got = "没有答" if score is None else "对" if score == 1 else "没有全对"
            st.markdown(f"**{i}. {question.title}**（{got}）\n\n{question.prompt}")
            st.markdown(f"**答案**　{answer_of(question)}　{question.solution}")
    with st.container(key="not_printed_more"):
        frame.link("exam", "换一张卷再考", ":material/quiz:", **dict.fromkeys(OWN["exam"]))
        says(link_only=True)


def _again(skill: str) -> None:
    """To the lesson and to practice of the skill; neither is of use on paper."""
    entry = SKILLS[skill]
    with st.container(horizontal=True, key=f"not_printed_{skill}"):
        frame.link(entry.lesson)
        names = [f"{name}-{i}" for i, name in enumerate(entry.templates[:6], 1)]
        query = dict.fromkeys(OWN["practice"]) | {"set": ",".join(names), "level": "1"}
        frame.link("practice", "带着例题练这个技能", **query)


def says(link_only: bool = False) -> None:
    """The way to the statements about a map of the learner's own sentence."""
    if not link_only:
        st.markdown(
            "**这张图说明什么，不说明什么**：在你自己的句子上，看一个头的热力图，"
            "判断六句话：图里看得到吗？是真的吗？还是要另外去量？"
        )
        controls.sentence_box()
    kept = {name: value for name, value in choices.here().items() if name in SHARED}
    query = dict.fromkeys(OWN["practice"]) | {"set": SAYS} | kept
    frame.link("practice", "这张图说明什么，不说明什么：六句话", ":material/rule:", **query)
