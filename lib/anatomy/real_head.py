"""A real head's own W_Q, W_K and W_V, and what enters it: the toy's sums on a checkpoint."""

from dataclasses import dataclass

import numpy as np

from lib.anatomy.network import Network
from lib.anatomy.whole_model import Pass
from lib.model.reading import Reading


@dataclass(frozen=True, eq=False)
class RealHead:
    """One head of a checkpoint on one sentence.

    hidden    (tokens, hidden)  what enters the layer
    weights   Q, K, V → (d_k, hidden): the head's rows of nn.Linear, which stores (out, in)
    biases    Q, K, V → (d_k,)
    recorded  Q, K, V → (tokens, d_k): what the model itself computed
    """

    hidden: np.ndarray
    weights: dict[str, np.ndarray]
    biases: dict[str, np.ndarray]
    recorded: dict[str, np.ndarray]

    def computed(self, name: str) -> np.ndarray:
        """(tokens, d_k): hidden · Wᵀ + b, worked out here."""
        return self.hidden @ self.weights[name].T + self.biases[name]

    def difference(self, name: str) -> float:
        """The largest |computed − recorded|."""
        return float(np.abs(self.computed(name) - self.recorded[name]).max())


def real_head(network: Network, passed: Pass, reading: Reading, layer: int, head: int) -> RealHead:
    """The matrices and the input of one head, counted from 0.

    `passed` is the pass of `reading` through `network`, which made it.
    """
    name = f"bert.encoder.layer.{layer}.attention.self"
    rows = slice(head * reading.head_dim, (head + 1) * reading.head_dim)
    parts = {"Q": "query", "K": "key", "V": "value"}
    return RealHead(
        hidden=passed.layers[layer].entering,
        weights={n: network.weights[f"{name}.{p}.weight"][rows] for n, p in parts.items()},
        biases={n: network.weights[f"{name}.{p}.bias"][rows] for n, p in parts.items()},
        recorded={n: getattr(reading, p)[layer, head] for n, p in parts.items()},
    )
