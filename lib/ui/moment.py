"""The picture with which a visit begins comes before all else that its page has.

A browser that has the whole of a page to set draws the picture last of all, and while a server that
has just started imports modules, the browser waits for each of Streamlit's own files. So nothing is
sent, and nothing imported, until the browser has had a moment for the picture.
"""

import time

import streamlit as st

from lib.ui import choices

MOMENT = 0.5  # seconds in which the browser draws the picture undisturbed; 0: everything at once
_RUNS = "_runs"  # of pages in this visit

# From which width of the window on 一句话's boxes take how many rem, by how they wrap.
ROOM = {
    0: 43.9, 348: 42.5, 394: 42, 442: 48.6, 451: 46.35, 510: 41.1, 617: 36.35,
    641: 22.35, 645: 20.95, 676: 20.45, 770: 32.35, 810: 27.1, 864: 28, 870: 32.35, 938: 27.1,
    1045: 22.35, 1073: 20.95, 1104: 20.45, 1257: 15.7,
}  # fmt: skip
# A box that is still loading is narrower and lower than it will be, and the rows wrap otherwise.
_KEPT = (
    """<style>
.st-key-boxes { min-height: var(--room); }
.st-key-boxes:has([data-testid="stSkeleton"]) { max-height: var(--room); overflow: clip; }
"""
    + "\n".join(
        f"@media (min-width: {width}px) {{ .st-key-boxes {{ --room: {rem}rem; }} }}"
        for width, rem in ROOM.items()
    )
    + "</style>"
)


def keep_room() -> None:
    """Keep the place of `st.container(key="boxes")` until its boxes are there."""
    st.html(_KEPT)


def another_page() -> None:
    """Counts the runs of a visit; once at the beginning of each."""
    st.session_state[_RUNS] = st.session_state.get(_RUNS, 0) + 1


def _first() -> bool:
    """Whether this run begins a visit."""
    return bool(MOMENT) and st.session_state[_RUNS] == 1


def begins() -> bool:
    """Whether this run begins a visit with nothing chosen in the address."""
    return _first() and not choices.here()


def give() -> None:
    """After the picture of a page on which a visit may begin: what follows comes a moment later."""
    if _first():
        time.sleep(MOMENT)
