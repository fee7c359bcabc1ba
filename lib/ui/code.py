"""“看代码”: the source of the functions that made a picture, read from the files themselves."""

import inspect
from collections.abc import Callable

import streamlit as st


def show_code(*functions: Callable) -> None:
    """A closed panel with the source of each function and the file where it stands."""
    with st.expander("看代码", icon=":material/code:"):
        for function in functions:
            module = inspect.getmodule(function).__name__.replace(".", "/")
            st.caption(f"`{module}.py`")
            st.code(inspect.getsource(function), language="python", wrap_lines=True)
