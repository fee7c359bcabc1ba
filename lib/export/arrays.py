"""All heads of a reading in one file that NumPy opens without pickle."""

import io

import numpy as np

from lib.model.reading import Reading


def all_heads(reading: Reading) -> bytes:
    """An .npz: weights (layers, heads, queries, keys), float32, and what each token is.

    tokens: as typed, with their places (“书·16”); pieces: as the model sees them; special: [CLS]
    and [SEP]; segments: 0, or 1 in a second sentence.
    """
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        weights=reading.weights.astype(np.float32),
        tokens=np.array(reading.labels()),
        pieces=np.array([token.piece for token in reading.tokens]),
        special=np.array([token.special for token in reading.tokens]),
        segments=np.array([token.segment for token in reading.tokens]),
        sentence=reading.sentence,
        checkpoint=reading.checkpoint,
    )
    return buffer.getvalue()
