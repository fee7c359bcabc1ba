"""“看代码”: the source of the functions that made a picture, read from the files themselves."""

import inspect
import tomllib
from collections.abc import Callable
from functools import cache

import streamlit as st

from lib.course.lessons.texts import FOLDER


@cache
def told() -> dict[str, str]:
    """Function → what it does, in a line for learners: the source's own comments are English."""
    return tomllib.loads((FOLDER / "code.toml").read_text("utf-8"))


@cache
def _source(function: Callable) -> str:
    return inspect.getsource(function)


def show_code(*functions: Callable) -> None:
    """A closed panel: what each function does, its file, its source.

    They are sent when it is opened: the browser would load the colours of code, and set every line,
    before it draws the page's first picture.
    """
    with st.expander("看代码", icon=":material/code:", key="code", on_change="rerun") as panel:
        for function in functions if panel.open else ():
            module = inspect.getmodule(function).__name__.replace(".", "/")
            if function.__name__ in told():
                st.markdown(f"**{function.__name__}**：{told()[function.__name__]}")
            st.caption(f"`{module}.py`")
            st.code(_source(function), language="python", wrap_lines=True)
