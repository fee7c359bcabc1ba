"""All heads in one file, opened as anybody would open it."""

import io

import numpy as np

from lib.export.arrays import all_heads


def test_every_weight_of_every_head_is_there_and_repeated_characters_stay_apart(read):
    reading = read("这只小狗比那只小狗大。")
    with np.load(io.BytesIO(all_heads(reading)), allow_pickle=False) as found:
        np.testing.assert_array_equal(found["weights"], reading.weights)
        assert found["weights"].dtype == np.float32
        tokens = found["tokens"].tolist()
        assert "狗·4" in tokens and "狗·9" in tokens and len(set(tokens)) == len(tokens)
        assert found["special"].tolist() == [t.special for t in reading.tokens]
        assert str(found["sentence"]) == reading.sentence


def test_a_long_sentence_of_a_large_model_stays_small(made):
    n = 128
    weights = np.full((12, 12, n, n), 1 / n)
    assert len(all_heads(made("字" * (n - 2), weights))) < 10_000_000
