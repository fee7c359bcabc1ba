"""A checkpoint of the learner's own: a folder on this machine, or any name on the hub."""

import dataclasses
import json
import re
from pathlib import Path

from lib.model import hub_files, memory
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.model.hub_files import WEIGHTS

LONGEST = 300  # characters of a path or a name


def from_folder(text: str) -> Checkpoint:
    """The checkpoint that lies in a folder. Raises CheckpointError."""
    folder = Path(text.strip()).expanduser()
    if not text.strip() or len(text) > LONGEST:
        raise CheckpointError("写一个文件夹的路径，例如 ~/models/my-bert。")
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        layers, heads = layers_and_heads(config)
        weights = next((folder / w for w in WEIGHTS if (folder / w).is_file()), None)
    except OSError:
        raise CheckpointError(f"{folder} 里读不到 config.json。") from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(
            f"{folder} 里的 config.json 不是一个 BERT 一类的模型的：读不出层数和头数。"
        ) from None
    if weights is None:
        raise CheckpointError(f"{folder} 里没有 {' 或 '.join(WEIGHTS)}。")
    try:
        mb = round(memory.count(weights) * 4 / 1e6)
    except (OSError, ValueError, KeyError, TypeError):
        mb = round(weights.stat().st_size / 1e6)
    name = folder.resolve().name
    return Checkpoint(
        _key(str(folder.resolve())),
        name,
        str(folder.resolve()),
        "你自己的文件夹。",
        layers,
        heads,
        round(weights.stat().st_size / 1e6),
        mb,
    )


def from_name(name: str, revision: str) -> Checkpoint:
    """A name on the hub at a fixed revision; its size is known once it is here (`sized`).

    Raises CheckpointError.
    """
    name, revision = name.strip(), revision.strip().lower()
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}", name) or ".." in name:
        raise CheckpointError("模型的名字写成“作者/名字”，例如 google-bert/bert-base-chinese。")
    if not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise CheckpointError(
            "版本要写全 40 位（commit 的号，在模型页的 Files → History 里）："
            "同一个名字下的文件会变。"
        )
    about = "你自己选的 hub 上的模型。"
    return Checkpoint(_key(name), name, name, about, 0, 0, revision=revision)


def sized(checkpoint: Checkpoint) -> Checkpoint:
    """The same with its numbers, read from the files once they are here. Raises CheckpointError."""
    folder = (
        hub_files.folder_of(checkpoint.source, checkpoint.revision) if checkpoint.revision else None
    )
    if folder is None:
        return checkpoint
    read = from_folder(str(folder))
    return dataclasses.replace(
        checkpoint,
        layers=read.layers,
        heads=read.heads,
        download_mb=read.download_mb,
        memory_mb=read.memory_mb,
    )


def layers_and_heads(config: dict) -> tuple[int, int]:
    """Of a config.json: BERT's names, or DistilBERT's. Raises KeyError, ValueError, TypeError."""
    layers = config["num_hidden_layers"] if "num_hidden_layers" in config else config["n_layers"]
    heads = config["num_attention_heads"] if "num_attention_heads" in config else config["n_heads"]
    if not (0 < int(layers) <= 200 and 0 < int(heads) <= 200):
        raise ValueError("not a number of layers and heads")
    return int(layers), int(heads)


def _key(text: str) -> str:
    return "own-" + re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[-80:]
