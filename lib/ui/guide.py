"""The words around a lesson: terms linked, how to read a page, the question at its end."""

import streamlit as st

from lib.lessons import text
from lib.lessons.text import Lesson
from lib.ui import frame, glossary, progress
from lib.ui.menu import PAGES


def write(words: str, **numbers: str) -> None:
    """Markdown with the numbers filled in and its terms linked to the glossary."""
    filled = text.fill(words, **numbers)
    st.markdown(text.TERM.sub(lambda match: glossary.term(match[2], match[1]), filled))


def read_first(key: str) -> None:
    """The steps of `content/<key>.md` in a closed panel."""
    with st.expander("第一次来？先读这个", icon=":material/lightbulb:"):
        for step in text.load(key).steps:
            write(f"**{step.title}**　{step.text}")


def question(lesson: Lesson, **numbers: str) -> None:
    """The lesson's question, and one answer to it, closed."""
    st.subheader(lesson.think.title, anchor=False)
    write(lesson.think.text, **numbers)
    with st.expander("想好了再看：一种想法", icon=":material/lightbulb:"):
        write(lesson.think.more, **numbers)


def done(lesson: Lesson) -> None:
    """The button by which a learner says that the lesson is learnt."""
    known = lesson.key in progress.load().lessons
    st.button(
        "学过了" if known else "这一课学完了",
        key="lesson_done",
        icon=":material/check:",
        disabled=known,
        on_click=progress.mark,
        args=(lesson.key,),
    )


def foot(key: str, following: str) -> None:
    """The end of a page that is one lesson; its last element, as it hands over the progress."""
    lesson = text.load(key)
    st.divider()
    question(lesson)
    with st.container(horizontal=True, vertical_alignment="center"):
        done(lesson)
        frame.link(following, f"下一站：{PAGES[following].title}")
    progress.keep()
