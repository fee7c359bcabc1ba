"""The words around a lesson: terms linked, how to read a page, the question at its end."""

import re

import streamlit as st

from lib.course.lessons import texts
from lib.course.lessons.texts import Lesson
from lib.ui import frame, projector
from lib.ui.course import progress_panel, term_links
from lib.ui.menu import following
from lib.ui.models import ahead

# A browser breaks a line after a formula, also before the mark that closes the phrase, and a word
# joiner does not keep it from that: the mark goes into the formula. Between two formulas a space
# of no width, as “$$” would begin a displayed one.
CLOSING = re.compile(r"\$([，。；：、！？）”]+)")


def filled(words: str, **numbers: str) -> str:
    """Markdown with the numbers filled in and its terms linked to the glossary."""
    linked = texts.TERM.sub(
        lambda match: term_links.term(match[2], match[1]), texts.fill(words, **numbers)
    )
    return CLOSING.sub(lambda mark: rf"\text{{{mark[1]}}}$" + "\u200b", linked)


def write(words: str, **numbers: str) -> None:
    """`filled`, on the page."""
    st.markdown(filled(words, **numbers))


def how_to_read(lesson: Lesson) -> None:
    """The steps of `lib/course/texts/<key>.md`, under a heading that `frame.how_below` leads to."""
    st.header("这一页怎么读", anchor="how")
    for step in lesson.steps:
        write(f"**{step.title}**　{step.text}")


def question(lesson: Lesson, **numbers: str) -> None:
    """The lesson's question, and one answer to it, closed."""
    st.header(lesson.think.title, anchor=False)
    write(lesson.think.text, **numbers)
    with st.expander("想好了再看：一种想法", icon=":material/lightbulb:"):
        write(lesson.think.more, **numbers)


def onward(key: str) -> None:
    """Say that the page is learnt, or go to the next station, which says it too."""
    known = key in progress_panel.load().lessons
    mark = {"on_click": progress_panel.mark, "args": (key,)}
    st.button(
        "学过了" if known else "这一课学完了",
        key="lesson_done",
        icon=":material/check:",
        disabled=known,
        **mark,
    )
    station = following(key)
    if station is not None and st.button(
        f"下一站：{station.title}",
        key="onward",
        icon=":material/arrow_forward:",
        type="primary",
        **mark,
    ):
        frame.go(station.key)


def next_stop(key: str) -> None:
    """A link onward, where being done is not said by a button."""
    station = following(key)
    if station is not None:
        frame.link(station.key, f"下一站：{station.title}", ":material/arrow_forward:")


def foot(key: str, *, how: bool = False) -> None:
    """The end of a page that is one lesson; its last element, as it hands over the progress.

    how: its words stand here, below the figures (see `frame.how_below`).
    """
    lesson = texts.load(key)
    with projector.left_out():
        st.divider()
        if how:
            how_to_read(lesson)
        question(lesson)
    end(key)


def end(key: str) -> None:
    """As `foot`, where there is no question to take along."""
    with st.container(horizontal=True, vertical_alignment="center"):
        onward(key)
    progress_panel.keep()
    ahead.begin()
