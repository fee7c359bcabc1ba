"""Memory that was freed goes back to the system, as the system itself counts it."""

import subprocess
import sys

import pytest

from deploy.launcher import ROOT
from lib.ui import freed

pytestmark = pytest.mark.skipif(freed._library is None, reason="for glibc only")


def told(code: str) -> list[int]:
    """What a process of its own prints: in this one others have left free memory behind."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [int(number) for number in done.stdout.split()]


THREAD = """
import gc, threading, psutil
from lib.ui import freed

freed.give_back()
freed._last = -freed.PAUSE
process = psutil.Process()
last = []

def work():
    # Small pieces, of which the last one keeps the arena from shrinking by itself.
    pieces = [bytearray(60_000) for _ in range(2000)]
    last.append(pieces[-1])

gc.disable()
before = process.memory_info().rss
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(process.memory_info().rss - before)
gc.collect()
print(process.memory_info().rss - before)
"""


def test_what_a_thread_has_freed_goes_back_at_the_next_full_collection():
    kept, left = told(THREAD)
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
    [grown] = told(APART.format(begin=begin))
    assert (grown >= 8 * 2**20) is apart
