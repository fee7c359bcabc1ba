"""Reading a checkpoint from its folder into memory, and everything that can be wrong with it."""

import logging
from pathlib import Path
from typing import Any

from lib.model import hub_files, manifest, turns
from lib.model.checkpoints import SOURCES, Checkpoint, CheckpointError
from lib.model.hub_files import WEIGHTS

# The masked-language-model heads of the families that are tested: BERT; RoBERTa; ELECTRA's
# generator; ALBERT; DistilBERT.
HEADS = ("cls.", "lm_head.", "generator_", "predictions.", "vocab_")
log = logging.getLogger(__name__)


def folder_of(checkpoint: Checkpoint) -> Path | None:
    """Where the checkpoint's files lie on this machine; None where it is not downloaded yet."""
    if checkpoint.folder is not None:
        return checkpoint.folder
    return hub_files.folder_of(checkpoint.source, checkpoint.revision or "")


def load(checkpoint: Checkpoint) -> tuple[Any, Any]:
    """(model, tokenizer) on the CPU, in float32, attending through `lib.attention`.

    model.untrained_head is True where the file holds no head that guesses masked tokens: such a
    checkpoint is good for its attention. Asks no network. Slow (imports torch, reads the weights):
    keep the result. Raises CheckpointError.
    """
    torch, AutoModelForMaskedLM, AutoTokenizer, implementation = _libraries()
    folder = folder_of(checkpoint)
    if folder is None:
        raise CheckpointError(
            f"{checkpoint.title} 还没有下载（约 {checkpoint.download_mb} MB）。"
            "请到“换模型”一页下载，或改用自带的小模型，它不需要联网。"
        )
    if not (folder / "config.json").is_file():
        raise CheckpointError(
            f"找不到模型文件夹 {checkpoint.source}。请重新下载整个项目，或用 git 恢复这个文件夹。"
        )
    _compare(checkpoint, folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        model, info = AutoModelForMaskedLM.from_pretrained(
            str(folder),
            dtype=torch.float32,
            weights_only=True,
            output_loading_info=True,
            local_files_only=True,
        )
        # transformers would fill the gaps with random weights and a five-word vocabulary.
        missing = sorted(info["missing_keys"])
        model.untrained_head = bool(missing) and all(key.startswith(HEADS) for key in missing)
        if missing and not model.untrained_head:
            raise ValueError(f"no weights for {missing}")
        if not len(tokenizer.all_special_ids) < len(tokenizer) <= model.config.vocab_size:
            raise ValueError(f"{len(tokenizer)} pieces for {model.config.vocab_size} embeddings")
        if not tokenizer.is_fast or tokenizer.mask_token_id is None:
            raise ValueError("a tokenizer without offsets or without a mask")
        # A NaN spreads to every number that is shown as measured.
        if bad := [name for name, p in model.named_parameters() if not p.isfinite().all()]:
            raise ValueError(f"not finite: {bad[0]} and {len(bad) - 1} more")
        model.set_attn_implementation(implementation)
        turns.guard(model)
    # transformers, safetensors and tokenizers raise many kinds; all mean that it cannot be used.
    except Exception as error:
        log.warning("%s cannot be loaded: %r", folder, error)
        raise CheckpointError(_explain(checkpoint, error)) from error
    return model.eval(), tokenizer


def _compare(checkpoint: Checkpoint, folder: Path) -> None:
    """With the manifest beside it, or with the digest by which a hub's cache names a large file."""
    listed = manifest.read(folder)
    others = manifest.changed(folder, [name for name in listed if _decides(name)])
    for name in WEIGHTS:
        real = (folder / name).resolve()
        if len(real.name) == 64 and real.is_file() and manifest.digest(real) != real.name:
            others.append(name)
    if others:
        raise CheckpointError(
            f"{_where(checkpoint, folder)} 里的文件坏了或不完整：{'、'.join(others)} 和登记的摘要"
            f"对不上。{_remedy(checkpoint, folder)}"
        )


def _decides(name: str) -> bool:
    """Whether the file decides what the model computes (unlike a table about it)."""
    return name in SOURCES or name in WEIGHTS or name.startswith("vocab")


def _libraries() -> tuple[Any, Any, Any, str]:
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


def _where(checkpoint: Checkpoint, folder: Path | None) -> str:
    return str(folder) if checkpoint.revision else checkpoint.source


def _remedy(checkpoint: Checkpoint, folder: Path | None) -> str:
    if checkpoint.revision:
        return "请到“换模型”一页删掉重新下载，或改用自带的小模型。"
    return "请重新下载整个项目，或用 git 恢复这个文件夹；要是你自己换上的，请运行 make precompute。"


def _explain(checkpoint: Checkpoint, error: Exception) -> str:
    kind = str(error).split(":")[0] if "model type" in str(error) else type(error).__name__
    return (
        f"{_where(checkpoint, folder_of(checkpoint))} 里的文件坏了或不完整，"
        f"或不是这里读得了的模型（{kind[:80]}）。{_remedy(checkpoint, folder_of(checkpoint))}"
    )
