"""How to read a page, on demand; and its end: a question, “学完了”, the next lesson."""

import streamlit as st

from lib.lessons import text
from lib.ui import frame, glossary, progress
from lib.ui.menu import PAGES


def linked(words: str) -> str:
    """Markdown with [查询](term:query) turned into links to the glossary."""
    return text.TERM.sub(lambda match: glossary.term(match[2], match[1]), words)


def read_first(key: str) -> None:
    """The steps of `content/<key>.md` in a closed panel."""
    with st.expander("第一次来？先读这个", icon=":material/lightbulb:"):
        for step in text.load(key).steps:
            st.markdown(f"**{step.title}**　{linked(step.text)}")


def foot(key: str, following: str) -> None:
    """The question to take along, the button that marks the lesson, and where to go next.

    The page's last element: it also hands the progress to the browser.
    """
    lesson = text.load(key)
    st.divider()
    st.subheader(lesson.think.title, anchor=False)
    st.markdown(linked(lesson.think.text))
    with st.expander("想好了再看：一种想法", icon=":material/psychology_alt:"):
        st.markdown(linked(lesson.think.more))
    with st.container(horizontal=True, vertical_alignment="center"):
        done = key in progress.load().lessons
        st.button(
            "学过了" if done else "这一课学完了",
            icon=":material/check:",
            disabled=done,
            on_click=progress.mark,
            args=(key,),
        )
        frame.link(following, f"下一站：{PAGES[following].title}")
    progress.keep()
