"""Stage 5: masked-language-model training, on a CPU, a graphics card or several.

    python -m pretraining.train --preset cpu --init models/zh-bert-tiny --minutes 140
    torchrun --nproc-per-node 4 -m pretraining.train --preset gpu --minutes 30

The same command again resumes from the last checkpoint in the run's folder.
"""

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast
from torch.nn.functional import cross_entropy
from tqdm import tqdm
from transformers import BertForMaskedLM

from pretraining.batches import Plan, Tokens, make_batch
from pretraining.checkpoint import load_state, save_state
from pretraining.errors import PipelineError, exit_with_message
from pretraining.export import export
from pretraining.ids import load_tokenizer
from pretraining.initialise import put_into
from pretraining.model import MaskedLanguageModel, from_scratch, load
from pretraining.optimizer import make_optimizers
from pretraining.recipe import PRESETS, Recipe
from pretraining.training_log import Log
from pretraining.validation import validate


@dataclass(frozen=True)
class Every:
    """Seconds between lines of the log, validations, checkpoints, and weights that leave."""

    log: float = 60.0
    valid: float = 300.0
    save: float = 300.0
    leave: float = 120.0


def snapshots_due(tokens: int) -> int:
    """How many snapshots a run of so many tokens has passed, evenly spaced in log tokens.

    The first at 16,000 tokens, each next one at 1.75 times that: 15 within 50M. Depends on
    nothing else, so that a resumed run takes them at the same steps.
    """
    return 0 if tokens < 16_000 else 1 + int(math.log(tokens / 16_000) / math.log(1.75) + 1e-9)


def learning_rate(recipe: Recipe, step: int, done: float) -> float:
    """Linear warm-up by step, then constant, then linear to zero as `done` goes to 1."""
    warm = min(1.0, (step + 1) / recipe.warmup_steps)
    down = min(1.0, max(0.0, 1 - done) / recipe.decay_share)
    return recipe.learning_rate * min(warm, down)


def make_model(
    recipe: Recipe, vocabulary: Path, init: Path | None, embeddings: Path | None
) -> BertForMaskedLM:
    """Continue from `init` (which then decides the sizes), or start by the recipe."""
    size = load_tokenizer(vocabulary).get_vocab_size()
    if init:
        return load(init, size)
    torch.manual_seed(recipe.seed)
    model = from_scratch(recipe, size)
    if embeddings:
        put_into(model, embeddings)
    return model


def looking(model: BertForMaskedLM, layer: int) -> list[torch.nn.Parameter]:
    """What decides where this layer's heads look: the weights and biases of query and key."""
    attention = model.bert.encoder.layer[layer].attention.self
    return [*attention.query.parameters(), *attention.key.parameters()]


def train(
    recipe: Recipe,
    tokens_folder: Path,
    vocabulary: Path,
    run: Path,
    init: Path | None = None,
    embeddings: Path | None = None,
    minutes: float | None = None,
    steps: int | None = None,
    pause_after: int | None = None,
    every: Every | None = None,
    leave: Callable[[BertForMaskedLM, dict], None] | None = None,
) -> Path:
    """Train to the budget (minutes, or steps), export to run/export, and return that folder.

    pause_after: stop after so many steps as an interruption would, the checkpoint written.
    leave: called with model and progress from time to time and at the end.
    """
    every = every or Every()
    if (minutes is None) == (steps is None):
        raise PipelineError("Give a budget: either --minutes or --steps.")
    accelerator = Accelerator()
    device, main = accelerator.device, accelerator.is_main_process
    run = Path(run)
    try:
        run.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PipelineError(f"Cannot write to {run}: {error.strerror}.") from error
    tokens = Tokens.load(tokens_folder, "train", vocabulary, device)
    valid = Tokens.load(tokens_folder, "valid", vocabulary, device)
    plain = MaskedLanguageModel(make_model(recipe, vocabulary, init, embeddings)).to(device)
    if device.type == "cpu":  # the fused attention's gradient takes a third of the step there
        plain.bert.set_attn_implementation("eager")
    vocabulary_size = plain.bert.config.vocab_size
    recipe = recipe.fitting(plain.bert.config).on(device)
    lengths = tokens.lengths()
    plan = Plan(tokens, recipe)
    optimizers = make_optimizers(plain, recipe)
    progress = load_state(run, plain, optimizers)
    resumed = progress is not None
    progress = progress or {"step": 0, "tokens": 0, "seconds": 0.0}
    if not set(recipe.held_layers) <= set(range(recipe.layers)):
        raise PipelineError(f"The layers to hold are 0 to {recipe.layers - 1}.")
    held = [p for layer in recipe.held_layers for p in looking(plain.bert, layer)]
    model, *wrapped = accelerator.prepare(plain, *optimizers)
    if recipe.compile and device.type == "cpu":
        model = torch.compile(model, dynamic=True)
    elif recipe.compile:  # layer by layer: all share what was compiled, once for each row length
        for layer in plain.bert.bert.encoder.layer:
            layer.compile(dynamic=False)
    if main:
        (run / "recipe.json").write_text(json.dumps(recipe.as_dict(), indent=2) + "\n")
        print(("resuming at " if resumed else "starting at ") + str(progress), flush=True)

    log = Log(run / "log.csv", main)
    generator = torch.Generator(device)
    started = time.monotonic() - progress["seconds"]
    last = dict.fromkeys(asdict(every), time.monotonic())
    losses, logged_tokens, logged_time = [], progress["tokens"], time.monotonic()
    bar = tqdm(disable=not main, unit="tok", unit_scale=True, mininterval=30)

    def done() -> float:
        if steps is not None:
            return progress["step"] / steps
        share = (time.monotonic() - started) / (60 * minutes)
        if accelerator.num_processes == 1:
            return share
        # every process must see one clock, or their learning rates and weights drift apart
        return broadcast(torch.tensor(share, device=device)).item()

    def report(**extra) -> None:
        nonlocal losses, logged_tokens, logged_time
        now = time.monotonic()
        rate = (progress["tokens"] - logged_tokens) / max(now - logged_time, 1e-9)
        loss = torch.stack(losses).mean().item() if losses else float("nan")
        log.write(
            **{k: progress[k] for k in ("step", "tokens")},
            seconds=round(now - started, 1),
            tokens_per_second=round(rate),
            learning_rate=optimizers[0].param_groups[0]["lr"],
            train_loss=loss,
            **extra,
        )
        bar.set_postfix(loss=f"{loss:.3f}", rate=f"{rate:.0f}/s")
        losses, logged_tokens, logged_time = [], progress["tokens"], now

    def check() -> None:
        loss, accuracy = validate(plain, valid)
        report(valid_loss=loss, valid_accuracy=accuracy)
        if main:
            tqdm.write(f"{progress['tokens']:,} tokens: loss {loss:.4f}, accuracy {accuracy:.4f}")

    def save() -> None:
        progress["seconds"] = time.monotonic() - started
        if main:
            save_state(run, plain, optimizers, progress)

    def snapshot() -> None:
        """Keep the model as it is now, for `python -m pretraining.upbringing`."""
        if main:
            export(plain.bert, vocabulary, run / "snapshots" / f"{progress['tokens']:012d}")

    def depart() -> None:
        if main and leave:
            leave(plain.bert, dict(progress))

    if not resumed:
        check()
        snapshot()
    actions = {"valid": check, "log": report, "save": save, "leave": depart}
    while (share := done()) < 1:  # one turn, one step
        step = progress["step"]
        number = step * accelerator.num_processes + accelerator.process_index
        length, chunks = plan[number]
        generator.manual_seed(recipe.seed * 1_000_003 + number)
        batch = make_batch(
            tokens,
            torch.from_numpy(chunks).to(device, non_blocking=True),
            length,
            recipe,
            generator,
            vocabulary_size,
        )
        for group in (group for optimizer in optimizers for group in optimizer.param_groups):
            group["lr"] = learning_rate(recipe, step, share)
        with torch.autocast(device.type, torch.bfloat16, enabled=recipe.mixed_precision == "bf16"):
            loss = cross_entropy(model(batch).float(), batch.targets)
        accelerator.backward(loss)
        if share < recipe.held_share:
            for parameter in held:
                parameter.grad = None
        accelerator.clip_grad_norm_(plain.parameters(), recipe.gradient_clip)
        for optimizer in wrapped:
            optimizer.step()
            optimizer.zero_grad()

        progress["step"] += 1
        read = int(lengths[chunks].sum()) * accelerator.num_processes  # without padding
        before = snapshots_due(progress["tokens"])
        progress["tokens"] += read
        losses.append(loss.detach())
        bar.update(read)
        if snapshots_due(progress["tokens"]) > before:
            check()
            snapshot()
        now = time.monotonic()
        for task, action in actions.items():
            if now - last[task] >= getattr(every, task):
                action()
                last[task] = now
                if task == "valid":
                    last["log"] = now  # which that has done too
        if pause_after is not None and progress["step"] >= pause_after:
            save()
            return run
    check()
    save()
    snapshot()
    depart()
    bar.close()
    accelerator.wait_for_everyone()
    if main:
        export(plain.bert, vocabulary, run / "export")
    return run / "export"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--vocabulary", type=Path, default=Path("models/zh-bert-tiny"))
    parser.add_argument("--init", type=Path, help="checkpoint to continue from")
    parser.add_argument("--embeddings", type=Path, help="from python -m pretraining.initialise")
    parser.add_argument("--output", type=Path, default=Path("runs/train"))
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--batch-tokens", type=int)
    parser.add_argument("--decay-share", type=float)
    parser.add_argument("--hold", type=int, nargs="+", help="recipe: held_layers")
    parser.add_argument("--seed", type=int, help="another one a stretch, or its masks come again")
    parser.add_argument("--no-compile", action="store_true")
    o = parser.parse_args()
    recipe = PRESETS[o.preset].but(
        learning_rate=o.learning_rate,
        batch_tokens=o.batch_tokens,
        decay_share=o.decay_share,
        seed=o.seed,
        held_layers=tuple(o.hold) if o.hold else None,
        compile=False if o.no_compile else None,
    )
    train(recipe, o.tokens, o.vocabulary, o.output, o.init, o.embeddings, o.minutes, o.steps)


if __name__ == "__main__":
    exit_with_message(main)
