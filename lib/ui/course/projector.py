"""A lesson on a wall: large type, nothing but the figure and its control, arrow keys to step."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.ui import choices

KEY = "projector"

CSS = """<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], .st-key-projector_words,
[data-testid="stMain"] :is(h1, [data-testid="stCaptionContainer"], [data-testid="stExpander"]) {
  display: none;
}
[data-testid="stMainBlockContainer"] { max-width: 100%; zoom: 1.5; padding-top: 1rem; }
</style>"""

# The step's own buttons do the work; a key that turns a slider or writes a text is left alone.
ARROWS = """<script>
if (!window.lessonArrows) {
  window.lessonArrows = true;
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".st-key-projector_words")) return;
    if (event.target.closest("input, textarea, canvas, [role=slider], [role=radiogroup]")) return;
    const way = { ArrowRight: "go_on", ArrowLeft: "go_back", PageDown: "go_on",
                  PageUp: "go_back" }[event.key];
    const button = way && document.querySelector(`.st-key-${way} button`);
    if (button) { event.preventDefault(); button.click(); }
  });
}
</script>"""


def on() -> bool:
    """Whether the lesson is shown on a wall."""
    return bool(st.session_state.get(KEY))


def switch() -> None:
    """The switch, kept in the address; large type where it is on."""
    if choices.toggle(
        "投影",
        False,
        KEY,
        help="给全班看：字放大，只留图和它的开关。左右方向键（或翻页笔）换步。",
    ):
        st.html(CSS)
        st.html(ARROWS, unsafe_allow_javascript=True)


def left_out() -> DeltaGenerator:
    """A place whose content is not shown on a wall."""
    return st.container(key="projector_words")
