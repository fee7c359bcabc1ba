"""One step of pretraining on the CPU, in the ways that `pretraining.train` chooses among.

The shipped sizes, compiled, one batch of made-up tokens, forward to optimiser. `plain` is what
BERT does by default: single precision and transformers' fused attention. Where the CPU has no
matrix units for bf16, training stays with single precision, and the bf16 rows say why.
"""

import time

import torch
from torch.nn.functional import cross_entropy

from benchmarks import models
from benchmarks.timing import Row, interleaved, median, ratio
from pretraining.batches import Tokens, make_batch
from pretraining.ids import SENTENCE_START, WORD_START
from pretraining.model import MaskedLanguageModel, load
from pretraining.optimizer import make_optimizers
from pretraining.recipe import Recipe

WAYS = {
    "plain": ("no", "sdpa"),
    "attention spelled out": ("no", "eager"),
    "bf16": ("bf16", "sdpa"),
    "bf16, attention spelled out": ("bf16", "eager"),
}
LENGTH, ROUNDS = 64, 12


def run() -> tuple[list[Row], dict]:
    values = interleaved({name: _stepper(*way) for name, way in WAYS.items()}, ROUNDS, discard=3)
    plain = values["plain"]
    rows = [
        Row(f"pretraining step, {name}", f"{ratio(times, plain):.2f} × plain")
        for name, times in values.items()
        if name != "plain"
    ]
    rate = Recipe().batch_tokens / median(values["bf16, attention spelled out"])
    return [*rows, Row("pretraining, positions a second, the last way", f"{rate:,.0f}")], values


def _tokens(vocabulary_size: int) -> Tokens:
    """Enough random tokens for one batch, in sentences of 16."""
    generator = torch.Generator().manual_seed(0)
    count = Recipe().batch_tokens
    ids = torch.randint(5, vocabulary_size, (count,), generator=generator, dtype=torch.int32)
    flags = torch.full((count,), WORD_START, dtype=torch.uint8)
    flags[::16] |= SENTENCE_START
    return Tokens(ids, flags, torch.arange(0, count + 1, LENGTH - 3))


def _stepper(precision: str, attention: str):
    """A function that takes one step and returns its seconds."""
    recipe = Recipe(mixed_precision=precision)
    model = MaskedLanguageModel(load(models.SHIPPED.folder))
    model.bert.set_attn_implementation(attention)
    size = model.bert.config.vocab_size
    optimizers, compiled = make_optimizers(model, recipe), torch.compile(model, dynamic=True)
    tokens, generator = _tokens(size), torch.Generator()
    chunks = torch.arange(recipe.batch_tokens // LENGTH)

    def step() -> float:
        started = time.perf_counter()
        batch = make_batch(tokens, chunks, LENGTH, recipe, generator.manual_seed(0), size)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            loss = cross_entropy(compiled(batch).float(), batch.targets)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        return time.perf_counter() - started

    return step
