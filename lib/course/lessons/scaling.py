"""Scores to weights, and why the scores are divided by √d."""

from dataclasses import dataclass

import numpy as np

from lib.attention import scaled_dot_product
from lib.model.reading import Reading

START = (2.0, 1.0, 0.0, -1.0, 0.5, 1.5)
DIMENSIONS = (1, 4, 16, 64, 256, 1024)
PAIRS = 1000
KEYS = 16
TRIALS = 200


def weights_of(scores: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """softmax(scores/temperature), (n,) → (n,).

    Through the attention function: a query 1 on keys that are the scores themselves.
    """
    keys = np.asarray(scores, dtype=float)[:, None]  # (n, 1)
    steps = scaled_dot_product(np.ones((1, 1)), keys, keys, scale=1.0, temperature=temperature)
    return steps.weights[0]


@dataclass(frozen=True, eq=False)
class Spread:
    """Dot products of random vectors at one dimension: `products` (pairs,)."""

    dimension: int
    products: np.ndarray

    @property
    def mean(self) -> float:
        """The mean over the trials."""
        return float(self.products.mean())

    @property
    def deviation(self) -> float:
        """The standard deviation; in theory √d."""
        return float(self.products.std())


def spreads(seed: int) -> list[Spread]:
    """q·k for PAIRS pairs of standard normal vectors, at each of DIMENSIONS."""
    draw = np.random.default_rng(seed)
    return [
        Spread(
            d,
            (draw.standard_normal((PAIRS, d)) * draw.standard_normal((PAIRS, d))).sum(1),
        )
        for d in DIMENSIONS
    ]


@dataclass(frozen=True)
class Largest:
    """The largest weight a of KEYS keys, averaged over TRIALS random queries; `slope` is a(1 − a).

    The slope is the derivative of w with respect to its own score.
    """

    dimension: int
    unscaled: float
    scaled: float
    slope_unscaled: float
    slope_scaled: float


def largest_weights(seed: int) -> list[Largest]:
    """How softmax fares on random vectors with and without the √d, at each of DIMENSIONS."""
    draw = np.random.default_rng(seed)
    result = []
    for d in DIMENSIONS:
        query = draw.standard_normal((TRIALS, 1, d))
        key = draw.standard_normal((TRIALS, KEYS, d))

        def largest(
            scale: float | None, query: np.ndarray = query, key: np.ndarray = key
        ) -> np.ndarray:
            return scaled_dot_product(query, key, key, scale=scale).weights.max(-1)

        raw, scaled = largest(1.0), largest(None)
        slopes = (float((w * (1 - w)).mean()) for w in (raw, scaled))
        result.append(Largest(d, float(raw.mean()), float(scaled.mean()), *slopes))
    return result


def head_row(
    query: np.ndarray, key: np.ndarray, value: np.ndarray, by_root: bool
) -> tuple[np.ndarray, np.ndarray]:
    """(scores after scaling, weights), (keys,) each, of one recorded query (d,) of a real head."""
    steps = scaled_dot_product(query[None], key, value, scale=None if by_root else 1.0)
    return steps.scaled[0], steps.weights[0]


def mean_largest(reading: Reading, by_root: bool) -> np.ndarray:
    """(layers, heads): the largest weight of a row, averaged over the sentence's rows."""
    steps = scaled_dot_product(
        reading.query, reading.key, reading.value, scale=None if by_root else 1.0
    )
    return steps.weights.max(-1).mean(-1)
