"""The picture with which a visit begins comes before all else that its page has.

A browser that has the whole of a page to set draws the picture last of all. So the boxes above it
are held back, and what stands below it is not sent, until the browser has had a moment for it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.ui import choices

MOMENT = 0.5  # seconds in which the browser draws the picture undisturbed; 0: nothing is held back
_RUNS = "_runs"  # of pages in this visit

# From which width of the window on 一句话's boxes take how many rem, by how they wrap.
ROOM = {
    0: 43.9, 348: 42.5, 394: 42, 442: 48.6, 451: 46.35, 510: 41.1, 617: 36.35,
    641: 22.35, 645: 20.95, 676: 20.45, 770: 32.35, 810: 27.1, 864: 28, 870: 32.35, 938: 27.1,
    1045: 22.35, 1073: 20.95, 1104: 20.45, 1257: 15.7,
}  # fmt: skip
# A box that is still loading is narrower and lower than it will be, and the rows wrap otherwise.
_KEPT = """<style>
.st-key-boxes { min-height: var(--room); }
.st-key-boxes:has([data-testid="stSkeleton"]) { max-height: var(--room); overflow: clip; }
""" + "\n".join(
    f"@media (min-width: {width}px) {{ .st-key-boxes {{ --room: {rem}rem; }} }}"
    for width, rem in ROOM.items()
)


def keep_room() -> None:
    """Keep the place of `st.container(key="boxes")` until its boxes are there."""
    st.html(f"{_KEPT}</style>")


def another_page() -> None:
    """Counts the runs of a visit; once at the beginning of each."""
    st.session_state[_RUNS] = st.session_state.get(_RUNS, 0) + 1


@dataclass
class Picture:
    """`waits`: whether boxes are held back for it, and those that are."""

    waits: bool
    held: list[ForwardMsg] = field(default_factory=list)

    @contextmanager
    def boxes(self) -> Iterator[None]:
        """What is drawn here, into containers that are there already, comes after the picture."""
        context = get_script_run_ctx() if self.waits else None
        if context is None:
            yield
            return
        send = context._enqueue
        context._enqueue = self.held.append
        try:
            yield
        finally:
            context._enqueue = send


@contextmanager
def picture_first(at_hand: bool = False) -> Iterator[Picture]:
    """Around the picture of a page on which a visit may begin; what follows comes a moment later.

    Boxes are held back only where the picture of a bare address is `at_hand`: otherwise a page may
    wait for a model, or stop, and what its boxes say of that must be seen.
    """
    first = bool(MOMENT) and st.session_state[_RUNS] == 1
    picture = Picture(first and at_hand and not choices.here())
    try:
        yield picture
        if first:
            time.sleep(MOMENT)
    finally:
        context = get_script_run_ctx()
        if context is not None:
            for message in picture.held:
                context._enqueue(message)
