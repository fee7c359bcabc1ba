"""What can never be garbage is kept out of the garbage collector's walks, and these are few.

Left to itself Streamlit forces a full collection after every run of a script. With torch,
transformers, pandas and Altair imported that walks over half a million objects that live as long as
the process: at a click with the model loaded, nine tenths of the server's time; and over what a
hundred visits keep, a third. So Streamlit's is switched off (.streamlit/config.toml), and one is
made for all runs of some seconds. When that has been made and modules or a model were loaded since
the last freeze, what it has left is frozen (https://docs.python.org/3/library/gc.html#gc.freeze).
Before that walk everything frozen earlier is thawed, so that what has meanwhile become garbage
goes: a model put out, sessions that ended.
"""

import gc
import sys
import threading
import time

PAUSE = 10.0  # seconds from a run of a page to the collection for it and for all after it

KEPT = 900  # seconds after which all is walked again, for the sessions that a freeze has caught

_modules = -1  # how many there were at the last freeze; −1: freeze anew
_due = threading.Event()  # set while a collection is to come
_until = 0.0  # the clock (time.monotonic) until which it holds


def keep_out() -> None:
    """From now on freeze after each wave of imports. Calling it again changes nothing."""
    if _around_a_collection not in gc.callbacks:
        gc.callbacks.append(_around_a_collection)


def collect_later() -> None:
    """A full collection, PAUSE seconds from now; where one is due already it does for this too."""
    if not _due.is_set():
        _due.set()
        timer = threading.Timer(PAUSE, _collect, [_due])
        timer.daemon = True
        timer.start()


def _collect(due: threading.Event) -> None:
    due.clear()  # before: what is left behind meanwhile is for the next one
    gc.collect()


def refreeze() -> None:
    """At the next full collection thaw, collect and freeze: something large came or went."""
    global _modules
    _modules = -1


def _around_a_collection(phase: str, info: dict) -> None:
    global _modules, _until
    if info["generation"] < 2 or (_modules == len(sys.modules) and time.monotonic() < _until):
        return
    if phase == "start":
        gc.unfreeze()
    else:
        gc.freeze()
        _modules, _until = len(sys.modules), time.monotonic() + KEPT
