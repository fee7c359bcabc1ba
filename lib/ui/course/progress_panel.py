"""Progress on the page: kept in the learner's browser, merged into the visit, drawn as a map.

A page reads with `load`, writes with `mark` and `record`, and calls `keep` once, last: that
hands the record to the browser. Without a browser (tests) the record simply starts empty.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from lib.course import progress as records
from lib.course.learner import state
from lib.course.paper import Paper
from lib.course.progress import Progress, ProgressError
from lib.course.skills import SKILLS, skill_of
from lib.ui import frame, upload
from lib.ui.components import register
from lib.ui.menu import PAGES

RECORD = "_progress"
ERASE = "_progress_erase"
STORE = "progress_store"
GOAL = 12  # exercises passed for 练习 to count as done

ICONS = {
    "done": ":material/check_circle:",
    "next": ":material/arrow_circle_right:",
    "later": ":material/radio_button_unchecked:",
}
STATES = {"done": "学过了", "next": "下一站", "later": "还没到"}

_store = register("progress")


def load() -> Progress:
    """What is known in this visit; empty until the browser has answered."""
    return st.session_state.get(RECORD, Progress())


def mark(lesson: str) -> None:
    """This lesson is done."""
    with _told():
        _save(load().mark(lesson))


def record(exercise: str, score: float) -> None:
    """One try at an exercise, scored between 0 and 1."""
    with _told():
        progress = load().record(exercise, score)
        if len(progress.passed()) >= GOAL:
            progress = progress.mark("practice")
        _save(progress)


def review(template: str, level: int, result: int) -> None:
    """One review of the skill that a template asks for, as in `lib.course.learner.Review`."""
    skill = skill_of(template)
    if skill is not None:
        with _told():
            _save(load().review(skill, level, result))


def keep_paper(paper: Paper) -> None:
    """The exam in progress, or that it is over."""
    _save(replace(load(), paper=paper))


def keep() -> None:
    """Hand the record to the browser. Call once, as the page's last element."""
    progress = load()
    data = {
        "record": progress.to_json() if progress else "",
        "erase": st.session_state.get(ERASE, ""),
        "visit": st.session_state.setdefault("_progress_visit", uuid.uuid4().hex),
    }
    _store(data=data, key=STORE, on_stored_change=_merge)


def _save(progress: Progress) -> None:
    st.session_state[RECORD] = progress


@contextmanager
def _told(before: str = "") -> Iterator[None]:
    """What cannot be recorded is said in the panel; nothing is dropped without a word."""
    try:
        yield
    except ProgressError as error:
        st.session_state["_progress_message"] = ("error", f"{before}{error}")


def _merge() -> None:
    """The browser had a record of its own: take it in, or say why not."""
    stored = st.session_state[STORE].get("stored")
    if stored:
        with _told("浏览器里存着的进度没有读进来："):
            _save(load().merge(records.from_json(stored["record"])))


def lessons() -> list[str]:
    """The pages of the menu that are lessons, in order."""
    return [key for key, page in PAGES.items() if page.station]


def course_map() -> None:
    """Draw the lessons with their state, each a link."""
    for stop in records.course(load(), lessons()):
        page = PAGES[stop.lesson]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            # The text beside the icon says the same for those who do not see the colour.
            frame.link(page.key, icon=ICONS[stop.state], help=page.about)
            if stop.state == "next":
                st.badge(STATES["next"], color="red")
            elif stop.state == "done":
                st.caption(f"{STATES['done']} · {stop.day}", width="content")
            mastery(stop.lesson)


def mastery(lesson: str) -> None:
    """The skills of a lesson that have been practised, and where the learner stands with each."""
    now = datetime.now(UTC)
    known = load().skills
    for skill in SKILLS.values():
        if skill.lesson == lesson and skill.key in known:
            standing = state(known[skill.key], now)
            color = "green" if standing.mastered else "orange" if standing.is_due else "gray"
            st.badge(f"{skill.title} · {standing.name}", color=color, help=skill.can)


def summary() -> str:
    """One line: lessons and exercises so far."""
    progress, all_lessons = load(), lessons()
    if not progress:
        return "还没有记录。学完一课、做完一题，这里就会记下来。"
    done = sum(lesson in progress.lessons for lesson in all_lessons)
    now = datetime.now(UTC)
    due = sum(state(reviews, now).is_due for reviews in progress.skills.values())
    return (
        f"课程 {done}/{len(all_lessons)}，做过 {len(progress.exercises)} 种题，"
        f"其中 {len(progress.passed())} 种答对过。"
        + (f"**今天有 {due} 个技能该复习了**，在“练习”里。" if due else "")
    )


def panel() -> None:
    """Summary, and export, import and erase."""
    st.markdown(summary())
    st.caption(
        "进度只存在你这台电脑的浏览器里，不在服务器上。换一台电脑，就先导出，再到那边导入。"
        f"每个技能只记最近 {records.REVIEWS} 次。"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "导出进度",
            load().to_json(),
            "attention-progress.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            disabled=not load(),
        )
        _import()
        # A new key after erasing: the popover closes.
        closed = f"erase {st.session_state.get(ERASE, '')}"
        with st.popover("清空进度", icon=":material/delete:", disabled=not load(), key=closed):
            st.markdown("这会删掉这个浏览器里的全部进度，不能撤销。要留一份，请先导出。")
            st.button("确定清空", on_click=_erase, type="primary")
    if "_progress_message" in st.session_state:
        kind, message = st.session_state.pop("_progress_message")
        (st.error if kind == "error" else st.success)(message)


def _import() -> None:
    try:
        text = upload.text_file("导入进度", "progress_file", ".json")
        if text is None:
            return
        _save(load().merge(records.from_json(text)))
    except (upload.UploadError, ProgressError) as error:
        st.session_state["_progress_message"] = ("error", str(error))
        return
    st.session_state["_progress_message"] = ("done", "导入好了，和原来的进度合在了一起。")
    st.rerun()


def _erase() -> None:
    _save(Progress())
    st.session_state[ERASE] = uuid.uuid4().hex
    st.session_state["_progress_message"] = ("done", "清空了。")
