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
