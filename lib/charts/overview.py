"""All heads of a reading as bytes for one canvas: a byte a weight instead of a mark a cell."""

import json
import struct

import numpy as np

from lib.model.reading import Reading


def pack(
    reading: Reading, layer: int, head: int, labels: list[list[str]], keep: np.ndarray | None = None
) -> bytes:
    """All heads of a reading, see `pack_weights`; `keep` (tokens,) bool drops tokens."""
    weights = reading.weights if keep is None else reading.weights[..., keep, :][..., keep]
    return pack_weights(weights, layer, head, labels)


def pack_weights(weights: np.ndarray, layer: int, head: int, labels: list[list[str]]) -> bytes:
    """The format that components/overview.js reads; `layer` and `head` count from 0.

    weights: (layers, heads, tokens, tokens). A byte is 255·√weight: at the size of a thumbnail a
    weight of 4 % must still be seen. `labels[layer][head]` is the text shown on hovering.
    """
    header = json.dumps(
        {
            "layers": weights.shape[0],
            "heads": weights.shape[1],
            "tokens": weights.shape[-1],
            "layer": layer,
            "head": head,
            "labels": labels,
        },
        ensure_ascii=False,
    ).encode()
    pixels = np.rint(255 * np.sqrt(weights)).astype(np.uint8)
    return struct.pack("<I", len(header)) + header + pixels.tobytes()
