"""Waiting for what another thread brings about."""

import threading

PATIENCE = 60  # seconds


def until(true) -> None:
    """Return once `true()` holds; AssertionError after PATIENCE seconds."""
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError("it never came")
