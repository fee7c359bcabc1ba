"""What a run of a page leaves for the garbage collector to walk over, and what it still finds."""

import gc
import threading
import weakref
from types import SimpleNamespace

import pytest
from streamlit import config

from lib.model.checkpoints import SHIPPED
from lib.ui import garbage, readings
from tests.pages.open_page import open_page


@pytest.fixture(autouse=True)
def thawed():
    """What a test freezes does not stay frozen; no earlier test's collection comes between."""
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.cancel()
    garbage._due.clear()
    garbage.thaw()
    yield
    gc.unfreeze()
    garbage.thaw()


class Thing:
    """Something in a circle, which only the collector can take away."""

    def __init__(self):
        self.me = self


def test_with_the_model_loaded_a_collection_walks_over_few_objects():
    at = open_page("sentence", s="今天我们去公园里看花。")
    garbage.collect()
    at.run()
    walked = len(gc.get_objects())  # the frozen ones are not among them
    assert not at.exception
    assert walked < 40_000  # 455,000 without the freeze
    assert gc.get_freeze_count() > 10 * walked


def test_what_a_freeze_has_caught_is_found_when_something_large_came_or_went():
    thing = weakref.ref(Thing())
    caught = thing()
    garbage.collect()
    del caught
    garbage.collect()
    assert thing() is not None  # frozen: nobody looks
    garbage.thaw()
    garbage.collect()
    assert thing() is None


def test_what_comes_after_a_freeze_is_collected_as_ever():
    garbage.collect()
    thing = weakref.ref(Thing())
    garbage.collect()
    assert thing() is None


def test_a_freeze_does_not_hold_for_ever(monkeypatch):
    caught = Thing()
    thing = weakref.ref(caught)
    garbage.collect()
    del caught
    later = garbage.time.monotonic() + garbage.KEPT
    monkeypatch.setattr(garbage.time, "monotonic", lambda: later)
    garbage.collect()
    assert thing() is None


def test_runs_soon_after_each_other_have_one_collection_together(monkeypatch):
    assert config.get_option("runner.postScriptGC") is False  # or there were one each
    promised = []

    def timer(pause, act, given):
        return SimpleNamespace(start=lambda: promised.append((act, given)))

    monkeypatch.setattr(garbage.threading, "Timer", timer)
    monkeypatch.setattr(garbage, "_due", threading.Event())  # others' timers have their own
    open_page("glossary")
    open_page("glossary")
    [(collect, given)] = promised
    thing = weakref.ref(Thing())
    collect(*given)
    assert thing() is None
    garbage.collect_later()  # the first one is over: what came after it needs another
    assert len(promised) == 2


def test_the_server_reads_with_one_thread():
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    readings.shelf.clear()
    try:
        readings.model(SHIPPED)
        counted = []
        run = threading.Thread(target=lambda: counted.append(torch.get_num_threads()))
        run.start()  # every run of a page is a thread of its own
        run.join()
        assert counted == [1]
    finally:
        torch.set_num_threads(before)
