"""A matrix of signed numbers as a PNG whose ground is transparent: it suits light and dark."""

import io

import numpy as np
from PIL import Image, ImageColor

from lib.text import palette

RED = ImageColor.getrgb(palette.WEIGHT)
BLUE = ImageColor.getrgb(palette.NEGATIVE)


def signed(matrix: np.ndarray, largest: float, across: int = 4, down: int = 4) -> bytes:
    """(rows, columns) → PNG, `across` × `down` pixels a cell.

    Red for positive, blue for negative numbers; opaque at |x| ≥ `largest`, clear at 0.
    """
    pixels = np.empty((*matrix.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.where((matrix > 0)[..., None], RED, BLUE)
    pixels[..., 3] = np.rint(255 * np.clip(np.abs(matrix) / largest, 0, 1))
    buffer = io.BytesIO()
    Image.fromarray(pixels.repeat(down, 0).repeat(across, 1)).save(buffer, "PNG")
    return buffer.getvalue()
