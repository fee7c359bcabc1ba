"""Heads of other models: measured in the background once, kept by revision or digest."""

import time
from dataclasses import replace

import pytest

from lib.heads import measuring
from lib.heads.measured import HEADS
from lib.model import own
from lib.model.checkpoints import CATALOGUE, SHIPPED, CheckpointError
from tests.heads.test_roles import file
from tests.model.families import save

HUB = next(entry for entry in CATALOGUE.values() if entry.revision)


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A cache folder of its own, and nothing known."""
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    HEADS.forget()
    yield
    HEADS.forget()


def finish(checkpoint) -> None:
    until = time.monotonic() + 30
    while (job := HEADS.job(checkpoint)) is not None and not job.failed:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_it_is_measured_once_and_then_known_from_disk(monkeypatch):
    asked = []

    def measure(model, tokenizer, key, covered, progress):
        asked.append((model, key))
        progress(0.5)
        return file()

    monkeypatch.setattr(measuring, "measure", measure)
    assert HEADS.known(HUB) is None
    HEADS.start(HUB, lambda: ("model", "tokenizer"))
    finish(HUB)
    assert asked == [("model", HUB.key)]
    assert HEADS.path(HUB).is_file() and HUB.revision in HEADS.path(HUB).name
    HEADS.forget()  # another process
    assert HEADS.known(HUB).basis == file().basis


def test_another_revision_is_measured_anew():
    HEADS.path(HUB).parent.mkdir(parents=True)
    file().save(HEADS.path(HUB))
    assert HEADS.known(replace(HUB, revision="0" * 40)) is None
    assert HEADS.known(HUB) is not None


def test_what_fails_is_told_and_can_be_begun_again(monkeypatch):
    def broken():
        raise OSError("no network")

    HEADS.start(HUB, broken)
    finish(HUB)
    assert HEADS.job(HUB).failed == "OSError: no network"

    def damaged():
        raise CheckpointError("文件坏了。")

    HEADS.start(HUB, damaged)
    finish(HUB)
    assert HEADS.job(HUB).failed == "文件坏了。"  # it needs no English name before it
    monkeypatch.setattr(measuring, "measure", lambda *_, **__: file())
    HEADS.start(HUB, lambda: (None, None))
    finish(HUB)
    assert HEADS.known(HUB) is not None


def test_without_a_right_to_write_it_is_known_until_the_process_ends(monkeypatch):
    monkeypatch.setattr(measuring, "measure", lambda *_, **__: file())
    monkeypatch.setenv("SEEING_ATTENTION_HOME", "/dev/null/nowhere")
    HEADS.start(HUB, lambda: (None, None))
    finish(HUB)
    assert HEADS.known(HUB) is not None


def test_a_damaged_file_is_not_known():
    HEADS.path(HUB).parent.mkdir(parents=True)
    HEADS.path(HUB).write_text("{")
    assert HEADS.known(HUB) is None


def test_a_shipped_model_is_not_measured_here():
    assert HEADS.known(CATALOGUE[SHIPPED]) is None


def test_an_own_folder_is_known_by_its_weights_and_other_weights_are_measured_anew(
    tmp_path, monkeypatch
):
    save("BERT", tmp_path / "mine")
    mine = own.from_folder(str(tmp_path / "mine"))
    assert HEADS.known(mine) is None
    monkeypatch.setattr(measuring, "measure", lambda *_, **__: file())
    HEADS.start(mine, lambda: (None, None))
    finish(mine)
    HEADS.forget()
    assert HEADS.known(mine).basis == file().basis
    with (tmp_path / "mine" / "model.safetensors").open("ab") as weights:
        weights.write(b" ")
    assert HEADS.known(mine) is None
