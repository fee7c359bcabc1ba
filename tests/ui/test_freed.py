"""Memory that was freed goes back to the system, as the system itself counts it."""

import gc
import threading

import psutil
import pytest

from lib.ui import freed

pytestmark = pytest.mark.skipif(freed._library is None, reason="for glibc only")


def test_what_a_thread_has_freed_goes_back_at_the_next_full_collection(monkeypatch):
    freed.give_back()
    monkeypatch.setattr(freed, "_last", -freed.PAUSE)
    process = psutil.Process()

    def work() -> None:
        # Small pieces, of which the last one keeps the arena from shrinking by itself.
        pieces = [bytearray(60_000) for _ in range(2000)]
        last.append(pieces[-1])

    last = []
    gc.disable()
    try:
        before = process.memory_info().rss
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        kept = process.memory_info().rss - before
        gc.collect()
        left = process.memory_info().rss - before
    finally:
        gc.enable()
    assert kept > 60e6  # otherwise there was nothing to give back
    assert left < kept / 3
