"""All heads of a reading as bytes for the browser: a byte a weight instead of a mark a cell."""

import hashlib
import json
import struct
import zlib
from collections.abc import Sequence

import numpy as np

from lib.heads import words
from lib.heads.words import Word
from lib.model.reading import Reading
from lib.text.apart import apart


def pack(
    reading: Reading, units: Sequence[Word], separators: bool, labels: list, evidence: list
) -> bytes:
    """The format that components/heads.js reads: a header in JSON, then deflated bytes.

    A byte is 255·√weight: at the size of a thumbnail a weight of 4 % must still be seen. It gives
    back the weight to within √weight/255, at most 0.4 % of a row. Without `separators` rows and
    columns of [CLS] and [SEP] are left out, and a byte a row tells how much of it is left.
    `labels[layer][head]` and `evidence` alike are texts.
    """
    weights = words.pool(reading.weights, units)  # (layers, heads, units, units)
    kept = None
    if not separators:
        keep = np.array([not unit.special for unit in units])
        kept = words.kept(weights, keep)  # (layers, heads, kept units)
        weights = words.hide(weights, keep)
        units = [unit for unit in units if not unit.special]
    shown = [words.shown(unit, reading) for unit in units]
    body = _bytes(weights) + (b"" if kept is None else _bytes(kept))
    packed = zlib.compress(body, 1)
    names = apart(shown, [unit.tokens[0] for unit in units])
    header = {
        "id": _name(packed),
        "layers": reading.layers,
        "heads": reading.heads,
        "tokens": [
            {
                "text": unit.text,
                "shown": name,
                "apart": told_apart,
                "special": unit.special,
                "unknown": any(reading.tokens[i].unknown for i in unit.tokens),
                "number": unit.tokens[0],
            }
            for unit, name, told_apart in zip(units, shown, names, strict=True)
        ],
        "hidden": kept is not None,
        "least": words.LEAST,
        "labels": labels,
        "evidence": evidence,
    }
    return wrap(header, packed)


def pack_weights(weights: np.ndarray, layer: int, head: int) -> bytes:
    """Thumbnails alone, for components/overview.js: weights (layers, heads, tokens, tokens).

    `layer` and `head`, the chosen one, count from 0.
    """
    packed = zlib.compress(_bytes(weights), 1)
    layers, heads, n, _ = weights.shape
    header = {"layers": layers, "heads": heads, "n": n, "layer": layer, "head": head}
    return wrap(header | {"id": _name(packed)}, packed)


def _name(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def wrap(header: dict, body: bytes) -> bytes:
    """The format that components/wrapped.js reads: length of the header, header in JSON, body."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + body


def _bytes(shares: np.ndarray) -> bytes:
    return np.rint(255 * np.sqrt(np.clip(shares, 0, 1))).astype(np.uint8).tobytes()
