"""A run on a card that is reached through a narrow door: pack here, train there, join here.

    python -m pretraining.narrow pack runs/carry            here; at most 64 MiB in one folder
    python -m pretraining.narrow rehearse runs/carry OUT    there: two sizes, tokens a second
    python -m pretraining.narrow train runs/carry OUT --preset card --minutes 6 --film
    python -m pretraining.narrow join OUT runs/card         here; then pretraining.export as always

There, it needs torch, transformers, accelerate, tokenizers, safetensors, numpy and tqdm, but no
network, no corpus and no segmenter. The budget ends by itself with the learning rate at zero; every
two minutes the weights are written out, so that a run that is cut off still yields a model. At most
8 files of 16 MiB leave. Snapshots are too many for that: --film looks at them there, in two to four
minutes after the training, and what leaves is upbringing.npz.
"""

import argparse
import csv
import json
import shutil
import tempfile
import time
from pathlib import Path

import torch
from transformers import BertForMaskedLM

from pretraining import initialise, packing, parts
from pretraining.batches import Tokens
from pretraining.errors import PipelineError, exit_with_message
from pretraining.export import TOKENIZER_FILES
from pretraining.files import replacing
from pretraining.ids import load_tokenizer
from pretraining.recipe import PRESETS, Recipe
from pretraining.train import Every, train

PACKED, VOCABULARY, TREEBANK = "tokens.xz", "vocabulary", "treebank"
MOST_CARRIED = 64 * 2**20
OUT_EVERY = 120.0  # seconds between checkpoints that leave
REHEARSED = ("card-small", "card")


def pack(tokens: Path, vocabulary: Path, carry: Path, treebank: Path | None = None) -> int:
    """Put token cache and vocabulary into a folder to bring along; returns its size in bytes."""
    with replacing(carry) as folder:
        (folder / VOCABULARY).mkdir(parents=True)
        for name in TOKENIZER_FILES:
            shutil.copyfile(Path(vocabulary) / name, folder / VOCABULARY / name)
        packing.write(tokens, folder / PACKED)
        if treebank:
            (folder / TREEBANK).mkdir()
            for file in Path(treebank).glob("*.conllu"):
                shutil.copyfile(file, folder / TREEBANK / file.name)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        if size > MOST_CARRIED:
            raise PipelineError(
                f"{size / 2**20:.0f} MiB do not fit through the door ({MOST_CARRIED / 2**20:.0f})."
            )
    return size


def start(recipe: Recipe, tokens: Path, vocabulary: Path, file: Path) -> None:
    """The PPMI start, counted on the card if there is one."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train_tokens = Tokens.load(tokens, "train", vocabulary, device)
    size = load_tokenizer(vocabulary).get_vocab_size()
    information = initialise.ppmi(initialise.cooccurrences(train_tokens, size, window=4))
    initialise.save_tables(information, recipe, file)


def run(
    recipe: Recipe,
    carry: Path,
    out: Path,
    work: Path,
    minutes: float | None = None,
    steps: int | None = None,
    every: Every | None = None,
    largest: int = parts.LARGEST,
) -> None:
    """Unpack, start, train, and write weights out as they come."""
    carry, work = Path(carry), Path(work)
    vocabulary, tokens = carry / VOCABULARY, work / "tokens"
    if not tokens.exists():
        packing.read(carry / PACKED, vocabulary, tokens)
    embeddings = work / f"embeddings-{recipe.hidden}.safetensors"
    if not embeddings.exists():
        start(recipe, tokens, vocabulary, embeddings)

    def leave(model: BertForMaskedLM, progress: dict) -> None:
        parts.write(model, progress, work / "run", out, largest)

    every = every or Every(log=15, valid=60, save=float("inf"), leave=OUT_EVERY)
    train(
        recipe, tokens, vocabulary, work / "run", embeddings=embeddings, minutes=minutes,
        steps=steps, every=every, leave=leave,
    )  # fmt: skip


def look(carry: Path, out: Path, work: Path) -> None:
    """The film of the run, made where its snapshots are."""
    from pretraining.upbringing import film

    made = film(work / "run", work / "tokens", carry / TREEBANK, carry / VOCABULARY)
    made.save(Path(out) / "upbringing.npz")


def rate(log: Path) -> float:
    """Tokens a second: the median of the log's second half, when everything is compiled."""
    with log.open(encoding="utf-8") as stream:
        rates = [float(row["tokens_per_second"]) for row in csv.DictReader(stream)]
    rates = sorted(rate for rate in rates[len(rates) // 2 :] if rate > 0)
    return rates[len(rates) // 2] if rates else 0.0


def rehearse(
    recipes: dict[str, Recipe], carry: Path, out: Path, work: Path, minutes: float
) -> dict[str, float]:
    """A short run of each size, the last one's weights left in `out`: {name: tokens a second}."""
    rates = {}
    for name, recipe in recipes.items():
        shutil.rmtree(Path(work) / "run", ignore_errors=True)
        every = Every(log=max(1.0, 60 * minutes / 12), valid=1e9, save=1e9, leave=1e9)
        began = time.monotonic()
        run(recipe, carry, out, work, minutes=minutes, every=every)
        rates[name] = rate(Path(work) / "run" / parts.LOG)
        seconds = time.monotonic() - began
        print(f"{name}: {rates[name]:,.0f} tokens a second; {seconds:.0f} s in all", flush=True)
    (Path(out) / "rehearsal.json").write_text(json.dumps(rates) + "\n", encoding="utf-8")
    return rates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    packer = commands.add_parser("pack", help="token cache and vocabulary into one folder")
    packer.add_argument("carry", type=Path)
    packer.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    packer.add_argument("--vocabulary", type=Path, default=Path("models/zh-bert-tiny"))
    packer.add_argument("--treebank", type=Path, help="for --film, for example ../shared/ud")
    for name, help in (("rehearse", "two sizes, a minute in all"), ("train", "the run itself")):
        command = commands.add_parser(name, help=help)
        command.add_argument("carry", type=Path)
        command.add_argument("out", type=Path)
        command.add_argument("--minutes", type=float)
        command.add_argument("--work", type=Path, help="default: a temporary folder")
        command.add_argument("--part-bytes", type=int, default=parts.LARGEST)
    command.add_argument("--preset", choices=PRESETS, default="card")
    command.add_argument("--steps", type=int)
    command.add_argument("--film", action="store_true", help="look at the snapshots afterwards")
    joiner = commands.add_parser("join", help="the parts into a folder as training leaves it")
    joiner.add_argument("out", type=Path)
    joiner.add_argument("run", type=Path)
    joiner.add_argument("--vocabulary", type=Path, default=Path("models/zh-bert-tiny"))
    o = parser.parse_args()
    if o.command == "pack":
        print(f"{o.carry}: {pack(o.tokens, o.vocabulary, o.carry, o.treebank) / 2**20:.1f} MiB")
    elif o.command == "join":
        joined = parts.join(o.out, o.vocabulary, o.run)
        print(f"{joined} is whole; next: python -m pretraining.export {o.run} models/NAME")
    else:
        with tempfile.TemporaryDirectory() as folder:
            work = o.work or Path(folder)
            if o.command == "rehearse":
                sizes = {name: PRESETS[name] for name in REHEARSED}
                rehearse(sizes, o.carry, o.out, work, o.minutes or 0.5)
            else:
                run(PRESETS[o.preset], o.carry, o.out, work, o.minutes, o.steps,
                    largest=o.part_bytes)  # fmt: skip
                if o.film:
                    look(o.carry, o.out, work)


if __name__ == "__main__":
    exit_with_message(main)
