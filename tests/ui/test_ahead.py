"""The shipped model comes in the background: once, and never twice."""

import threading

import pytest

from lib.model import loading
from lib.model.checkpoints import CATALOGUE, SHIPPED, CheckpointError
from lib.model.shelf import Shelf
from lib.ui import readings
from lib.ui.models import ahead
from tests.waiting import PATIENCE, until


@pytest.fixture
def slow(monkeypatch):
    """(loads, go): a shelf whose loads are counted and end when `go` is set; nothing has begun."""
    loads, go = [], threading.Event()

    class Model:
        untrained_head = True

    def load(checkpoint):
        loads.append(checkpoint.key)
        assert go.wait(PATIENCE)
        return Model(), "a tokenizer"

    monkeypatch.setattr(loading, "load", load)
    monkeypatch.setattr(readings, "shelf", Shelf())
    monkeypatch.setattr(ahead, "_begun", threading.Lock())
    monkeypatch.setattr(ahead, "WAIT", 0)
    monkeypatch.setenv("MODEL_AHEAD", "1")
    yield loads, go
    go.set()


def test_two_pages_and_a_sentence_load_it_once_and_the_page_says_that_it_is_coming(slow):
    loads, go = slow
    ahead.begin()
    ahead.begin()
    until(lambda: readings.shelf.loading)
    assert "后台" in readings._loading(CATALOGUE[SHIPPED])
    found = []
    asking = threading.Thread(target=lambda: found.append(readings.model(SHIPPED)))
    asking.start()
    go.set()
    asking.join(PATIENCE)
    assert found and loads == [SHIPPED]
    until(lambda: not readings.shelf.loading)
    assert readings._loading(CATALOGUE[SHIPPED]) == ""


def test_it_can_be_switched_off(slow, monkeypatch):
    monkeypatch.setenv("MODEL_AHEAD", "0")
    ahead.begin()
    assert ahead._begun.acquire(blocking=False)  # nobody has begun


def test_a_model_that_cannot_be_loaded_is_told_to_the_one_who_asks(slow, monkeypatch):
    def broken(checkpoint):
        raise CheckpointError("坏了")

    monkeypatch.setattr(loading, "load", broken)
    ahead.load()
    with pytest.raises(CheckpointError, match="坏了"):
        readings.model(SHIPPED)
