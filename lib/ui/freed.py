"""What has been freed goes back to the system.

glibc keeps freed memory for itself, in as many as eight arenas a core, and every run of a page is a
thread of its own: after fifty visitors with long sentences that was as much memory as all of their
numbers take (https://sourceware.org/glibc/manual/latest/html_node/Malloc-Tunable-Parameters.html).
And large blocks it takes from the system one by one only until it has seen a few of them freed:
from then on out of the heap, where they leave holes, with thirty learners of 60 MiB. Below LARGE
the heap is cheaper: to take the 1.5 MB of a long sentence's weights apart costs a third more.
Nothing happens where there is no glibc.
"""

import ctypes
import gc
import sys
import time

ARENAS = 2
LARGE = 2**22  # bytes of a block that is always taken from the system apart
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # as malloc.h has them
PAUSE = 10.0  # seconds between two times, which take some milliseconds each

_last = 0.0


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


_library = _glibc()


def give_back() -> None:
    """From now on few arenas, and what is free goes back. Calling it again costs nothing."""
    if _library is not None and _after_a_collection not in gc.callbacks:
        _library.mallopt(M_ARENA_MAX, ARENAS)
        _library.mallopt(M_MMAP_THRESHOLD, LARGE)
        gc.callbacks.append(_after_a_collection)


def _after_a_collection(phase: str, info: dict) -> None:
    """A full collection comes some seconds after a page was sent (`garbage.collect_later`)."""
    global _last
    if phase == "stop" and info["generation"] == 2 and time.monotonic() - _last > PAUSE:
        _last = time.monotonic()
        _library.malloc_trim(0)
