"""The checkpoints that can be chosen: one ships in `models/`, the others come from the hub."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from lib.model import manifest

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
SHIPPED = "zh-bert-tiny"
SOURCES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")


class CheckpointError(RuntimeError):
    """A checkpoint cannot be loaded; the message says why and what to do, in Chinese."""


@dataclass(frozen=True)
class Checkpoint:
    """One entry of the catalogue. `revision` (a commit) is set for hub checkpoints only."""

    key: str
    title: str
    source: str
    about: str
    layers: int
    heads: int
    download_mb: int = 0
    revision: str | None = None

    @property
    def folder(self) -> Path | None:
        """Where a shipped checkpoint lies; None for one from the hub."""
        return None if self.revision else ROOT / self.source


def _json(path: Path) -> dict:
    """The object in a JSON file, or {} where there is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _shipped() -> Checkpoint:
    folder = ROOT / "models" / SHIPPED
    # A damaged folder must not keep the catalogue from being shown: load() reports it.
    config = _json(folder / "config.json")
    return Checkpoint(
        key=SHIPPED,
        title="自带的小模型",
        source=f"models/{SHIPPED}",
        about="随程序一起安装，不需要网络。",
        layers=config.get("num_hidden_layers", 1),
        heads=config.get("num_attention_heads", 1),
    )


CATALOGUE = {
    checkpoint.key: checkpoint
    for checkpoint in (
        _shipped(),
        Checkpoint(
            key="bert-base-chinese",
            title="bert-base-chinese",
            source="google-bert/bert-base-chinese",
            about="谷歌 2018 年的中文 BERT，读得更懂；第一次用要联网下载。",
            layers=12,
            heads=12,
            download_mb=412,
            revision="8f23c25b06e129b6c986331a13d8d025a92cf0ea",
        ),
        Checkpoint(
            key="rbt3",
            title="hfl/rbt3",
            source="hfl/rbt3",
            about="哈工大讯飞的三层 RoBERTa-wwm；第一次用要联网下载。",
            layers=3,
            heads=12,
            download_mb=156,
            revision="0aa0527ff4170f29e1dfd3eb6ef60dc67e1bf75c",
        ),
    )
}


def load(checkpoint: Checkpoint):
    """(model, tokenizer) on the CPU, in float32, attending through `lib.attention`.

    Slow (imports torch, reads the weights): keep the result. Raises CheckpointError.
    """
    torch, AutoModelForMaskedLM, AutoTokenizer, implementation = _libraries()
    folder = checkpoint.folder
    if folder is not None and not (folder / "config.json").is_file():
        raise CheckpointError(
            f"找不到模型文件夹 {checkpoint.source}。请重新下载整个项目，或用 git 恢复这个文件夹。"
        )
    if folder is not None and (others := manifest.changed(folder, SOURCES)):
        raise CheckpointError(
            f"{checkpoint.source} 里的文件坏了或不完整：{'、'.join(others)} 不是 manifest.json 里"
            "记的那个。请重新下载整个项目，或用 git 恢复这个文件夹；"
            "要是你自己换上的，请运行 make precompute。"
        )
    # Without a network, what was downloaded before still loads, and nothing is retried.
    where = {"local_files_only": folder is not None or not _hub_answers()}
    if folder is None:
        where["revision"] = checkpoint.revision
    source = checkpoint.source if folder is None else str(folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, **where)
        model, info = AutoModelForMaskedLM.from_pretrained(
            source, dtype=torch.float32, weights_only=True, output_loading_info=True, **where
        )
        # transformers would fill the gaps with random weights and a five-word vocabulary.
        if info["missing_keys"]:
            raise ValueError(f"no weights for {sorted(info['missing_keys'])}")
        if not len(tokenizer.all_special_ids) < len(tokenizer) <= model.config.vocab_size:
            raise ValueError(f"{len(tokenizer)} pieces for {model.config.vocab_size} embeddings")
        # A NaN spreads to every number that is shown as measured.
        if bad := [name for name, p in model.named_parameters() if not p.isfinite().all()]:
            raise ValueError(f"not finite: {bad[0]} and {len(bad) - 1} more")
    # transformers, safetensors and the hub raise many kinds; all mean that it cannot be used.
    except Exception as error:
        raise CheckpointError(_explain(checkpoint, error)) from error
    model.set_attn_implementation(implementation)
    return model.eval(), tokenizer


def _libraries():
    """torch, two of transformers' classes, the name of our attention. Raises CheckpointError."""
    try:
        import torch
        from transformers import AutoModelForMaskedLM, AutoTokenizer

        from lib.model.bert import IMPLEMENTATION
    # A missing system library, a full disk, no temporary folder: each has a kind of its own.
    except Exception as error:
        log.exception("torch or transformers cannot be imported")
        raise CheckpointError(
            f"运行模型要用的 PyTorch 启动不了（{type(error).__name__}：{str(error)[:120]}）。"
            "不用模型的页面照常能用。请重新安装依赖（删掉 .venv 再运行 make run），再重启程序。"
        ) from error
    return torch, AutoModelForMaskedLM, AutoTokenizer, IMPLEMENTATION


def _hub_answers() -> bool:
    """Asked once, with a short patience: transformers' own retries would take a minute."""
    from huggingface_hub import constants
    from huggingface_hub.utils import get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=5)
    except Exception:  # no network, no name, a proxy that refuses, offline mode
        return False
    return True


def _explain(checkpoint: Checkpoint, error: Exception) -> str:
    if checkpoint.folder is None:
        return (
            f"没能下载 {checkpoint.title}（约 {checkpoint.download_mb} MB）："
            "请检查网络，或改用自带的小模型，它不需要联网。"
        )
    return (
        f"{checkpoint.source} 里的文件坏了或不完整（{type(error).__name__}）。"
        "请重新下载整个项目，或用 git 恢复这个文件夹。"
    )


def facts(checkpoint: Checkpoint) -> dict:
    """What `training.json` says of a shipped checkpoint (tokens seen, validation loss …), or {}."""
    return _belonging(checkpoint, "training.json")


def evaluation(checkpoint: Checkpoint) -> dict:
    """What `evaluation.json` says of a shipped checkpoint, beside its baselines, or {}."""
    return _belonging(checkpoint, "evaluation.json")


def _belonging(checkpoint: Checkpoint, name: str) -> dict:
    if checkpoint.folder is None or not manifest.fits(checkpoint.folder, name):
        return {}
    return _json(checkpoint.folder / name)
