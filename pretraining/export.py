"""Stage 6: a checkpoint that plain transformers loads: config, tokenizer, float16 safetensors.

    python -m pretraining.export runs/train models/zh-bert-tiny

The old checkpoint is replaced only if the new one has the lower loss on the validation lines.
What was trained is added to training.json and curve.csv in the same folder.
"""

import argparse
import copy
import csv
import datetime
import filecmp
import json
import shutil
from pathlib import Path

import torch
from transformers import BertForMaskedLM

from lib.model import manifest
from pretraining.errors import PipelineError, exit_with_message
from pretraining.files import replacing

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")
MODEL_FILES = ("config.json", "model.safetensors", *TOKENIZER_FILES)
CURVE = ("tokens", "learning_rate", "valid_loss", "valid_accuracy")


def export(model: BertForMaskedLM, vocabulary: Path, target: Path) -> None:
    """Write the folder in half precision; an older one is replaced only when all is written."""
    half = copy.deepcopy(model).to("cpu", torch.float16)
    with replacing(target) as folder:
        half.save_pretrained(folder)
        for name in TOKENIZER_FILES:
            shutil.copyfile(Path(vocabulary) / name, folder / name)


def read_log(run: Path) -> list[dict[str, str]]:
    with (Path(run) / "log.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def read_facts(folder: Path) -> dict:
    """What training.json says of a model; nothing of a new one."""
    file = Path(folder) / "training.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def stretches(folder: Path) -> list[dict]:
    """How a model was trained so far, one entry a run."""
    return read_facts(folder).get("stretches", [])


def describe(run: Path, folder: Path, name: str, validation: dict[str, float]) -> None:
    """Bring training.json and curve.csv in `folder` up to date with this run of model `name`.

    validation: {"loss", "accuracy"} of the exported half-precision weights.
    """
    file, curve = Path(folder) / "training.json", Path(folder) / "curve.csv"
    facts = read_facts(folder)
    config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    rows = read_log(run)
    last = [row for row in rows if row["valid_loss"]][-1]
    before = facts.get("tokens_seen", 0)
    stretch = {
        "tokens": int(last["tokens"]),
        "minutes": round(float(last["seconds"]) / 60, 1),
        "loss_in_float32": float(last["valid_loss"]),
        "recipe": json.loads((Path(run) / "recipe.json").read_text(encoding="utf-8")),
    }
    facts |= {
        "name": name,
        "layers": config["num_hidden_layers"],
        "heads": config["num_attention_heads"],
        "hidden": config["hidden_size"],
        "intermediate": config["intermediate_size"],
        "positions": config["max_position_embeddings"],
        "vocabulary": config["vocab_size"],
        "parameters": sum(p.numel() for p in BertForMaskedLM.from_pretrained(folder).parameters()),
        "dtype": "float16",
        "tokens_seen": before + stretch["tokens"],
        "validation": {key: round(value, 4) for key, value in validation.items()},
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "licence": facts.get("licence", "CC-BY-SA-4.0"),
        "stretches": [*stretches(folder), stretch],
    }
    file.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    new = not curve.exists()
    with curve.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, CURVE, extrasaction="ignore", lineterminator="\n")
        if new:
            writer.writeheader()
        for row in rows:
            if row["valid_loss"]:
                writer.writerow(row | {"tokens": before + int(row["tokens"])})


def install(run: Path, target: Path, validation: dict[str, float]) -> None:
    """Put a run's export into a folder that also holds a card, keeping what else is there."""
    source = Path(run) / "export"
    missing = [name for name in MODEL_FILES if not (source / name).is_file()]
    if missing:
        raise PipelineError(f"{source} is not a finished export: {', '.join(missing)} missing.")
    with replacing(target) as folder:
        if Path(target).is_dir():
            shutil.copytree(target, folder)
        else:
            folder.mkdir()
        for name in MODEL_FILES:
            shutil.copyfile(source / name, folder / name)
        describe(run, folder, Path(target).name, validation)
        # What was measured of the old weights is no longer listed, and so not used.
        manifest.write(folder, (*MODEL_FILES, "training.json", "curve.csv"))


def main() -> None:
    from pretraining.batches import Tokens
    from pretraining.ids import load_tokenizer
    from pretraining.model import MaskedLanguageModel, load
    from pretraining.validation import validate

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="the folder that training wrote")
    parser.add_argument("target", type=Path, help="the folder to ship")
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    options = parser.parse_args()
    new, old = (folder / "model.safetensors" for folder in (options.run / "export", options.target))
    if old.is_file() and filecmp.cmp(new, old, shallow=False):
        print(f"{options.target} already holds this run.")  # a later stage failed; go on there
        return
    size = load_tokenizer(options.run / "export").get_vocab_size()
    valid = Tokens.load(options.tokens, "valid", options.run / "export")
    results = []
    for folder in (options.run / "export", options.target):
        if (folder / "config.json").is_file():
            loss, accuracy = validate(MaskedLanguageModel(load(folder, size)), valid)
            results.append({"loss": loss, "accuracy": accuracy})
            print(f"{folder}: validation loss {loss:.4f}, accuracy {accuracy:.4f}")
    if len(results) == 2 and results[0]["loss"] >= results[1]["loss"]:
        raise PipelineError(f"{options.target} is better as it is; nothing was changed.")
    install(options.run, options.target, results[0])
    print(f"{options.target} is up to date; now: python -m pretraining.evaluate {options.target}")


if __name__ == "__main__":
    exit_with_message(main)
