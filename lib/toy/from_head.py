"""A real head's few vectors in so few dimensions that the calculator can hold them."""

import numpy as np

from lib.model.reading import Reading
from lib.text.numbers import percent
from lib.toy import LARGEST, Toy


def held(
    reading: Reading, layer: int, head: int, query: int, keys: list[int]
) -> tuple[float, float]:
    """(share, distance): of the row held by these keys, and of their output from the head's.

    The distance is that of the output over these keys alone, weights renormalised, as a share of
    the real output's length.
    """
    weights = reading.weights[layer, head, query].astype(float)
    values = reading.value[layer, head].astype(float)
    real, share = weights @ values, weights[keys].sum()
    output = weights[keys] @ values[keys] / max(float(share), 1e-300)
    return float(share), float(
        np.linalg.norm(output - real) / max(float(np.linalg.norm(real)), 1e-300)
    )


def told(share: float, distance: float) -> str:
    """`held`, for the learner."""
    return (
        f"这几个键占这一行权重的 {percent(share)}；只用它们（再归一）算出的输出，"
        f"和这个头真正的输出相差 {percent(min(distance, 9.99))}（差的长度 ÷ 真正输出的长度）。"
    )


def bring_down(reading: Reading, layer: int, head: int, query: int, keys: list[int]) -> Toy:
    """The query and at most 8 keys of one head (counted from 0), as a table of the calculator.

    n keys span at most n dimensions. Turned onto an orthonormal basis of that span (from the
    singular value decomposition K = USVᵀ: q ↦ qV, K ↦ KV), every q·k stays what it was, with n
    numbers a vector instead of head_dim; the values likewise. 1/√d_k keeps the head's own d_k.
    """
    if not 1 <= len(keys) <= LARGEST:
        raise ValueError(f"1 to {LARGEST} keys, not {len(keys)}")
    q = reading.query[layer, head, query].astype(float)  # (d_k,)
    k = reading.key[layer, head, keys].astype(float)  # (n, d_k)
    v = reading.value[layer, head, keys].astype(float)  # (n, d_v)
    k_basis = np.linalg.svd(k, full_matrices=False)[2]  # (n, d_k), orthonormal rows
    v_basis = np.linalg.svd(v, full_matrices=False)[2]
    weights = reading.weights[layer, head, query, keys].astype(float)
    names = [f"{reading.tokens[i].text}·{i}" for i in keys]
    # Six decimals keep the address short, and the weights within 1e-5.
    turned = ((q @ k_basis.T)[None], k @ k_basis.T, v @ v_basis.T)
    new_query, new_key, new_value = (np.round(array, 6) for array in turned)
    return Toy(
        "取自真模型",
        f"取自第 {layer + 1} 层第 {head + 1} 头。原来每个向量 {len(q)} 维，"
        f"这里把坐标轴转到这 {len(keys)} 个键张成的空间里：数变少了，点积一个没变。"
        f"缩放仍用 √{len(q)}。值也这样转过，所以单看一维没有名字。"
        + told(*held(reading, layer, head, query, keys)),
        new_query,
        new_key,
        new_value,
        query_names=(f"{reading.tokens[query].text}·{query}",),
        key_names=tuple(names),
        scale_dim=len(q),
        reference=weights / weights.sum(),
    )
