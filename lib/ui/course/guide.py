"""The words around a lesson: terms linked, how to read a page, the question at its end."""

import streamlit as st

from lib.course.lessons import texts
from lib.course.lessons.texts import Lesson
from lib.ui import frame
from lib.ui.course import progress_panel, term_links
from lib.ui.menu import PAGES


def write(words: str, **numbers: str) -> None:
    """Markdown with the numbers filled in and its terms linked to the glossary."""
    filled = texts.fill(words, **numbers)
    st.markdown(texts.TERM.sub(lambda match: term_links.term(match[2], match[1]), filled))


def read_first(key: str) -> None:
    """The steps of `lib/course/texts/<key>.md` in a closed panel."""
    with st.expander("第一次来？先读这个", icon=":material/lightbulb:"):
        for step in texts.load(key).steps:
            write(f"**{step.title}**　{step.text}")


def question(lesson: Lesson, **numbers: str) -> None:
    """The lesson's question, and one answer to it, closed."""
    st.subheader(lesson.think.title, anchor=False)
    write(lesson.think.text, **numbers)
    with st.expander("想好了再看：一种想法", icon=":material/lightbulb:"):
        write(lesson.think.more, **numbers)


def done(lesson: Lesson) -> None:
    """The button by which a learner says that the lesson is learnt."""
    known = lesson.key in progress_panel.load().lessons
    st.button(
        "学过了" if known else "这一课学完了",
        key="lesson_done",
        icon=":material/check:",
        disabled=known,
        on_click=progress_panel.mark,
        args=(lesson.key,),
    )


def foot(key: str, following: str) -> None:
    """The end of a page that is one lesson; its last element, as it hands over the progress."""
    lesson = texts.load(key)
    st.divider()
    question(lesson)
    with st.container(horizontal=True, vertical_alignment="center"):
        done(lesson)
        frame.link(following, f"下一站：{PAGES[following].title}")
    progress_panel.keep()
