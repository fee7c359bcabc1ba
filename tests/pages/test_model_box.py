"""The models behind 一句话的注意力: missing, broken, not to be reached, measured on demand."""

import dataclasses
import json
import shutil
import socket
import struct

import pytest

from lib import precompute
from lib.heads.measured import HEADS
from lib.model import checkpoints, loading
from lib.ui import readings
from lib.ui.models import fetch
from tests.pages.open_page import charts, open_page, said

# ── checkpoints that are missing or broken ──────────────────────────────────────────────────


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the shipped checkpoint, the only one that the app knows; nothing is cached."""
    name = checkpoints.SHIPPED
    folder = tmp_path / "models" / name
    shutil.copytree(checkpoints.ROOT / "models" / name, folder)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    caches = (readings.opening, readings.shelf, readings.live)
    for cached in caches:
        cached.clear()
    yield folder
    for cached in caches:
        cached.clear()


def test_a_copied_checkpoint_reads(models):
    at = open_page("sentence", s="你好。")
    assert not at.exception and not at.error


def test_missing_weights_are_explained_and_the_page_stands(models):
    (models / "model.safetensors").unlink()
    at = open_page("sentence", s="你好。")
    assert not at.exception
    assert "请重新下载整个项目" in said(at)
    assert at.text_input(key="s").value == "你好。"
    assert charts(at) == 0


def test_broken_weights_are_explained(models):
    (models / "model.safetensors").write_bytes(b"\0" * 100)
    at = open_page("sentence", s="你好。")
    assert not at.exception
    assert "文件坏了或不完整" in said(at)


def test_without_weights_the_opening_sentence_is_still_there(models):
    (models / "model.safetensors").unlink()
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_without_the_folder_the_page_says_so(models):
    shutil.rmtree(models)
    at = open_page("sentence")
    assert not at.exception
    assert "找不到模型文件夹" in said(at)


def test_a_damaged_opening_reading_is_read_anew(models):
    (models / "opening.npz").write_bytes(b"no archive")
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert charts(at) == 1


@pytest.fixture
def absent(tmp_path, monkeypatch):
    """The key of a catalogue entry that is on no hub; a cache of its own."""
    nowhere = dataclasses.replace(
        checkpoints.CATALOGUE["rbt3"], source="nobody/nothing", revision="0" * 40
    )
    monkeypatch.setitem(checkpoints.CATALOGUE, "rbt3", nowhere)
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    return "rbt3"


def is_back_at_the_shipped_model(at) -> None:
    assert not at.exception
    assert at.selectbox(key="model").value == checkpoints.SHIPPED
    assert at.text_input(key="s").value == "你好。"
    assert "没能下载" in said(at) and "请检查网络" in said(at) and "句子没有变" in said(at)
    at.run()  # said once; the learner goes on
    assert not at.exception and not at.warning


def test_without_a_network_the_page_returns_to_the_shipped_model(absent, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as hub:  # takes the call, says nothing
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hub.getsockname()[1]}")
        at = open_page("sentence", s="你好。", model=absent)
        assert not at.exception
        assert at.selectbox(key="model").value == absent
        assert charts(at) == 1  # meanwhile the shipped one reads
        download = at.session_state["_watched"]
        assert download.state == "running"
        hub.accept()[0].close()
    assert download.wait(30)
    at.run()
    is_back_at_the_shipped_model(at)


def test_a_download_that_ends_before_the_page_does_is_sent_back_too(absent, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")  # refused at once
    begin = fetch.start

    def start(checkpoint):
        download = begin(checkpoint)
        assert download.wait(30)
        return download

    monkeypatch.setattr(fetch, "start", start)
    is_back_at_the_shipped_model(open_page("sentence", s="你好。", model=absent))


# ── a model from the hub, whose heads are measured on demand ────────────────────────────────


@pytest.fixture
def from_hub(monkeypatch, tmp_path):
    """The shipped weights under the name of a hub model; nothing measured, a cache of its own."""
    entry = checkpoints.CATALOGUE["rbt3"]
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    twin = dataclasses.replace(
        entry, source=str(shipped.folder), layers=shipped.layers, heads=shipped.heads
    )
    monkeypatch.setitem(checkpoints.CATALOGUE, "rbt3", twin)
    monkeypatch.setattr(loading, "folder_of", lambda _: shipped.folder)
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    HEADS.forget()
    readings.shelf.clear()
    yield twin
    HEADS.forget()
    readings.shelf.clear()


def test_a_hub_models_heads_are_measured_on_demand(from_hub, monkeypatch):
    monkeypatch.setattr(HEADS, "_run", lambda *_: None)  # a measurement that never ends
    at = open_page("sentence", s="你好。", model="rbt3")
    assert not at.exception and "只在这一句上测得" in words_of(at)
    next(b for b in at.button if b.label == "在后台量一量它的头").click().run()
    assert not at.exception and HEADS.job(from_hub).share == 0
    HEADS.job(from_hub).failed = "OSError: 没有网络"
    at.run()
    assert "没有量成" in said(at)


def test_what_was_measured_of_a_hub_model_names_its_heads(from_hub):
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    HEADS.path(from_hub).parent.mkdir(parents=True)
    shutil.copy(precompute.heads_path(shipped), HEADS.path(from_hub))
    at = open_page("sentence", s="你好。", layer="3", head="4", model="rbt3")
    assert not at.exception and "句验证文字" in words_of(at)
    assert not any(b.label == "在后台量一量它的头" for b in at.button)


def words_of(at) -> str:
    """The Markdown of the page, and what the browser is given to say of each head."""
    (heads,) = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "heads")
    (length,) = struct.unpack_from("<I", heads.bytes)
    evidence = json.loads(heads.bytes[4 : 4 + length])["evidence"]
    return "\n".join([m.value for m in at.markdown] + [text for row in evidence for text in row])
