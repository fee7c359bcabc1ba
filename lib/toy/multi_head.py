"""Where Q, K and V come from: one input, three learned matrices; then several heads."""

from dataclasses import dataclass

import numpy as np

from lib.attention import AttentionSteps, scaled_dot_product
from lib.shapes import Float

WORDS = ("我", "爱", "书")
HEADS = 2

# Hand-made. In head 1 (columns 1, 2) an action looks for a person, and a person half as much for
# an action; in head 2 (columns 3, 4) an action for a thing, and a thing half as much for an action.
FEATURES = ("人", "动作", "东西", "可读")
X = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]], dtype=float)
WEIGHTS = {
    "W_Q": np.array([[0, 1, 0, 0], [2, 0, 2, 0], [0, 0, 0, 1], [0, 0, 0, 0]], dtype=float),
    "W_K": np.array([[2, 0, 0, 0], [0, 2, 0, 2], [0, 0, 1, 0], [0, 0, 1, 0]], dtype=float),
    "W_V": np.array([[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 2]], dtype=float),
    "W_O": np.array([[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1]], dtype=float),
}


@dataclass(frozen=True, eq=False)
class Projected:
    """x (words, d) and what it turns into; a head has d_k = d / heads columns of each matrix.

    query, key, value  (heads, words, d_k)
    steps              as the attention function gives them, the heads in front
    concatenated       (words, d)  the heads' contexts side by side
    output             (words, d)  concatenated · W_O
    """

    x: Float[np.ndarray, "words d"]
    query: Float[np.ndarray, "heads words d_k"]
    key: Float[np.ndarray, "heads words d_k"]
    value: Float[np.ndarray, "heads words d_v"]
    steps: AttentionSteps
    concatenated: Float[np.ndarray, "words d"]
    output: Float[np.ndarray, "words d"]


def split(matrix: Float[np.ndarray, "words d"], heads: int) -> Float[np.ndarray, "heads words d_k"]:
    """(words, d) → (heads, words, d / heads): the columns are dealt out to the heads in order."""
    words, d = matrix.shape
    return matrix.reshape(words, heads, d // heads).swapaxes(0, 1)


def concatenate(heads: Float[np.ndarray, "heads words d_k"]) -> Float[np.ndarray, "words d"]:
    """The inverse of `split`."""
    return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)


def multi_head(
    x: Float[np.ndarray, "words d"],
    w_query: Float[np.ndarray, "d d"],
    w_key: Float[np.ndarray, "d d"],
    w_value: Float[np.ndarray, "d d"],
    w_output: Float[np.ndarray, "d d"],
    heads: int = HEADS,
) -> Projected:
    """Concat(head₁, …, head_h) W_O with headᵢ = Attention(XW_Q, XW_K, XW_V).

    Vaswani et al. 2017, section 3.2.2. x (words, d), every matrix (d, d), d a multiple of `heads`.
    """
    query = split(x @ w_query, heads)
    key = split(x @ w_key, heads)
    value = split(x @ w_value, heads)
    steps = scaled_dot_product(query, key, value)
    concatenated = concatenate(steps.context)
    return Projected(x, query, key, value, steps, concatenated, concatenated @ w_output)
