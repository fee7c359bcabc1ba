"""Small components of our own (JavaScript beside this file), each registered once."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def register(name: str):
    """The mounting command of `<name>.js` with `<name>.css`, if there is one."""
    css = HERE / f"{name}.css"
    return st.components.v2.component(
        name,
        css=css.read_text("utf-8") if css.is_file() else None,
        js=(HERE / f"{name}.js").read_text("utf-8"),
    )
