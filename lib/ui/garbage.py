"""What can never be garbage is kept out of the garbage collector's walks, and these are few.

Left to itself Streamlit forces a full collection after every run of a script. With torch,
transformers, pandas and Altair imported that walks over half a million objects that live as long as
the process: at a click with the model loaded, nine tenths of the server's time; and over what a
hundred visits keep, a third. So Streamlit's is switched off (.streamlit/config.toml), and one is
made for all runs of some seconds. What it has left is frozen, so that the next one walks only over
what has come since (https://docs.python.org/3/library/gc.html#gc.freeze). After a model came or
went, and every few minutes, all is thawed before, so that what has become garbage goes.
"""

import gc
import threading
import time

PAUSE = 10.0  # seconds from a run of a page to the collection for it and for all after it
KEPT = 300.0  # seconds after which all is walked again, for the sessions that a freeze has caught

_due = threading.Event()  # set while a collection is to come
_until = 0.0  # the clock (time.monotonic) until which what is frozen stays so


def collect_later() -> None:
    """A full collection, PAUSE seconds from now; where one is due already it does for this too."""
    if not _due.is_set():
        _due.set()
        timer = threading.Timer(PAUSE, collect, [_due])
        timer.daemon = True
        timer.start()


def collect(due: threading.Event = _due) -> None:
    """Collect what has come since the last time, or everything, and freeze what is left."""
    global _until
    due.clear()  # before: what is left behind meanwhile is for the next one
    if time.monotonic() >= _until:
        gc.unfreeze()
        _until = time.monotonic() + KEPT
    gc.collect()
    gc.freeze()


def thaw() -> None:
    """The next collection walks over everything: something large came or went."""
    global _until
    _until = 0.0
