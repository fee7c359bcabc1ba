"""Memory that was freed goes back to the system, as the system itself counts it."""

import gc
import subprocess
import sys
import threading

import psutil
import pytest

from deploy.launcher import ROOT
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


APART = """
import ctypes
from lib.ui import freed

class Counted(ctypes.Structure):  # mallinfo2(3)
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

freed._library.mallinfo2.restype = Counted
{begin}
for _ in range(5):
    block = bytearray(8 * 2**20)
    del block
before = freed._library.mallinfo2().hblkhd
block = bytearray(8 * 2**20)
print(freed._library.mallinfo2().hblkhd - before)
"""


@pytest.mark.skipif(not hasattr(freed._library, "mallinfo2"), reason="glibc 2.33 and newer count")
@pytest.mark.parametrize(("begin", "apart"), [("freed.give_back()", True), ("", False)])
def test_a_large_block_stands_apart_also_after_others_have_been_freed(begin, apart):
    code = APART.format(begin=begin)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (int(done.stdout) >= 8 * 2**20) is apart, done.stderr
