"""Stage 7: what the model can do, beside its baselines, in one run.

    python -m pretraining.evaluate models/zh-bert-tiny

Writes evaluation.json into the checkpoint's folder; `python -m pretraining.card` puts it in words.
"""

import argparse
import json
import os
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForMaskedLM
from transformers.utils import logging

from pretraining.batches import Tokens
from pretraining.corpus import CHINESE, DEFAULT_FOLDER
from pretraining.encode import load_tokenizer, write_cache
from pretraining.errors import exit_with_message
from pretraining.evaluation import (
    fill_mask,
    head_roles,
    masked_characters,
    minimal_pairs,
    syntax_heads,
    treebank,
)
from pretraining.evaluation.count_models import CountModels
from pretraining.files import replacing
from pretraining.model import MaskedLanguageModel, load
from pretraining.validation import validate

TREEBANK = "zh_gsdsimp-ud-{}.conllu"


def facts(folder: Path, model) -> dict:
    """Sizes, and what half precision took away: the largest rounding of any shipped weight."""
    file = Path(folder) / "model.safetensors"
    dtypes = {str(tensor.dtype).removeprefix("torch.") for tensor in load_file(file).values()}
    return {
        "layers": model.config.num_hidden_layers,
        "heads": model.config.num_attention_heads,
        "hidden": model.config.hidden_size,
        "vocabulary": model.config.vocab_size,
        "parameters": sum(p.numel() for p in model.parameters()),
        "megabytes": round(file.stat().st_size / 1e6, 2),
        "dtype": "/".join(sorted(dtypes)),
    }


def evaluate(folder: Path, tokens_folder: Path, treebank_folder: Path) -> dict:
    """All figures as one dictionary; needs the token cache of the same vocabulary."""
    logging.disable_progress_bar()
    tokenizer = load_tokenizer(folder)
    model = AutoModelForMaskedLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    size = model.config.vocab_size
    train, valid = (Tokens.load(tokens_folder, split, folder) for split in ("train", "valid"))
    results = {"checkpoint": facts(folder, model)}

    print("masked characters …", flush=True)
    counts = CountModels(train, size)
    is_chinese = torch.tensor(
        [bool(CHINESE.fullmatch(tokenizer.id_to_token(number))) for number in range(size)]
    )
    covered = masked_characters.choose(valid, is_chinese)
    scored = {"model": masked_characters.model_scores(model, covered)}
    scored |= masked_characters.count_scores(counts, covered)
    results["masked_characters"] = {
        "positions": len(covered.row),
        **{name: masked_characters.summary(*pair) for name, pair in scored.items()},
    }
    loss, accuracy = validate(MaskedLanguageModel(load(folder)), valid)  # as in training
    results["training_masks"] = {"loss": loss, "accuracy": accuracy}

    print("minimal pairs …", flush=True)
    pairs = minimal_pairs.read_pairs()
    margins = minimal_pairs.judge(pairs, tokenizer, model, counts)
    results["minimal_pairs"] = minimal_pairs.summary(pairs, margins)
    results["minimal_pairs_missed"] = [
        f"{pair.before}[{pair.right}|{pair.wrong}]{pair.after}"
        for pair, margin in zip(pairs, margins, strict=True)
        if margin["model"] <= 0
    ]

    print("heads …", flush=True)
    dev, test = (
        treebank.read_conllu(Path(treebank_folder) / TREEBANK.format(split))
        for split in ("dev", "test")
    )
    dev_hits, test_hits = (syntax_heads.hits(part, model, tokenizer) for part in (dev, test))
    results["syntax_heads"] = {
        "sentences": {"dev": dev_hits[""], "test": test_hits[""]},
        "relations": syntax_heads.compare(dev_hits, test_hits),
    }
    results["head_roles"] = head_roles.measure(dev, model, tokenizer)
    results["fill_mask"] = fill_mask.fill(folder)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path, nargs="?", default=Path("models/zh-bert-tiny"))
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--treebank", type=Path, default=Path("../shared/ud"))
    parser.add_argument("--output", type=Path, help="default: evaluation.json in the checkpoint")
    options = parser.parse_args()
    if not options.tokens.exists():
        print(f"encoding {options.corpus} into {options.tokens}, once …", flush=True)
        write_cache(options.corpus, options.checkpoint, options.tokens, os.cpu_count())
    results = evaluate(options.checkpoint, options.tokens, options.treebank)
    with replacing(options.output or options.checkpoint / "evaluation.json") as file:
        text = json.dumps(results, ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")
    for name in ("checkpoint", "masked_characters", "training_masks", "minimal_pairs"):
        print(name, json.dumps(results[name], ensure_ascii=False))
    for row in results["syntax_heads"]["relations"]:
        print(row)


if __name__ == "__main__":
    exit_with_message(main)
