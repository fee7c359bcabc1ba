"""All heads of a reading as bytes for one canvas: a byte a weight instead of a mark a cell."""

import json
import struct

import numpy as np

from lib.model.reading import Reading


def pack(
    reading: Reading, layer: int, head: int, labels: list[list[str]], keep: np.ndarray | None = None
) -> bytes:
    """The format that components/overview.js reads; `layer` and `head` count from 0.

    A byte is 255·√weight: at the size of a thumbnail a weight of 4 % must still be seen.
    `labels[layer][head]` is the text shown on hovering; `keep` (tokens,) bool drops tokens.
    """
    weights = reading.weights if keep is None else reading.weights[..., keep, :][..., keep]
    header = json.dumps(
        {
            "layers": reading.layers,
            "heads": reading.heads,
            "tokens": weights.shape[-1],
            "layer": layer,
            "head": head,
            "labels": labels,
        },
        ensure_ascii=False,
    ).encode()
    pixels = np.rint(255 * np.sqrt(weights)).astype(np.uint8)
    return struct.pack("<I", len(header)) + header + pixels.tobytes()
