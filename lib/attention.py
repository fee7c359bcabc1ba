"""The one attention function: the toy table and the Chinese BERT both run through it."""

import math
from dataclasses import dataclass
from typing import Any

from array_api_compat import array_namespace

from lib.shapes import Bool, Float

Array = Any  # a NumPy array or a torch tensor


class AttentionError(ValueError):
    """The inputs admit no attention; the message says why, in Chinese, for the learner."""


@dataclass(frozen=True, eq=False)
class AttentionSteps:
    """Every intermediate result, in the order in which it is computed.

    scores   (…, queries, keys)  query · key
    scaled   (…, queries, keys)  after scale, temperature and bias; −∞ where a key is blocked
    weights  (…, queries, keys)  softmax of `scaled`; each row sums to 1, or less by `one_more`
    context  (…, queries, d_v)   the weighted sum of the values
    """

    scores: Float[Array, "*batch queries keys"]
    scaled: Float[Array, "*batch queries keys"]
    weights: Float[Array, "*batch queries keys"]
    context: Float[Array, "*batch queries d_v"]


def scaled_dot_product(
    query: Float[Array, "*batch queries d_k"],
    key: Float[Array, "*batch keys d_k"],
    value: Float[Array, "*batch keys d_v"],
    *,
    scale: float | None = None,
    temperature: float = 1.0,
    bias: Float[Array, "*#batch #queries #keys"] | None = None,
    blocked: Bool[Array, "..."] | None = None,
    one_more: bool = False,
) -> AttentionSteps:
    """softmax(QKᵀ·scale/temperature + bias) V — Vaswani et al. 2017, equation 1.

    query (…, queries, d_k), key (…, keys, d_k), value (…, keys, d_v): NumPy arrays or torch
    tensors of one kind. `scale` is 1/√d_k unless given; 1.0 leaves the scores unscaled.
    `bias` is added to the scaled scores; `blocked` (bool) marks keys that get no weight. Both
    broadcast to (…, queries, keys). `one_more` puts one more 1 into the softmax's denominator, as
    a key of score 0 and value 0 would, so that a row may sum to less than 1. Raises AttentionError
    where a query has no key left.
    """
    check(query, key, value, temperature, blocked)
    xp = array_namespace(query, key, value)
    if scale is None:
        scale = 1 / math.sqrt(query.shape[-1])

    scores = query @ xp.matrix_transpose(key)  # (…, queries, keys)
    scaled = scores * scale / temperature
    if bias is not None:
        scaled = scaled + bias
    if blocked is not None:
        scaled = xp.where(blocked, -xp.inf, scaled)

    # Subtracting the row's maximum changes no weight and keeps exp() from overflowing.
    highest = xp.max(scaled, axis=-1, keepdims=True)
    if one_more:
        highest = xp.clip(highest, min=0)  # the 1 is the exponential of 0
    exponentials = xp.exp(scaled - highest)
    denominator = xp.sum(exponentials, axis=-1, keepdims=True)
    if one_more:
        denominator = denominator + xp.exp(-highest)
    weights = exponentials / denominator
    context = weights @ value  # (…, queries, d_v)
    return AttentionSteps(scores, scaled, weights, context)


def check(
    query: Array, key: Array, value: Array, temperature: float, blocked: Array | None
) -> None:
    """Raise AttentionError where the inputs do not fit together."""
    if query.shape[-1] != key.shape[-1]:
        raise AttentionError(
            f"Q 每行有 {query.shape[-1]} 个数，K 每行有 {key.shape[-1]} 个数：要一样长才能做点积。"
        )
    if key.shape[-2] != value.shape[-2]:
        raise AttentionError(
            f"K 有 {key.shape[-2]} 行，V 有 {value.shape[-2]} 行：每个键要配一个值，行数必须相同。"
        )
    if 0 in (query.shape[-1], key.shape[-2]):
        raise AttentionError("至少要有一个键，向量至少要有一维。")
    if not (math.isfinite(temperature) and temperature > 0):
        raise AttentionError(f"温度必须是大于 0 的数，现在是 {temperature}。")
    if blocked is not None:
        xp = array_namespace(blocked)
        if bool(xp.any(xp.all(blocked, axis=-1))):
            raise AttentionError("这个查询的键全被屏蔽了：至少留一个，权重才能加起来等于 1。")
