"""One forward pass with every step recorded, beside plain eager and plain sdpa.

The same weights and inputs, the language-model head included, no gradients. A round times each way
once; the ratio is the median over rounds. `eager + weights` asks transformers for the attention
weights only; ours keeps query, key, value, scores, scaled, weights and context. The ratios are
taken on one thread: two threads wait for each other at every step, so that on a busy machine
their times tell of the neighbours. The last row is the recorded pass on two threads.
"""

import time

import torch

from benchmarks import models
from benchmarks.timing import Row, interleaved, median, ratio, spread
from lib.model.intervention import NONE

SHIPPED = f"{models.SHIPPED.layers}×{models.SHIPPED.heads}"
LARGE = "12×12"
ROUNDS = {SHIPPED: 40, LARGE: 12}


def run() -> tuple[list[Row], dict]:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        raw = {f"{SHIPPED}, {n} tokens": _compare(SHIPPED, n) for n in (16, 32, 64, 128)}
        raw[f"{LARGE}, 32 tokens"] = _compare(LARGE, 32)
        torch.set_num_threads(2)
        both = _compare(SHIPPED, 32)
    finally:
        torch.set_num_threads(before)
    rows = []
    for name, values in raw.items():
        factor = ratio(values["recorded"], values["eager"])
        rows.append(
            Row(
                f"forward, {name}, ms",
                f"recorded {median(values['recorded']):.1f} = {factor:.2f} × eager; "
                + ", ".join(f"{way} {median(values[way]):.1f}" for way in list(values)[1:]),
                "≤ 1.15 × eager",
                factor <= 1.15,
            )
        )
    ours = both["recorded"]
    rows.append(
        Row(
            f"forward, recorded, {SHIPPED}, 32 tokens, 2 threads, ms",
            spread(ours),
            "≤ 30 ms",
            median(ours) <= 30,
        )
    )
    return rows, raw | {f"{SHIPPED}, 32 tokens, 2 threads": both}


@torch.inference_mode()
def _compare(size: str, tokens: int) -> dict[str, list[float]]:
    """way → milliseconds, one value a round."""
    if size == SHIPPED:
        ours, eager, sdpa = models.shipped()[0], models.plain("eager"), models.plain("sdpa")
    else:
        ours, eager, sdpa = (
            models.random_bert(12, 12, *attention) for attention in ((), ("eager",), ("sdpa",))
        )
    inputs = models.shipped()[1](models.sentence_of(tokens), return_tensors="pt")
    assert inputs["input_ids"].shape == (1, tokens)
    ways = {
        "recorded": lambda: ours(**inputs, trace=[], change=NONE),
        "eager": lambda: eager(**inputs),
        "eager + weights": lambda: eager(**inputs, output_attentions=True),
        "sdpa": lambda: sdpa(**inputs),
    }
    expected = ways["eager"]().logits
    assert torch.allclose(ways["recorded"]().logits, expected, atol=1e-4)
    return interleaved(
        {name: lambda way=way: _milliseconds(way) for name, way in ways.items()},
        ROUNDS[size],
        discard=3,
    )


def _milliseconds(way) -> float:
    started = time.perf_counter()
    way()
    return (time.perf_counter() - started) * 1000
