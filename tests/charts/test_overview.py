"""The bytes for the canvas: a byte a weight, and a header that JavaScript can read."""

import json
import struct

import numpy as np

from lib.charts.overview import pack
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.reading import Reading
from lib.precompute import opening_path

READING = Reading.load(opening_path(CATALOGUE[SHIPPED]))


def unpack(data: bytes):
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    shape = (header["layers"], header["heads"], header["tokens"], header["tokens"])
    return header, np.frombuffer(data, np.uint8, offset=4 + length).reshape(shape)


def test_a_byte_squared_is_the_weight_to_within_half_a_step():
    header, pixels = unpack(pack(READING, 1, 2, [["看前一个字"]]))
    assert (header["layer"], header["head"], header["labels"]) == (1, 2, [["看前一个字"]])
    assert np.abs(pixels / 255 - np.sqrt(READING.weights)).max() <= 0.5 / 255 + 1e-6


def test_hidden_tokens_are_left_out():
    keep = np.array([not token.special for token in READING.tokens])
    header, pixels = unpack(pack(READING, 0, 0, [], keep))
    assert header["tokens"] == keep.sum()
    assert pixels[0, 0, 0, 0] == round(255 * np.sqrt(READING.weights[0, 0, 1, 1]))
