"""What a head does, in numbers: where its weight goes, and a label with the evidence for it."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from lib.model.reading import Reading

# A head is named after a place when, on average, this share of a row's weight goes there.
NAMED_FROM = 0.5
BROAD_FROM = 0.75


Heads = list[list["HeadMeasures"]]


@dataclass(frozen=True)
class HeadMeasures:
    """Averages over the rows of ordinary tokens; shares are of a row's weight, between 0 and 1."""

    entropy: float  # of a row, divided by log(keys): 0 = one key, 1 = all keys alike
    distance: float  # |query − key| in tokens, weighted
    previous: float
    next: float
    self: float
    separators: float  # [CLS] and [SEP]
    punctuation: float
    twin: float  # the same character elsewhere, over the rows of characters that have one


LABELS = {
    "previous": "看前一个字",
    "next": "看后一个字",
    "self": "看自己",
    "separators": "停在 [CLS]/[SEP]",
    "punctuation": "看标点",
    "twin": "看别处相同的字",
    "broad": "铺开，看全句",
    "mixed": "没有单一的去处",
}


def measure(readings: list[Reading]) -> list[list[HeadMeasures]]:
    """[layer][head] averages over the readings of one checkpoint."""
    sums: dict[str, np.ndarray] = {}
    counts: dict[str, float] = {}
    for reading in readings:
        for name, (total, rows) in _totals(reading).items():
            sums[name] = sums.get(name, 0) + total
            counts[name] = counts.get(name, 0) + rows
    means = {name: sums[name] / max(counts[name], 1) for name in sums}
    layers, heads = readings[0].layers, readings[0].heads
    return [
        [HeadMeasures(**{n: float(m[i, j]) for n, m in means.items()}) for j in range(heads)]
        for i in range(layers)
    ]


def _totals(reading: Reading) -> dict[str, tuple[np.ndarray, int]]:
    tokens = reading.tokens
    n = len(tokens)
    ordinary = np.array([not token.special for token in tokens])
    weights = reading.weights[:, :, ordinary]  # (layers, heads, rows, keys)
    rows = int(ordinary.sum())
    positions = np.arange(n)
    gap = positions[ordinary][:, None] - positions[None, :]  # (rows, keys)
    punctuation = np.array(
        [
            o and unicodedata.category(t.text[0])[0] == "P"
            for o, t in zip(ordinary, tokens, strict=True)
        ]
    )
    pieces = np.array([token.piece for token in tokens])
    twin = (pieces[ordinary][:, None] == pieces[None, :]) & (gap != 0)
    has_twin = twin.any(1)

    def share(mask: np.ndarray) -> np.ndarray:
        return (weights * mask).sum(-1).sum(-1)

    entropy = -(weights * np.log(np.maximum(weights, 1e-12))).sum(-1).sum(-1) / np.log(n)
    return {
        "entropy": (entropy, rows),
        "distance": (share(np.abs(gap)), rows),
        "previous": (share(gap == 1), rows),
        "next": (share(gap == -1), rows),
        "self": (share(gap == 0), rows),
        "separators": (share(np.broadcast_to(~ordinary, gap.shape)), rows),
        "punctuation": (share(np.broadcast_to(punctuation, gap.shape)), rows),
        "twin": (share(twin), int(has_twin.sum())),
    }


def label(m: HeadMeasures) -> str:
    """A key of LABELS: the place that gets most of the weight, if any gets half."""
    places = ("previous", "next", "self", "separators", "punctuation", "twin")
    best = max(places, key=lambda place: getattr(m, place))
    if getattr(m, best) >= NAMED_FROM:
        return best
    return "broad" if m.entropy >= BROAD_FROM else "mixed"


def evidence(m: HeadMeasures) -> str:
    """The numbers behind the label, in a sentence for the learner."""
    name = label(m)
    if name == "broad":
        return f"权重铺得很开：熵是最大可能值的 {m.entropy:.0%}。"
    if name == "mixed":
        return (
            f"前一个字 {m.previous:.0%}，后一个字 {m.next:.0%}，自己 {m.self:.0%}，"
            f"[CLS]/[SEP] {m.separators:.0%}，标点 {m.punctuation:.0%}：哪一处都不到一半。"
        )
    whose = "在有相同字的位置上，" if name == "twin" else ""
    place = LABELS[name].removeprefix("看").removeprefix("停在 ")
    return f"{whose}平均 {getattr(m, name):.0%} 的权重给了{place}。"
