"""Why it looks there: one score q·k as a sum over what wrote into the query's and the key's vector.

What enters a layer is a sum: the embeddings, and what every head and feed-forward part below
added. Between them stand normalisations, which are no sums; but with each vector's own mean and
spread kept as they were, a normalisation treats every part of it alike (Elhage et al. 2021, on
handling layer normalization). So q = Σ qₐ, k = Σ k_b, and q·k = Σ qₐ·k_b, exactly.
"""

from dataclasses import dataclass

import numpy as np

from lib.anatomy.network import Network
from lib.anatomy.whole_model import Pass, statistics

AT_ONCE = 8  # tokens taken apart together: a large model has some 400 parts for each


@dataclass(frozen=True)
class Part:
    """Who wrote: kind is "word", "position", "segment", "bias", "head" or "feed".

    layer and head count from 0, where there are any.
    """

    kind: str
    layer: int = 0
    head: int = 0

    @property
    def name(self) -> str:
        """For the learner."""
        names = {"word": "字", "position": "位置", "segment": "段", "bias": "偏置"}
        if self.kind == "head":
            return f"{self.layer + 1}-{self.head + 1} 头"
        return names.get(self.kind) or f"{self.layer + 1} 层前馈"


@dataclass(frozen=True, eq=False)
class ScoreParts:
    """One score. query, key: (parts, d_k); `mean_key` the mean of `key` over all keys of the row.

    Their sums are q, k and the mean of all k.
    """

    parts: tuple[Part, ...]
    query: np.ndarray
    key: np.ndarray
    mean_key: np.ndarray

    @property
    def products(self) -> np.ndarray:
        """(query's parts, key's parts): together the score."""
        return self.query @ self.key.T

    @property
    def beyond_row(self) -> np.ndarray:
        """The same for the score minus the row's mean score: softmax sees nothing else of it."""
        return self.query @ (self.key - self.mean_key).T


BIAS = 3


def stream(network: Network, found: Pass, layer: int, tokens: list[int]) -> np.ndarray:
    """What enters `layer` at `tokens`, in parts as `parts_below` names them.

    (parts, tokens, hidden), in double precision; the sum over the parts is what enters.
    """
    w = network.weights

    def normalised(parts: np.ndarray, whole: np.ndarray, name: str) -> np.ndarray:
        spread = statistics(whole[tokens].astype(float), network.eps)[1]
        scale = w[f"{name}.weight"].astype(float) / spread
        parts = (parts - parts.mean(-1, keepdims=True)) * scale
        parts[BIAS] += w[f"{name}.bias"]
        return parts

    three = np.stack((found.words, found.positions, found.segments))
    parts = three[:, tokens].astype(float)
    parts = np.concatenate([parts, np.zeros_like(parts[:1])])
    parts = normalised(parts, three.sum(0), "bert.embeddings.LayerNorm")
    for at, one in enumerate(found.layers[:layer]):
        name = f"bert.encoder.layer.{at}"
        w_output = network.output_projection(at).astype(float)
        of_heads = w_output.reshape(network.heads, -1, w_output.shape[1])
        parts = np.concatenate([parts, one.steps.context[:, tokens] @ of_heads])
        parts[BIAS] += w[f"{name}.attention.output.dense.bias"]
        whole = one.entering + one.written
        parts = normalised(parts, whole, f"{name}.attention.output.LayerNorm")
        bias = w[f"{name}.output.dense.bias"].astype(float)
        parts = np.concatenate([parts, one.fed[None, tokens] - bias])
        parts[BIAS] += bias
        parts = normalised(parts, one.attended + one.fed, f"{name}.output.LayerNorm")
    return parts


def parts_below(layer: int, heads: int) -> tuple[Part, ...]:
    """Who writes into what enters a layer, from below."""
    parts = [Part(kind) for kind in ("word", "position", "segment", "bias")]
    for at in range(layer):
        parts += [Part("head", at, head) for head in range(heads)]
        parts.append(Part("feed", at))
    return tuple(parts)


def score_parts(
    network: Network, found: Pass, layer: int, head: int, query: int, key: int
) -> ScoreParts:
    """Take apart the score of one head, counted from 0, between two tokens."""
    q = _projected(network, found, layer, head, "query", [query])[:, 0]
    keys = range(len(found.words))
    chunks = [list(keys[i : i + AT_ONCE]) for i in range(0, len(keys), AT_ONCE)]
    k = np.concatenate([_projected(network, found, layer, head, "key", c) for c in chunks], axis=1)
    return ScoreParts(parts_below(layer, network.heads), q, k[:, key], k.mean(1))


def _projected(
    network: Network, found: Pass, layer: int, head: int, kind: str, tokens: list[int]
) -> np.ndarray:
    """(parts, tokens, d_k) of one head's queries or keys; the projection's own bias is a bias."""
    name = f"bert.encoder.layer.{layer}.attention.self.{kind}"
    d = found.layers[layer].query.shape[-1]
    own = slice(head * d, (head + 1) * d)
    weight = network.weights[f"{name}.weight"][own].astype(float)
    projected = stream(network, found, layer, tokens) @ weight.T
    projected[BIAS] += network.weights[f"{name}.bias"][own]
    return projected


def merged(
    names: list[str], products: np.ndarray, most: int
) -> tuple[list[str], list[str], np.ndarray]:
    """(row names, column names, products) with the smaller rows and columns added into one each.

    The `most` whose absolute products are largest stay apart, in their order; nothing is lost of
    the sum.
    """
    rows, products = _fewer(names, products, most)
    columns, turned = _fewer(names, products.T, most)
    return rows, columns, turned.T


def _fewer(names: list[str], rows: np.ndarray, most: int) -> tuple[list[str], np.ndarray]:
    if len(rows) <= most:
        return names, rows
    kept = np.sort(np.argsort(-np.abs(rows).sum(1), kind="stable")[: most - 1])
    rest = np.delete(rows, kept, axis=0)
    return [names[i] for i in kept] + [f"其余 {len(rest)} 样"], np.vstack([rows[kept], rest.sum(0)])


def ranked(
    row_names: list[str], column_names: list[str], products: np.ndarray, most: int
) -> list[tuple[str, float]]:
    """The largest products, by absolute size, with “a × b” for a name; the last is all the rest."""
    order = np.argsort(-np.abs(products), axis=None, kind="stable")
    top = [np.unravel_index(i, products.shape) for i in order[:most]]
    listed = [(f"{row_names[i]} × {column_names[j]}", float(products[i, j])) for i, j in top]
    rest = float(products.sum()) - sum(value for _, value in listed)
    return listed + ([(f"其余 {products.size - most} 对", rest)] if products.size > most else [])
