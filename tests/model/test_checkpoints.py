"""What a learner is told when a checkpoint cannot be loaded."""

import json
import shutil
import socket
import sys
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, BertForPreTraining, BertTokenizer

from lib.model import checkpoints, manifest
from lib.model.bert import IMPLEMENTATION, read
from lib.model.checkpoints import Checkpoint, CheckpointError, facts
from lib.model.loading import load

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"小猫追着太阳跑，。"]
TINY = Checkpoint(key="tiny", title="tiny", source="models/tiny", about="", layers=2, heads=2)


def config(**other) -> BertConfig:
    sizes = dict(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16)
    return BertConfig(
        **(sizes | dict(vocab_size=len(VOCABULARY), max_position_embeddings=16) | other)
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    """A two-layer BERT of fourteen characters, as save_pretrained leaves it."""
    root = tmp_path_factory.mktemp("saved")
    folder = root / TINY.source
    torch.manual_seed(0)
    BertForMaskedLM(config()).save_pretrained(folder)
    vocabulary = {piece: i for i, piece in enumerate(VOCABULARY)}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    return root


@pytest.fixture
def folder(saved, tmp_path, monkeypatch) -> Path:
    """A copy of it where the catalogue looks for shipped checkpoints."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    return tmp_path / TINY.source


@pytest.fixture
def asked(monkeypatch) -> list:
    """Cuts the network off; returns the list of hosts that were asked for."""
    hosts = []

    def refuse(*address, **_):
        hosts.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return hosts


def test_a_local_bert_loads_and_reads_without_asking_the_network(folder, asked):
    model, tokenizer = load(TINY)
    assert asked == []
    assert model.config._attn_implementation == IMPLEMENTATION
    assert not model.training
    reading = read(model, tokenizer, "小猫追着[MASK]阳跑。", checkpoint="tiny")
    assert reading.weights.shape == (2, 2, 10, 10)
    assert len(reading.guesses[0].pieces) == len(VOCABULARY)


def test_half_precision_weights_are_read_in_single_precision(folder):
    BertForMaskedLM.from_pretrained(folder).half().save_pretrained(folder)
    model, _ = load(TINY)
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


def test_weights_the_language_model_does_not_need_do_no_harm(folder):
    # As bert-base-chinese comes: with a next-sentence head.
    BertForPreTraining(config()).save_pretrained(folder)
    load(TINY)


def change_config(**new):
    def change(folder: Path):
        data = json.loads((folder / "config.json").read_text("utf-8"))
        (folder / "config.json").write_text(json.dumps(data | new), "utf-8")

    return change


def write(name: str, data: bytes):
    return lambda folder: (folder / name).write_bytes(data)


def remove(*names: str):
    return lambda folder: [(folder / name).unlink() for name in names]


def cut(folder: Path):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def lose_a_tensor(folder: Path):
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    del tensors["bert.encoder.layer.1.attention.self.query.weight"]
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 6394792\n"

DAMAGE = {
    "weights cut off": cut,
    "weights empty": write("model.safetensors", b""),
    "weights a Git LFS pointer": write("model.safetensors", POINTER),
    "weights missing": remove("model.safetensors"),
    "weights without one tensor": lose_a_tensor,
    "weights of fewer layers": change_config(num_hidden_layers=3),
    "weights of another width": change_config(hidden_size=16),
    "weights of a larger vocabulary": change_config(vocab_size=20),
    "config not JSON": write("config.json", b"not json"),
    "config binary": write("config.json", b"\xff\xfe\0"),
    "config a list": write("config.json", b"[]"),
    "config empty": write("config.json", b"{}"),
    "config of another family": change_config(model_type="gpt2"),
    "config of an unheard-of family": change_config(model_type="no-such-model"),
    "config with heads that do not divide": change_config(num_attention_heads=3),
    "tokenizer not JSON": write("tokenizer.json", b"not json"),
    "tokenizer an empty object": write("tokenizer.json", b"{}"),
    "tokenizer missing": remove("tokenizer.json"),
    "tokenizer and its settings missing": remove("tokenizer.json", "tokenizer_config.json"),
    "tokenizer settings not JSON": write("tokenizer_config.json", b"not json"),
    "tokenizer larger than the model": lambda folder: BertTokenizer(
        vocab={piece: i for i, piece in enumerate([*VOCABULARY, *"天地人"])}
    ).save_pretrained(folder),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_files_are_reported_in_chinese(folder, damage, asked):
    damage(folder)
    with pytest.raises(CheckpointError, match="models/tiny 里的文件坏了或不完整.*请重新下载"):
        load(TINY)
    assert asked == []


def flip(folder: Path):
    path = folder / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1  # inside a weight: still a sound file of sound numbers
    path.write_bytes(data)


def exchange_two_pieces(folder: Path):
    path = folder / "tokenizer.json"
    path.write_text(path.read_text("utf-8").replace("猫", "天"), "utf-8")


MEDDLING = {
    "model.safetensors": flip,
    "tokenizer.json": exchange_two_pieces,
    "config.json": change_config(layer_norm_eps=1e-5),
    "tokenizer_config.json": remove("tokenizer_config.json"),
}


@pytest.mark.parametrize("name", MEDDLING)
def test_a_file_that_is_not_the_manifests_is_said_to_be_damaged(folder, name):
    manifest.write(folder)
    load(TINY)
    MEDDLING[name](folder)
    with pytest.raises(
        CheckpointError, match=f"坏了或不完整：{name} 和登记的摘要对不上.*precompute"
    ):
        load(TINY)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_said_to_be_damaged(folder, value):
    model = BertForMaskedLM.from_pretrained(folder)
    with torch.no_grad():
        model.bert.encoder.layer[1].output.dense.weight[3, 2] = value
    model.save_pretrained(folder)
    with pytest.raises(CheckpointError, match="坏了或不完整.*请重新下载"):
        load(TINY)


@pytest.mark.parametrize(
    "error",
    [ImportError("libgomp.so.1: cannot open"), OSError("No usable temporary directory found")],
    ids=["a system library missing", "no temporary folder"],
)
def test_torch_that_cannot_be_imported_is_reported_in_chinese(folder, monkeypatch, error):
    class Broken:
        """Stands where import looks first, and fails as a damaged installation does."""

        def find_spec(self, name, *_):
            if name == "lib.model.bert":
                raise error

    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "lib.model.bert")
    monkeypatch.delattr(sys.modules["lib.model"], "bert")
    with pytest.raises(CheckpointError, match="PyTorch 启动不了（.*照常能用.*重新安装"):
        load(TINY)


@pytest.mark.parametrize("gone", [shutil.rmtree, remove("config.json")])
def test_a_missing_folder_is_reported_in_chinese(folder, gone):
    gone(folder)
    with pytest.raises(CheckpointError, match="找不到模型文件夹 models/tiny.*请重新下载"):
        load(TINY)


@pytest.mark.parametrize("contents", [None, b"[]", b"not json", b"\xff", b"null"])
def test_the_catalogue_can_be_shown_whatever_the_shipped_folder_holds(
    folder, monkeypatch, contents
):
    monkeypatch.setattr(checkpoints, "SHIPPED", "tiny")
    remove("config.json")(folder)
    if contents is not None:
        write("config.json", contents)(folder)
        write("training.json", contents)(folder)
    assert checkpoints._shipped().key == "tiny"
    assert facts(TINY) == {}


# The hub.

NOWHERE = Checkpoint(
    key="nowhere",
    title="某模型",
    source="no-such-owner-here/no-such-model",
    about="",
    layers=1,
    heads=1,
    download_mb=412,
    revision="0" * 40,
)


def test_what_is_not_downloaded_is_said_so_without_asking_the_network(asked):
    with pytest.raises(CheckpointError, match="某模型 还没有下载（约 412 MB）.*自带的小模型"):
        load(NOWHERE)
    assert asked == []


def test_no_code_from_a_checkpoint_is_ever_run(folder, tmp_path):
    # A checkpoint that brings its own model code: the code must not even be imported.
    (folder / "modeling.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    change_config(auto_map={"AutoModelForMaskedLM": "modeling.Model"})(folder)
    load(TINY)
    assert not (tmp_path / "ran").exists()


def test_nothing_in_the_app_trusts_remote_code():
    root = Path(checkpoints.__file__).parents[2]
    sources = [*root.glob("*.py"), *root.glob("lib/**/*.py"), *root.glob("pages/**/*.py")]
    assert len(sources) > 10
    for source in sources:
        assert "trust_remote_code" not in source.read_text("utf-8"), source.name


def test_pickled_weights_that_run_code_are_refused(folder, tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    remove("model.safetensors")(folder)
    torch.save({"bert.embeddings.word_embeddings.weight": Evil()}, folder / "pytorch_model.bin")
    with pytest.raises(CheckpointError):
        load(TINY)
    assert not (tmp_path / "ran").exists()
