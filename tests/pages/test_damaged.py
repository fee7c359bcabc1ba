"""Every page where files beside the model, its weights or torch are not what they should be."""

import shutil
import sys

import pytest
import streamlit as st

from lib.model import checkpoints
from lib.ui import readings, store
from lib.ui.menu import PAGES

from .open_page import open_page, said

DERIVED = ("opening.npz", "heads.json", "places.npz", "training.json", "evaluation.json")

# The pages that read a sentence with the real model as soon as they open.
READS = {
    "home", "sentence", "side_by_side", "chain", "value_path", "verify", "why", "truth", "surgery",
    "pairs", "class_set", "limits", "practice",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the shipped checkpoint, the only one that the app knows; nothing is cached."""
    copy = tmp_path / "models" / checkpoints.SHIPPED
    shutil.copytree(checkpoints.ROOT / "models" / checkpoints.SHIPPED, copy)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    st.cache_resource.clear()
    store.clear()
    readings.shelf.clear()
    yield copy
    st.cache_resource.clear()
    store.clear()
    readings.shelf.clear()


def exchange_derived(folder):
    """Sound files, but of something else."""
    for name in DERIVED:
        (folder / name).write_bytes(b"[]" if name.endswith("json") else b"PK\x05\x06" + bytes(18))


@pytest.mark.parametrize("key", PAGES)
def test_what_was_made_for_other_weights_is_computed_live(folder, key):
    exchange_derived(folder)
    at = open_page(key)
    assert not at.exception and not at.error


@pytest.mark.parametrize("key", PAGES)
def test_damaged_weights_show_no_numbers_but_say_so(folder, key):
    exchange_derived(folder)
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-100] ^= 1
    weights.write_bytes(data)
    at = open_page(key)
    assert not at.exception
    assert bool(at.error) == (key in READS)
    assert not at.error or "里的文件坏了或不完整：model.safetensors" in said(at)
    if key == "practice":  # what needs no model is asked all the same
        assert any(button.label == "交答案" for button in at.button)


@pytest.mark.parametrize("key", PAGES)
def test_without_torch_every_page_stands_and_says_why(folder, key, monkeypatch):
    exchange_derived(folder)

    class Broken:
        def find_spec(self, name, *_):
            if name == "lib.model.bert":
                raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    for name in [n for n in sys.modules if n == "lib.model.bert"]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(sys.modules["lib.model"], "bert")
    at = open_page(key)
    assert not at.exception
    assert bool(at.error) == (key in READS)
    assert not at.error or "PyTorch 启动不了（OSError：libgomp" in said(at)
