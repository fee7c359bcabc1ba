"""What can never be garbage is kept out of the garbage collector's walks.

Streamlit forces a full collection after every run of a script. With torch, transformers, pandas
and Altair imported that walks over half a million objects that live as long as the process: at a
click with the model loaded, nine tenths of the server's time. So when a full collection has just
been made and modules or a model were loaded since the last freeze, what it has left is frozen
(https://docs.python.org/3/library/gc.html#gc.freeze). Before that walk everything frozen earlier
is thawed, so that what has meanwhile become garbage goes: a model put out, sessions that ended.
"""

import gc
import sys
import time

KEPT = 900  # seconds after which all is walked again, for the sessions that a freeze has caught

_modules = -1  # how many there were at the last freeze; −1: freeze anew
_until = 0.0  # the clock (time.monotonic) until which it holds


def keep_out() -> None:
    """From now on freeze after each wave of imports. Calling it again changes nothing."""
    if _around_a_collection not in gc.callbacks:
        gc.callbacks.append(_around_a_collection)


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
