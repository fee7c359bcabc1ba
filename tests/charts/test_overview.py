"""The bytes for the browser: a byte a weight, and a header that JavaScript can read."""

import json
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest

from lib.charts.overview import pack, wrap
from lib.heads import words
from lib.heads.words import Word, characters
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.reading import Reading
from lib.precompute import opening_path

READING = Reading.load(opening_path(CATALOGUE[SHIPPED]))
UNITS = characters(READING)


def unpack(data: bytes):
    """header, weights (layers, heads, n, n) and kept shares, as the browser gets them back."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    shares = (np.frombuffer(zlib.decompress(data[4 + length :]), np.uint8) / 255) ** 2
    n = len(header["tokens"])
    shape = (header["layers"], header["heads"], n, n)
    cut = int(np.prod(shape))
    kept = shares[cut:].reshape(shape[:3]) if header["hidden"] else shares[cut:]
    return header, shares[:cut].reshape(shape), kept


def test_a_byte_gives_back_the_weight_to_within_what_the_page_says():
    header, weights, kept = unpack(pack(READING, UNITS, True, [["看前一个字"]], [["…"]]))
    assert header["labels"] == [["看前一个字"]] and len(kept) == 0
    assert [token["text"] for token in header["tokens"]] == [t.text for t in READING.tokens]
    assert np.abs(weights - READING.weights).max() < 0.004


def test_hidden_tokens_are_left_out_and_the_rows_renormalised_in_every_head():
    header, weights, kept = unpack(pack(READING, UNITS, False, [], []))
    n = len(READING.tokens) - 2
    assert weights.shape[-1] == n == len(header["tokens"])
    inner = READING.weights[..., 1:-1, 1:-1]
    np.testing.assert_allclose(kept, inner.sum(-1), atol=0.005)
    full = inner.sum(-1) >= words.LEAST
    np.testing.assert_allclose(
        weights[full], (inner / inner.sum(-1, keepdims=True))[full], atol=0.004
    )
    assert (weights[~full].sum(-1) < words.LEAST + 0.01).all()  # nearly nothing is not blown up


def test_the_two_书_of_the_sentence_are_told_apart_by_their_token():
    hidden, *_ = unpack(pack(READING, UNITS, False, [], []))
    assert [t["apart"] for t in hidden["tokens"] if t["text"] == "书"] == ["书·6", "书·16"]
    assert all(t["apart"] == t["text"] for t in hidden["tokens"] if t["text"] != "书")


def test_words_are_summed_over_keys_and_averaged_over_queries():
    units = [Word("[CLS]", (0,), True), Word("我昨天", (1, 2, 3)), *UNITS[4:]]
    header, weights, _ = unpack(pack(READING, units, True, [], []))
    assert header["tokens"][1] == {
        "text": "我昨天",
        "shown": "我昨天",
        "apart": "我昨天",
        "special": False,
        "unknown": False,
        "number": 1,
    }
    expected = READING.weights[..., 1:4, 1:4].sum(-1).mean(-1)
    np.testing.assert_allclose(weights[..., 1, 1], expected, atol=0.004)


def test_what_the_model_does_not_know_is_marked_where_names_stand_beside_a_map(made):
    reading = made("體育")
    strange = replace(reading.tokens[1], unknown=True)
    tokens = (reading.tokens[0], strange, *reading.tokens[2:])
    reading = replace(reading, tokens=tokens)
    header, _, _ = unpack(pack(reading, characters(reading), True, [["…"]], [["…"]]))
    assert [token["shown"] for token in header["tokens"]] == ["[CLS]", "〈體〉", "育", "[SEP]"]
    word = [Word("[CLS]", (0,), True), Word("體育", (1, 2)), Word("[SEP]", (3,), True)]
    header, _, _ = unpack(pack(reading, word, True, [["…"]], [["…"]]))
    assert [token["shown"] for token in header["tokens"]] == ["[CLS]", "〈體〉育", "[SEP]"]


def test_the_same_weights_have_the_same_name_and_others_another():
    one, same, other = (
        unpack(pack(READING, UNITS, separators, [], []))[0]["id"]
        for separators in (True, True, False)
    )
    assert one == same != other


@pytest.mark.parametrize("text", ["if", "</script>", "😋", "\u2028", '"'])
def test_any_text_comes_back(text):
    data = wrap({"names": [text]}, b"rest")
    (length,) = struct.unpack_from("<I", data)
    assert json.loads(data[4 : 4 + length]) == {"names": [text]} and data[4 + length :] == b"rest"
