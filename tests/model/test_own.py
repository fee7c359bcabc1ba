"""A learner's own folder or hub name: what is accepted, and what a wrong one is told."""

import json

import pytest

from lib.model import own
from lib.model.checkpoints import CheckpointError
from lib.model.loading import load

from .families import FAMILIES, save


@pytest.mark.parametrize("family", FAMILIES)
def test_a_folder_of_any_family_is_taken_with_its_numbers(tmp_path, family):
    save(family, tmp_path / "mine")
    checkpoint = own.from_folder(f" {tmp_path}/mine ")
    assert (checkpoint.layers, checkpoint.heads) == (2, 2)
    assert checkpoint.title == "mine" and checkpoint.key.startswith("own-")
    assert checkpoint.folder == tmp_path / "mine"
    load(checkpoint)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "写一个文件夹的路径"),
        ("   ", "写一个文件夹的路径"),
        ("x" * 301, "写一个文件夹的路径"),
        ("/no/such/folder", "读不到 config.json"),
        ("bad\0name", "config.json"),
    ],
)
def test_a_folder_that_is_none_is_said_so(text, says):
    with pytest.raises(CheckpointError, match=says):
        own.from_folder(text)


@pytest.mark.parametrize(
    "config", ["", "[]", "{}", '{"num_hidden_layers": -1, "num_attention_heads": 2}', "null"]
)
def test_a_config_of_something_else_is_said_so(tmp_path, config):
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(CheckpointError, match="读不出层数和头数"):
        own.from_folder(str(tmp_path))


def test_a_folder_without_weights_is_said_so(tmp_path):
    sizes = {"num_hidden_layers": 2, "num_attention_heads": 2}
    (tmp_path / "config.json").write_text(json.dumps(sizes))
    with pytest.raises(CheckpointError, match="没有 model.safetensors 或 pytorch_model.bin"):
        own.from_folder(str(tmp_path))


def test_a_name_needs_a_full_revision():
    checkpoint = own.from_name(" somebody/model.v2 ", "A" * 40)
    assert (checkpoint.source, checkpoint.revision) == ("somebody/model.v2", "a" * 40)
    with pytest.raises(CheckpointError, match="版本要写全 40 位"):
        own.from_name("somebody/model", "main")


@pytest.mark.parametrize(
    "name", ["", "model", "a/b/c", "../../etc", "a/..", "http://x/y", "a b/c", "作者/名字", "a/b?c"]
)
def test_a_name_that_could_leave_its_place_is_refused(name):
    with pytest.raises(CheckpointError, match="作者/名字"):
        own.from_name(name, "0" * 40)
