"""The one attention function against torch's own, the article's table and hand calculation."""

import math
import re

import numpy as np
import pytest
import torch
from beartype import beartype
from jaxtyping import jaxtyped
from torch.nn.functional import scaled_dot_product_attention as torch_attention

from lib.attention import AttentionError, scaled_dot_product

LEADING = [(), (3,), (2, 3), (2, 1, 3)]
SIZES = [(1, 1, 1, 1), (1, 4, 3, 1), (5, 2, 8, 3), (7, 7, 64, 64)]  # queries, keys, d_k, d_v
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-12}


def random(*shape, dtype=torch.float64, seed=0):
    return torch.randn(*shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def inputs(leading, sizes, dtype=torch.float64):
    m, n, d_k, d_v = sizes
    return (
        random(*leading, m, d_k, dtype=dtype, seed=1),
        random(*leading, n, d_k, dtype=dtype, seed=2),
        random(*leading, n, d_v, dtype=dtype, seed=3),
    )


def some_blocked(*shape, seed=0):
    """Random bool (…, queries, keys) that leaves every query a key."""
    blocked = torch.rand(*shape, generator=torch.Generator().manual_seed(seed)) < 0.5
    blocked[..., 0] = False
    return blocked


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("leading", LEADING)
def test_context_equals_torch(leading, sizes, dtype):
    query, key, value = inputs(leading, sizes, dtype)
    context = scaled_dot_product(query, key, value).context
    assert context.dtype == dtype
    torch.testing.assert_close(
        context, torch_attention(query, key, value), atol=TOLERANCE[dtype], rtol=0
    )


@pytest.mark.parametrize("scale", [None, 1.0, 0.3, 0.0])
@pytest.mark.parametrize("temperature", [1.0, 0.1, 25])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("biased", [False, True])
def test_scale_temperature_blocked_and_bias_equal_torch(scale, temperature, masked, biased):
    query, key, value = inputs((2, 3), (5, 4, 8, 3))
    blocked = some_blocked(2, 3, 5, 4) if masked else None
    bias = random(2, 3, 5, 4, seed=4) if biased else None
    mask = bias if biased else torch.zeros(2, 3, 5, 4, dtype=query.dtype)
    if masked:
        mask = mask.masked_fill(blocked, -math.inf)
    expected = torch_attention(
        query,
        key,
        value,
        attn_mask=mask,
        scale=(1 / math.sqrt(8) if scale is None else scale) / temperature,
    )
    steps = scaled_dot_product(
        query, key, value, scale=scale, temperature=temperature, bias=bias, blocked=blocked
    )
    torch.testing.assert_close(steps.context, expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("shape", [(4,), (1, 4), (5, 1), (3, 1, 1), (3, 5, 4), (2, 1, 1, 4)])
def test_masks_broadcast_as_in_torch(shape):
    query, key, value = inputs((2, 3), (5, 4, 8, 3))
    blocked = torch.zeros(shape, dtype=torch.bool)
    blocked[..., 1:2] = True
    bias = random(*shape, seed=5)
    mask = bias.masked_fill(blocked, -math.inf).expand(2, 3, 5, 4)
    expected = torch_attention(query, key, value, attn_mask=mask)
    steps = scaled_dot_product(query, key, value, bias=bias, blocked=blocked)
    torch.testing.assert_close(steps.context, expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("masked", [False, True])
def test_numpy_and_torch_give_the_same_numbers_in_every_step(dtype, masked):
    query, key, value = inputs((2, 3), (5, 4, 8, 3), dtype)
    blocked = some_blocked(5, 4) if masked else None
    ours = scaled_dot_product(query, key, value, temperature=0.7, blocked=blocked)
    theirs = scaled_dot_product(
        query.numpy(),
        key.numpy(),
        value.numpy(),
        temperature=0.7,
        blocked=blocked.numpy() if masked else None,
    )
    for name in ("scores", "scaled", "weights", "context"):
        array = getattr(theirs, name)
        assert isinstance(array, np.ndarray)
        assert array.dtype == getattr(ours, name).numpy().dtype, name
        np.testing.assert_allclose(array, getattr(ours, name), atol=1e-5, rtol=1e-5)


def test_weights_are_torchs_softmax_of_the_scaled_scores():
    query, key, value = inputs((2, 3), (5, 4, 8, 3))
    steps = scaled_dot_product(query, key, value, blocked=some_blocked(5, 4))
    torch.testing.assert_close(steps.weights, steps.scaled.softmax(-1), atol=1e-15, rtol=0)


def test_blocked_keys_get_exactly_no_weight_and_the_rest_share_all_of_it():
    query, key, value = inputs((2,), (5, 4, 8, 3))
    blocked = some_blocked(2, 5, 4)
    weights = scaled_dot_product(query, key, value, blocked=blocked).weights
    assert (weights[blocked] == 0).all()
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 5, dtype=weights.dtype))


def test_blocking_a_key_equals_leaving_it_out():
    query, key, value = inputs((), (5, 4, 8, 3))
    blocked = scaled_dot_product(
        query, key, value, blocked=torch.tensor([False, True, False, False])
    )
    kept = [0, 2, 3]
    without = scaled_dot_product(query, key[kept], value[kept])
    torch.testing.assert_close(blocked.context, without.context, atol=1e-14, rtol=0)


def test_one_row_by_hand():
    # e⁰ = 1 and e^(ln 3) = 3: weights 1/4 and 3/4, so 0·1/4 + 4·3/4 = 3.
    steps = scaled_dot_product(
        np.array([[1.0]]), np.array([[0.0], [math.log(3)]]), np.array([[0.0], [4.0]])
    )
    np.testing.assert_allclose(steps.weights, [[0.25, 0.75]], rtol=1e-14)
    np.testing.assert_allclose(steps.context, [[3.0]], rtol=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_scores_of_ten_thousand_do_not_overflow(dtype):
    query = np.array([[1e4], [-1e4]], dtype)
    key = np.array([[1.0], [0.0], [-1.0]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        steps = scaled_dot_product(query, key, np.array([[1.0], [2.0], [3.0]], dtype))
    assert sorted(steps.scores.ravel()) == [-1e4, -1e4, 0, 0, 1e4, 1e4]
    np.testing.assert_array_equal(steps.weights, [[1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(steps.context, [[1], [3]])


def test_equal_scores_of_ten_thousand_share_the_weight():
    weights = scaled_dot_product(
        torch.tensor([[1e4]]), torch.tensor([[-1.0], [-1.0]]), torch.zeros(2, 1)
    ).weights
    assert weights.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize("convert", [np.copy, torch.tensor])
def test_inputs_are_not_modified(convert):
    arrays = [convert(array.numpy()) for array in inputs((2,), (5, 4, 8, 3))]
    blocked, bias = convert(some_blocked(5, 4).numpy()), convert(random(5, 4).numpy())
    everything = [*arrays, blocked, bias]
    before = [np.array(array.tolist()) for array in everything]
    scaled_dot_product(*arrays, blocked=blocked, bias=bias, temperature=0.5)
    for array, old in zip(everything, before, strict=True):
        np.testing.assert_array_equal(array, old)


# The article's table: what it prints, from 张三 18, 张三-2 20, 李四 22, 张麻子 19.
QUERY = np.array([[1.0, 0, 0]])
KEY = np.array([[1.0, 2, 0], [1, 2, 0], [0, 0, 2], [1, 4, 0]])
VALUE = np.array([[18.0], [20], [22], [19]])


def test_the_articles_table_step_by_step():
    steps = scaled_dot_product(QUERY, KEY, VALUE)
    np.testing.assert_array_equal(steps.scores, [[1, 1, 0, 1]])
    np.testing.assert_allclose(steps.scaled, [[0.57735, 0.57735, 0, 0.57735]], atol=5e-6)
    np.testing.assert_allclose(steps.weights, [[0.28079, 0.28079, 0.15763, 0.28079]], atol=5e-6)
    np.testing.assert_allclose(steps.context, [[19.47289]], atol=5e-6)


@pytest.mark.parametrize(
    ("temperature", "age"), [(1, 19.47289), (0.5, 19.28519), (0.1, 19.00311), (0.01, 19.0)]
)
def test_the_articles_age_falls_to_nineteen_as_it_gets_colder(temperature, age):
    context = scaled_dot_product(QUERY, KEY, VALUE, temperature=temperature).context
    assert context.item() == pytest.approx(age, abs=5e-6)


def test_a_hot_temperature_gives_the_plain_mean_of_all_ages():
    context = scaled_dot_product(QUERY, KEY, VALUE, temperature=1e9).context
    assert context.item() == pytest.approx((18 + 20 + 22 + 19) / 4)


BAD = [
    (dict(query=np.ones((1, 2))), "Q 每行有 2 个数，K 每行有 3 个数"),
    (dict(value=np.ones((3, 1))), "K 有 4 行，V 有 3 行"),
    (dict(key=np.ones((0, 3)), value=np.ones((0, 1))), "至少要有一个键"),
    (dict(query=np.ones((1, 0)), key=np.ones((4, 0))), "至少要有一维"),
    (dict(temperature=0), "温度必须是大于 0 的数，现在是 0"),
    (dict(temperature=-0.5), "现在是 -0.5"),
    (dict(temperature=math.nan), "温度"),
    (dict(temperature=math.inf), "温度"),
    (dict(blocked=np.ones(4, bool)), "全被屏蔽"),
    (dict(blocked=np.array([[True]])), "全被屏蔽"),
    (dict(blocked=np.array([[True] * 4, [False] * 4])), "全被屏蔽"),
]


@pytest.mark.parametrize(("wrong", "message"), BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_bad_input_is_refused_in_chinese(wrong, message, kind):
    given = dict(query=QUERY, key=KEY, value=VALUE) | wrong
    given = {k: v if k == "temperature" else kind(v) for k, v in given.items()}
    with pytest.raises(AttentionError, match=re.escape(message)):
        scaled_dot_product(**given)


def test_one_more_in_the_denominator_equals_a_key_and_a_value_of_nought():
    query, key, value = inputs((2, 3), (5, 4, 8, 3))
    room = scaled_dot_product(query, key, value, one_more=True)
    expected = torch_attention(
        query,
        torch.nn.functional.pad(key, (0, 0, 0, 1)),
        torch.nn.functional.pad(value, (0, 0, 0, 1)),
    )
    torch.testing.assert_close(room.context, expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize(("score", "weight"), [(0.0, 1 / 3), (-800.0, 0.0), (800.0, 0.5)])
def test_one_more_by_hand_also_where_exp_would_overflow(score, weight):
    # Two equal keys: e^s / (e^s + e^s + 1).
    key = np.array([[score], [score]])
    steps = scaled_dot_product(np.ones((1, 1)), key, np.ones((2, 1)), scale=1.0, one_more=True)
    np.testing.assert_allclose(steps.weights, [[weight, weight]], atol=1e-15)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("leading", LEADING)
def test_shapes_are_those_that_the_types_say(leading, sizes):
    """In every call that a type checker watches: what goes in, and all four steps that come out."""
    watched = jaxtyped(typechecker=beartype)(scaled_dot_product)
    steps = watched(*inputs(leading, sizes))
    m, n, _, d_v = sizes
    shapes = [tuple(getattr(steps, name).shape) for name in ("scores", "scaled", "weights")]
    assert shapes == [(*leading, m, n)] * 3
    assert tuple(steps.context.shape) == (*leading, m, d_v)
