"""All stages in one command, from the corpus to an evaluated checkpoint.

    python -m pretraining.pipeline --preset gpu --minutes 30 --name zh-bert-small
    python -m pretraining.pipeline --preset cpu --minutes 60 --name zh-bert-tiny --continue
    python -m pretraining.pipeline --minutes 60 --name zh-bert-tiny --continue --layers 8

A new model gets its own vocabulary and PPMI start; --continue goes on from models/NAME, and with
--layers or --intermediate makes it deeper or wider first. What is already made (vocabulary, token
cache, embeddings, an interrupted run) is not made again.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import torch

from pretraining.corpus import DEFAULT_FOLDER
from pretraining.errors import PipelineError, exit_with_message
from pretraining.export import stretches
from pretraining.recipe import PRESETS


def stage(name: str, *arguments: object) -> None:
    """Run one stage as its own process, so that memory is free again for the next."""
    command = [sys.executable, "-m", f"pretraining.{name}"]
    if name == "train" and torch.cuda.device_count() > 1:
        launcher = ["torch.distributed.run", "--nproc-per-node", str(torch.cuda.device_count())]
        command = [sys.executable, "-m", *launcher, "-m", f"pretraining.{name}"]
    print("→", f"pretraining.{name}", *arguments, flush=True)
    if subprocess.run([*command, *map(str, arguments)]).returncode:
        raise PipelineError(f"Stage {name} failed; see above. The same command continues there.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--minutes", type=float, required=True, help="of training")
    parser.add_argument("--name", required=True, help="folder under models/")
    parser.add_argument("--continue", dest="resume", action="store_true")
    growth = parser.add_mutually_exclusive_group()
    growth.add_argument("--layers", type=int, help="with --continue: grow to this depth first")
    growth.add_argument("--intermediate", type=int, help="with --continue: neurons a layer")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--treebank", type=Path, default=Path("../shared/ud"))
    parser.add_argument("--work", type=Path, help="default: runs/NAME")
    options = parser.parse_args()
    sizes = {"--layers": options.layers, "--intermediate": options.intermediate}
    grown = [part for size in sizes.items() if size[1] for part in size]
    if grown and not options.resume:
        parser.error(f"{grown[0]} makes a trained model larger: give --continue too")
    target, work = Path("models") / options.name, options.work or Path("runs") / options.name
    vocabulary, tokens = work / "vocabulary", work / "tokens"
    embeddings = work / "embeddings.safetensors"

    if not vocabulary.exists():
        old = ["--extend", target] if options.resume else []
        stage("vocabulary", "--corpus", options.corpus, "--output", vocabulary, *old)
    shared = ["--vocabulary", vocabulary, "--tokens", tokens]
    if not tokens.exists():
        stage(
            "encode", "--corpus", options.corpus, "--vocabulary", vocabulary, "--output", tokens
        )  # fmt: skip
    start = ["--init", target]
    if grown:
        if not (work / "grown").exists():
            stage("grow", target, work / "grown", *grown)
        start = ["--init", work / "grown"]
    if not options.resume:
        start = ["--embeddings", embeddings]
        if not embeddings.exists():
            stage("initialise", "--preset", options.preset, *shared, "--output", embeddings)
    # Each stretch has a seed of its own, or it would begin with the masks of the one before.
    seed = PRESETS[options.preset].seed + len(stretches(target))
    budget = ["--preset", options.preset, "--minutes", options.minutes, "--seed", seed]
    stage("train", *budget, *shared, *start, "--output", work / "train")
    stage("export", work / "train", target, "--tokens", tokens)
    own = ["--tokens", tokens, "--vocabulary", target]
    stage("evaluate", target, *own, "--treebank", options.treebank)
    if (target / "README.md").exists():
        stage("card", target)
    if not options.resume:  # what it grew from was not a model yet
        film = ["--tokens", tokens, "--treebank", options.treebank]
        stage("upbringing", work / "train", target / "upbringing.npz", *film)
    finished = len(list(work.glob("train-*"))) + 1
    shutil.rmtree(work / "grown", ignore_errors=True)
    (work / "train").rename(work / f"train-{finished}")  # the next command is a new stretch


if __name__ == "__main__":
    exit_with_message(main)
