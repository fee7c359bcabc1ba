"""Stage 7: what a model can do, beside its baselines and beside other models, in one run.

    python -m pretraining.evaluate models/zh-bert-tiny
    python -m pretraining.evaluate models/zh-bert-tiny ~/bert-base-chinese --beside runs/beside.md
    python -m pretraining.evaluate models/zh-bert-tiny ~/bert-base-chinese --again

Writes evaluation.json into each checkpoint's folder; `python -m pretraining.card` puts it in words.
Any folder with a masked language model of BERT's kind can stand beside ours: it is asked at the
same places of the same lines, in its own vocabulary.
"""

import argparse
import json
import os
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoModelForMaskedLM, AutoTokenizer
from transformers.utils import logging

from lib.model import manifest
from pretraining.corpus import DEFAULT_FOLDER
from pretraining.encode import write_cache
from pretraining.errors import PipelineError, exit_with_message
from pretraining.evaluation import (
    beside,
    breakdown,
    fill_mask,
    head_roles,
    masked_characters,
    minimal_pairs,
    syntax_heads,
)
from pretraining.evaluation.ground import Ground, prepare
from pretraining.files import replacing
from pretraining.ids import fingerprint
from pretraining.model import MaskedLanguageModel
from pretraining.validation import validate

SHIPPED = Path("models/zh-bert-tiny")


def facts(folder: Path, model) -> dict:
    """Sizes, and in which precision the weights are stored."""
    files = sorted(Path(folder).glob("model*.safetensors"))
    dtypes = {str(t.dtype).removeprefix("torch.") for f in files for t in load_file(f).values()}
    stored = files or sorted(Path(folder).glob("pytorch_model*.bin"))
    return {
        "layers": model.config.num_hidden_layers,
        "heads": model.config.num_attention_heads,
        "hidden": model.config.hidden_size,
        "vocabulary": model.config.vocab_size,
        "parameters": sum(p.numel() for p in model.parameters()),
        "megabytes": round(sum(file.stat().st_size for file in stored) / 1e6, 2),
        "dtype": "/".join(sorted(dtypes)),
    }


def open_checkpoint(folder: Path) -> tuple:
    """(model in single precision, its tokenizer) of a folder on this disk."""
    if not (Path(folder) / "config.json").is_file():
        raise PipelineError(f"No checkpoint in {folder} (config.json is missing).")
    try:
        model = AutoModelForMaskedLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer
    except (OSError, ValueError, AttributeError) as error:
        raise PipelineError(
            f"{folder} cannot be opened as a masked language model: {error}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return model.eval(), tokenizer


def evaluate(folder: Path, ground: Ground) -> dict:
    """All figures of one checkpoint as one dictionary."""
    logging.disable_progress_bar()
    model, tokenizer = open_checkpoint(folder)
    results = {"checkpoint": facts(folder, model)}
    own = same_entries(tokenizer, ground.tokenizer)

    print(f"{folder}: masked characters …", flush=True)
    covered = ground.covered
    if not own:
        covered = masked_characters.translate(covered, ground.tokenizer, tokenizer)
    scores = masked_characters.model_scores(model, covered)
    scored = {"model": scores} | ground.counted
    results["masked_characters"] = {
        "positions": len(covered.row),
        **{name: masked_characters.summary(s) for name, s in scored.items()},
    }
    results["by_source"] = breakdown.by_source(covered, scored, ground.valid)
    results["by_word_length"] = breakdown.by_word_length(covered, scored, ground.valid)
    results["calibration"] = breakdown.calibration(scores)
    if own:  # the masks of the training are drawn in ids
        loss, accuracy = validate(MaskedLanguageModel(model), ground.valid)
        results["training_masks"] = {"loss": loss, "accuracy": accuracy}

    print(f"{folder}: minimal pairs …", flush=True)
    margins = [
        {"model": margin} | counted
        for margin, counted in zip(
            minimal_pairs.model_margins(ground.pairs, tokenizer, model),
            ground.counted_pairs,
            strict=True,
        )
    ]
    results["minimal_pairs"] = minimal_pairs.summary(ground.pairs, margins)
    results["minimal_pairs_missed"] = [
        f"{pair.before}[{pair.right}|{pair.wrong}]{pair.after}"
        for pair, margin in zip(ground.pairs, margins, strict=True)
        if margin["model"] <= 0
    ]

    print(f"{folder}: heads …", flush=True)
    hits = (syntax_heads.hits(part, model, tokenizer) for part in (ground.dev, ground.test))
    results["syntax_heads"] = syntax_heads.both_ways(*hits)
    results["head_roles"] = head_roles.measure(ground.dev, model, tokenizer)
    results["fill_mask"] = fill_mask.fill(folder)
    return results


def same_entries(one: Tokenizer, other: Tokenizer) -> bool:
    return fingerprint(one) == fingerprint(other)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoints", type=Path, nargs="*", default=[SHIPPED])
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--vocabulary", type=Path, default=SHIPPED, help="that of the tokens")
    parser.add_argument("--treebank", type=Path, default=Path("../shared/ud"))
    parser.add_argument("--beside", type=Path, help="write all of them as one Markdown table here")
    parser.add_argument("--again", action="store_true", help="only the table, measured before")
    options = parser.parse_args()
    every = {}
    if options.again:
        for folder in options.checkpoints:
            every[folder.name] = measured(folder)
    else:
        every = measure(options)
    table = beside.table(every)
    if options.beside:
        with replacing(options.beside) as file:
            file.write_text(table, encoding="utf-8")
    print(table)


def measured(folder: Path) -> dict:
    """What an earlier run of this stage found."""
    file = folder / "evaluation.json"
    if not file.is_file():
        raise PipelineError(f"No {file}: measure it first, without --again.")
    return json.loads(file.read_text(encoding="utf-8"))


def measure(options: argparse.Namespace) -> dict[str, dict]:
    """Evaluate every checkpoint that was named, and write down what was found beside it."""
    if not options.tokens.exists():
        print(f"encoding {options.corpus} into {options.tokens}, once …", flush=True)
        write_cache(options.corpus, options.vocabulary, options.tokens, os.cpu_count())
    print("counting the corpus …", flush=True)
    ground = prepare(options.tokens, options.vocabulary, options.treebank)
    every = {}
    for folder in options.checkpoints:
        every[folder.name] = results = evaluate(folder, ground)
        with replacing(folder / "evaluation.json") as file:
            text = json.dumps(results, ensure_ascii=False, indent=1)
            file.write_text(text + "\n", encoding="utf-8")
        manifest.add(folder, "evaluation.json")
    return every


if __name__ == "__main__":
    exit_with_message(main)
