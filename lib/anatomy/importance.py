"""How much one row leans on each token, by attention in five ways and by nearness: numbers in,
numbers out. What asks the model again is in `probes`.

Every function is about one row, and returns a number for each token.
"""

import numpy as np

from lib.anatomy.network import Network
from lib.model.reading import Reading
from lib.shapes import Float

Weights = Float[np.ndarray, "layers heads tokens tokens"]
Row = Float[np.ndarray, "tokens"]


def one_head(weights: Weights, row: int, layer: int, head: int) -> Row:
    """The attention of one head."""
    return weights[layer, head, row]


def mean_attention(weights: Weights, row: int) -> Row:
    """The mean over all heads of all layers."""
    return weights[:, :, row].mean((0, 1))


def head_norms(reading: Reading, network: Network, row: int, layer: int, head: int) -> Row:
    """‖α · v W_O‖ of one head: weight times the length of what is handed over. Kobayashi et al.
    2020, equation 5 (with the bias of the values, as there)."""
    d = reading.head_dim
    handed = (
        reading.value[layer, head] @ network.output_projection(layer)[head * d : (head + 1) * d]
    )
    return reading.weights[layer, head, row] * np.linalg.norm(handed, axis=-1)


def norms(reading: Reading, network: Network, row: int) -> Row:
    """‖Σ over heads of α · v W_O‖, averaged over the layers. Kobayashi et al. 2020, section 5.1."""
    layers = []
    for layer in range(reading.layers):
        weighted = reading.weights[layer, :, row, :, None] * reading.value[layer]  # (heads, n, d)
        joined = weighted.swapaxes(0, 1).reshape(weighted.shape[1], -1)
        layers.append(np.linalg.norm(joined @ network.output_projection(layer), axis=-1))
    return np.mean(layers, axis=0)


def rollout(layers: Float[np.ndarray, "layers tokens tokens"], row: int) -> Row:
    """Followed down through all layers, half of every step staying where it is (the residual).

    layers: the mean over the heads of each. Abnar & Zuidema 2020, section 3.
    """
    found = np.eye(layers.shape[-1])[row]
    for step in layers[::-1]:
        found = found @ (step + np.eye(len(step))) / 2
    return found


def nearness(tokens: int, row: int) -> Row:
    """Nothing but how close a token stands: −|i − j|. What any measure should beat."""
    return -np.abs(np.arange(tokens) - row).astype(float)
