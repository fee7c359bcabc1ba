"""Small components of our own (JavaScript beside this file), each registered once."""

import re
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
SPARE = re.compile(r"^[ ]*/\*\*.*?\*/\n|^[ ]*//[^\n]*\n|^[ ]+", re.MULTILINE | re.DOTALL)


def register(name: str, *parts: str):
    """The mounting command of `<name>.js` with `<name>.css`, if there is one.

    `parts`: files that several components share, put before them as they are.
    """
    css, js = ("\n".join(_texts((*parts, name), ending)) for ending in ("css", "js"))
    return st.components.v2.component(name, css=css or None, js=js)


def drawing(*parts: str) -> str:
    """The JavaScript of these files, for a page that stands by itself."""
    return "\n".join(_texts(parts, "js"))


def _texts(names: tuple[str, ...], ending: str) -> list[str]:
    """Without comments and indents: Streamlit sends them with every run of a page."""
    files = (HERE / f"{name}.{ending}" for name in names)
    found = [file.read_text("utf-8") for file in files if file.is_file()]
    return [SPARE.sub("", text) for text in found]
