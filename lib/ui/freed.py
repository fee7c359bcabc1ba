"""What has been freed goes back to the system.

glibc keeps freed memory for itself, in as many as eight arenas a core, and every run of a page is a
thread of its own: after fifty visitors with long sentences that was as much memory as all of their
numbers take (https://sourceware.org/glibc/manual/latest/html_node/Malloc-Tunable-Parameters.html).
Nothing happens where there is no glibc.
"""

import ctypes
import gc
import sys
import time

ARENAS = 2
M_ARENA_MAX = -8  # as malloc.h has it
PAUSE = 10.0  # seconds between two times, which take some milliseconds each

_last = 0.0


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


_library = _glibc()


def give_back() -> None:
    """From now on few arenas, and what is free in them is given back. Calling it again is free."""
    if _library is not None and _after_a_collection not in gc.callbacks:
        _library.mallopt(M_ARENA_MAX, ARENAS)
        gc.callbacks.append(_after_a_collection)


def _after_a_collection(phase: str, info: dict) -> None:
    """A full collection comes some seconds after a page was sent (`garbage.collect_later`)."""
    global _last
    if phase == "stop" and info["generation"] == 2 and time.monotonic() - _last > PAUSE:
        _last = time.monotonic()
        _library.malloc_trim(0)
