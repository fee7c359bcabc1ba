"""Several heads against torch's own layer, and the toy's by hand."""

import numpy as np
import pytest
import torch

from lib.toy import multi_head as sums


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


def test_in_the_toy_looking_and_being_looked_at_differ():
    result = sums.multi_head(sums.X, *sums.WEIGHTS.values())
    scores = result.steps.scores[0]
    love, me = sums.WORDS.index("爱"), sums.WORDS.index("我")
    assert (scores[love, me], scores[me, love]) == (4, 2)
