"""Several heads against torch's own layer; a real head's matrices against the model."""

import numpy as np
import pytest
import torch

from lib import precompute
from lib.model import checkpoints
from lib.model.reading import Reading
from lib.toy import projections as sums
from tests.pages.lesson import HOSTILE, open_lesson, words


@pytest.mark.parametrize(("words", "d", "heads"), [(3, 4, 2), (5, 12, 3), (1, 6, 1), (7, 8, 8)])
def test_multi_head_equals_torchs_layer(words, d, heads):
    draw = np.random.default_rng(words)
    x, *weights = draw.normal(size=(words, d)), *draw.normal(size=(4, d, d))
    layer = torch.nn.MultiheadAttention(d, heads, bias=False, dtype=torch.float64)
    with torch.no_grad():
        # torch stores (out, in), one below the other.
        layer.in_proj_weight.copy_(torch.tensor(np.concatenate([w.T for w in weights[:3]])))
        layer.out_proj.weight.copy_(torch.tensor(weights[3].T))
        row = torch.tensor(x)
        output, attention = layer(row, row, row, average_attn_weights=False)
    result = sums.multi_head(x, *weights, heads)
    np.testing.assert_allclose(result.output, output.numpy(), atol=1e-12)
    np.testing.assert_allclose(result.steps.weights, attention.numpy(), atol=1e-12)


def test_concatenate_undoes_split():
    matrix = np.arange(24.0).reshape(3, 8)
    assert sums.split(matrix, 4).shape == (4, 3, 2)
    np.testing.assert_array_equal(sums.split(matrix, 2)[1], matrix[:, 4:])
    np.testing.assert_array_equal(sums.concatenate(sums.split(matrix, 4)), matrix)


def test_in_the_toy_love_looks_at_i_in_one_head_and_at_book_in_the_other():
    result = sums.multi_head(sums.X, *sums.WEIGHTS.values())
    love = result.steps.weights[:, sums.WORDS.index("爱")]
    assert [sums.WORDS[i] for i in love.argmax(1)] == ["我", "书"]
    assert result.output.shape == sums.X.shape


def test_in_the_toy_a_query_of_zeros_averages():
    result = sums.multi_head(sums.X, *sums.WEIGHTS.values())
    book = sums.WORDS.index("书")
    assert not result.query[0, book].any()
    np.testing.assert_allclose(result.steps.weights[0, book], 1 / 3)


def test_love_in_head_one_by_hand():
    # q = [2, 0]; keys [2, 0], [0, 2], [0, 0]; scores 4, 0, 0; ÷ √2.
    e = np.exp(4 / np.sqrt(2))
    result = sums.multi_head(sums.X, *sums.WEIGHTS.values())
    np.testing.assert_allclose(result.steps.weights[0, 1], np.array([e, 1, 1]) / (e + 2))


def test_hidden_state_times_the_stored_rows_is_what_every_real_head_recorded(shipped):
    checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    reading = Reading.load(precompute.opening_path(checkpoint))
    for layer in range(reading.layers):
        for head in range(reading.heads):
            real = sums.real_head(*shipped, reading, layer, head)
            assert max(real.difference(name) for name in "QKV") < 1e-4
    assert real.weights["Q"].shape == (reading.head_dim, real.hidden.shape[1])
    # Another head's rows would not do.
    assert np.abs(real.computed("K") - reading.key[0, 0]).max() > 0.1


def test_the_second_level_of_the_calculator_shows_toy_and_real_projections():
    at = open_lesson("calculator", deeper="true")
    assert not at.exception
    assert "在头 1 里主要看**我**（89.4%），在头 2 里主要看**书**（89.4%）" in words(at)
    before = words(at)
    at.button_group(key="toy_head").set_value(2).run()
    assert words(at) != before
    assert "最大相差" not in words(at)  # the model is not opened until asked for


def test_the_real_part_prints_how_far_its_numbers_are_from_the_models():
    at = open_lesson("calculator", deeper="true", real_w="true", layer="2", head="3")
    assert not at.exception
    agreed = next(s.value for s in at.success if "重算了一遍" in s.value)
    assert r"\times10^{-" in agreed
    at.slider(key="w_row").set_value(7).run()
    assert "第 7 个数" in words(at)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_addresses_of_the_second_level_are_ignored(value):
    names = dict.fromkeys(("toy_head", "which_w", "w_row", "layer", "head", "q"), value)
    assert not open_lesson("calculator", deeper="true", real_w="true", **names).exception
