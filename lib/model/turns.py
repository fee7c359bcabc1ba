"""Forward passes of many learners take turns: first come, first served, as many at once as cores.

Without this whoever asks most is served most: a page that switches off every head one by one asks
for as many passes as there are heads, and a lock of Python's wakes any of those who wait. Each pass
is one turn, so that a sentence waits for one pass of each learner before it, not for whole pages.
Passes are not joined to batches: padding would change the order of sums, and a reading would no
longer be the same to the bit for everybody; and on a processor a batch takes as long as its parts.
"""

import os
import threading
from collections import deque
from typing import Any

LONG = 5  # passes ahead of one's own from which on a page says so


class Turns:
    """At most `at_once` hold a turn; the others wait in the order in which they came."""

    def __init__(self, at_once: int):
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self) -> None:
        """Returns when it is the caller's turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def give_back(self) -> None:
        """The turn goes to the one who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


passes = Turns(os.cpu_count() or 1)  # of all models: they share the processor


def guard(model: Any, turns: Turns = passes) -> None:
    """Every call of this torch module takes a turn, and gives it back whatever happens."""
    model.register_forward_pre_hook(lambda *_: turns.take())
    model.register_forward_hook(lambda *_: turns.give_back(), always_call=True)


def told(turns: Turns = passes) -> str:
    """A line for learners where the queue is long; otherwise nothing."""
    count = turns.waiting
    return f"现在用的人多，前面还有 {count} 次计算在排队……" if count >= LONG else ""
