"""The whole of BERT on one page, in plain NumPy: from the tokens to the guess for each of them.

Devlin et al. 2018; every layer is normalised after it was added to (post-LN), as there.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.attention import AttentionSteps, scaled_dot_product
from lib.shapes import Float

Weights = dict[str, np.ndarray]  # the checkpoint's own names
Tokens = Float[np.ndarray, "tokens hidden"]
Heads = Float[np.ndarray, "heads tokens d_k"]
END, POINTS = 6, 512  # beyond 6 erf is 1 to sixteen digits; so many points of the table a unit
GRID = np.arange(-END * POINTS, END * POINTS + 1) / POINTS
ERF = np.array([math.erf(a) for a in GRID])
SLOPE = 2 / math.sqrt(math.pi) * np.exp(-(GRID**2))


@dataclass(frozen=True, eq=False)
class LayerPass:
    """One layer in the order in which it is computed."""

    entering: Tokens
    query: Heads
    key: Heads
    value: Heads
    steps: AttentionSteps  # all heads of this layer
    joined: Tokens  # the heads' contexts side by side
    written: Tokens  # joined · W_O + b: what attention adds
    attended: Tokens  # LayerNorm(entering + written)
    inner: Float[np.ndarray, "tokens intermediate"]  # after GELU
    fed: Tokens  # what the feed-forward part adds
    leaving: Tokens  # LayerNorm(attended + fed)


@dataclass(frozen=True, eq=False)
class Pass:
    """One sentence through the model: three embeddings, the layers, the logits."""

    words: Tokens
    positions: Tokens
    segments: Tokens
    layers: tuple[LayerPass, ...]
    logits: Float[np.ndarray, "tokens words"]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        own = [self.words, self.positions, self.segments, self.logits]
        for at in self.layers:
            own += [v for v in vars(at).values() if isinstance(v, np.ndarray)]
            own += vars(at.steps).values()
        return sum(array.nbytes for array in own)


def forward(weights: Weights, ids: list[int], segments: list[int], heads: int, eps: float) -> Pass:
    """ids, segments: (tokens,). `heads` a layer; `eps` of the normalisation."""
    table = {
        name: weights[f"bert.embeddings.{name}_embeddings.weight"]
        for name in ("word", "position", "token_type")
    }
    words, positions = table["word"][ids], table["position"][: len(ids)]
    kinds = table["token_type"][segments]
    x = layer_norm(words + kinds + positions, weights, "bert.embeddings.LayerNorm", eps)
    layers: list[Any] = []
    while (name := f"bert.encoder.layer.{len(layers)}") + ".output.dense.weight" in weights:
        layers.append(layer(x, weights, name, heads, eps))
        x = layers[-1].leaving
    return Pass(words, positions, kinds, tuple(layers), guess(x, weights, eps))


def layer(x: Tokens, weights: Weights, name: str, heads: int, eps: float) -> LayerPass:
    """Attention among the tokens, then the feed-forward part for each alone."""
    q, k, v = (
        split(linear(x, weights, f"{name}.attention.self.{part}"), heads)
        for part in ("query", "key", "value")
    )
    steps = scaled_dot_product(q, k, v)
    joined = steps.context.swapaxes(0, 1).reshape(x.shape)
    written = linear(joined, weights, f"{name}.attention.output.dense")
    y = layer_norm(x + written, weights, f"{name}.attention.output.LayerNorm", eps)
    inner = gelu(linear(y, weights, f"{name}.intermediate.dense"))
    fed = linear(inner, weights, f"{name}.output.dense")
    out = layer_norm(y + fed, weights, f"{name}.output.LayerNorm", eps)
    return LayerPass(x, q, k, v, steps, joined, written, y, inner, fed, out)


def guess(
    x: Float[np.ndarray, "*all hidden"], weights: Weights, eps: float
) -> Float[np.ndarray, "*all words"]:
    """Logits of every word: the embedding table, used the other way round."""
    h = gelu(linear(x, weights, "cls.predictions.transform.dense"))
    h = layer_norm(h, weights, "cls.predictions.transform.LayerNorm", eps)
    table = weights["bert.embeddings.word_embeddings.weight"]
    return h @ table.T + weights["cls.predictions.bias"]


def linear(
    x: Float[np.ndarray, "*all inner"], weights: Weights, name: str
) -> Float[np.ndarray, "*all outer"]:
    """x · Wᵀ + b: a checkpoint stores W as (out, in)."""
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def layer_norm(
    x: Float[np.ndarray, "*all hidden"], weights: Weights, name: str, eps: float
) -> Float[np.ndarray, "*all hidden"]:
    """Every vector to mean 0 and spread 1, then scaled and shifted. Ba et al. 2016."""
    mean, spread = statistics(x, eps)
    return (x - mean) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def statistics(
    x: Float[np.ndarray, "*all hidden"], eps: float
) -> tuple[Float[np.ndarray, "*all 1"], Float[np.ndarray, "*all 1"]]:
    """(mean, spread) of every vector."""
    return x.mean(-1, keepdims=True), np.sqrt(x.var(-1, keepdims=True) + eps)


def erf(x: Float[np.ndarray, "*all"]) -> Float[np.ndarray, "*all"]:
    """The error function within 1e-12: Taylor's series to d³ about the nearest point of a table.

    math.erf for every number by itself takes some ten times as long.
    """
    x = np.clip(x, -END, END)
    i = np.rint(x * POINTS).astype(int)
    a = i / POINTS
    d = x - a
    i += END * POINTS
    return ERF[i] + SLOPE[i] * d * (1 - d * (a - d * (2 * a * a - 1) / 3))


def gelu(x: Float[np.ndarray, "*all"]) -> Float[np.ndarray, "*all"]:
    """x · Φ(x), Φ the normal distribution. Hendrycks & Gimpel 2016."""
    return (x * (1 + erf(x / math.sqrt(2))) / 2).astype(x.dtype)


def split(x: Tokens, heads: int) -> Heads:
    """Each head its own hidden / heads columns."""
    return x.reshape(len(x), heads, -1).swapaxes(0, 1)
