"""A matrix of signed numbers as a PNG whose ground is transparent: it suits light and dark."""

import struct
import zlib

import numpy as np

RED = (201, 64, 47)
BLUE = (58, 118, 176)


def signed(matrix: np.ndarray, largest: float, across: int = 4, down: int = 4) -> bytes:
    """(rows, columns) → PNG, `across` × `down` pixels a cell.

    Red for positive, blue for negative numbers; opaque at |x| ≥ `largest`, clear at 0.
    """
    pixels = np.empty((*matrix.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.where((matrix > 0)[..., None], RED, BLUE)
    pixels[..., 3] = np.rint(255 * np.clip(np.abs(matrix) / largest, 0, 1))
    return _png(pixels.repeat(down, 0).repeat(across, 1))


def _png(pixels: np.ndarray) -> bytes:
    """(height, width, 4) bytes → a PNG file."""
    height, width, _ = pixels.shape
    # Every line of the format begins with the number of its filter: 0, none.
    lines = np.zeros((height, 1 + width * 4), dtype=np.uint8)
    lines[:, 1:] = pixels.reshape(height, -1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines.tobytes(), 6))
        + chunk(b"IEND", b"")
    )
