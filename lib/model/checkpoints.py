"""The checkpoints that can be chosen: one ships in `models/`, the others come from the hub."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lib.model import manifest

ROOT = Path(__file__).parents[2]
SHIPPED = "zh-bert-tiny"
SOURCES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
BEGINNING = "beginning.json"  # a shipped one's first pictures (lib/ui/heads/beginning.py)


class CheckpointError(RuntimeError):
    """A checkpoint cannot be loaded; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Size:
    """The numbers of a BERT's config that decide how large it is."""

    layers: int
    heads: int
    hidden: int
    vocabulary: int = 21128
    positions: int = 512

    @property
    def parameters(self) -> int:
        """Of a BertForMaskedLM whose feed-forward parts are four times as wide (tied decoder)."""
        d = self.hidden
        embeddings = (self.vocabulary + self.positions + 2) * d + 2 * d
        attention = 4 * (d * d + d) + 2 * d
        feed_forward = d * 4 * d + 4 * d + 4 * d * d + d + 2 * d
        head = d * d + d + 2 * d + self.vocabulary
        return embeddings + self.layers * (attention + feed_forward) + head


@dataclass(frozen=True)
class Checkpoint:
    """One entry of the catalogue. `revision` (a commit) is set for hub checkpoints only.

    download_mb and memory_mb (10⁶ bytes) are of the weights: as files, and in float32. Loading
    needs up to twice the memory for a moment.
    """

    key: str
    title: str
    source: str
    about: str
    layers: int
    heads: int
    download_mb: int = 0
    memory_mb: int = 0
    revision: str | None = None
    weights_sha256: str | None = None  # where it is known, other sources than the hub are safe too
    modelscope: str | None = None  # its name there

    @property
    def folder(self) -> Path | None:
        """Where a shipped or own checkpoint lies; None for one from the hub."""
        return None if self.revision else ROOT / self.source


def from_hub(
    key: str, source: str, revision: str, about: str, size: Size, **more: Any
) -> Checkpoint:
    """A hub checkpoint in float32, with what its size says."""
    mb = round(size.parameters * 4 / 1e6)
    found: dict[str, Any] = dict(
        key=key,
        title=key,
        source=source,
        about=about,
        layers=size.layers,
        heads=size.heads,
        download_mb=mb,
        memory_mb=mb,
        revision=revision,
    )
    return Checkpoint(**(found | more))


def _json(path: Path) -> dict:
    """The object in a JSON file, or {} where there is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _file_size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _shipped() -> Checkpoint:
    folder = ROOT / "models" / SHIPPED
    # A damaged folder must not keep the catalogue from being shown: load() reports it.
    config = _json(folder / "config.json")
    return Checkpoint(
        key=SHIPPED,
        title="自带的小模型",
        source=f"models/{SHIPPED}",
        about="读简体中文；随程序一起安装，不需要网络。",
        layers=config.get("num_hidden_layers", 1),
        heads=config.get("num_attention_heads", 1),
        memory_mb=round(_file_size(folder / "model.safetensors") * 2 / 1e6),  # float16 on disk
    )


CATALOGUE = {
    checkpoint.key: checkpoint
    for checkpoint in (
        _shipped(),
        from_hub(
            "chinese_roberta_L-4_H-256",
            "uer/chinese_roberta_L-4_H-256",
            "68d674689f3c9d425e5436149c8acece077187f1",
            "UER 的四层小模型，在大得多的语料上训练过；下载很快。",
            Size(4, 4, 256),
        ),
        from_hub(
            "chinese_roberta_L-4_H-512",
            "uer/chinese_roberta_L-4_H-512",
            "2e1f8e52c6226eae5e6ecc324c772c276a24b96c",
            "同一家的四层模型，宽一倍，头多一倍。",
            Size(4, 8, 512),
        ),
        from_hub(
            "minirbt-h256",
            "hfl/minirbt-h256",
            "446e1b4012b10946f479563005700c54c9db3f7c",
            "哈工大讯飞的六层小模型，由大模型教出来（知识蒸馏）。",
            Size(6, 8, 256),
        ),
        from_hub(
            "bert-base-chinese",
            "google-bert/bert-base-chinese",
            "8f23c25b06e129b6c986331a13d8d025a92cf0ea",
            "谷歌 2018 年的中文 BERT，读得懂得多。",
            Size(12, 12, 768),
            download_mb=412,  # the file also holds a pooler and a next-sentence head
            weights_sha256="3404a1ffd8da507042e8161013ba2a4fc49858b4e3f8fbf5ce5724f94883aec3",
            modelscope="google-bert/bert-base-chinese",
        ),
        from_hub(
            "chinese-macbert-base",
            "hfl/chinese-macbert-base",
            "a986e004d2a7f2a1c2f5a3edef4e20604a974ed1",
            "哈工大讯飞的 MacBERT：训练时用近义词代替 [MASK]。",
            Size(12, 12, 768),
        ),
        from_hub(
            "rbt3",
            "hfl/rbt3",
            "0aa0527ff4170f29e1dfd3eb6ef60dc67e1bf75c",
            "哈工大讯飞的三层 RoBERTa-wwm。作者说发布的权重里没有训练过的猜字头：看注意力用。",
            Size(3, 12, 768),
            title="hfl/rbt3",
        ),
    )
}


def facts(checkpoint: Checkpoint) -> dict:
    """What `training.json` says of a shipped checkpoint (tokens seen, validation loss …), or {}."""
    return _belonging(checkpoint, "training.json")


def evaluation(checkpoint: Checkpoint) -> dict:
    """What `evaluation.json` says of a shipped checkpoint, beside its baselines, or {}."""
    return _belonging(checkpoint, "evaluation.json")


def _belonging(checkpoint: Checkpoint, name: str) -> dict:
    folder = checkpoint.folder
    if folder is None:
        return {}
    stamps = tuple(_changed(folder / file) for file in (manifest.NAME, name))
    return _belonging_then(folder, name, stamps)


@lru_cache(32)
def _belonging_then(folder: Path, name: str, stamps: tuple[int, ...]) -> dict:
    """Read and digested once for every version of the files."""
    return _json(folder / name) if manifest.fits(folder, name) else {}


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0
