"""How a W is learned: a few steps of gradient descent on the toy's W_Q."""

from dataclasses import dataclass

import numpy as np

from lib.attention import scaled_dot_product
from lib.shapes import Float

RATE = 1.0


@dataclass(frozen=True, eq=False)
class Learnt:
    """After some steps: losses (steps + 1,), and the row of weights before and after, (words,)."""

    losses: Float[np.ndarray, " points"]
    before: Float[np.ndarray, " words"]
    after: Float[np.ndarray, " words"]
    w_query: Float[np.ndarray, "d d_k"]


def descend(
    x: Float[np.ndarray, "words d"],
    w_query: Float[np.ndarray, "d d_k"],
    w_key: Float[np.ndarray, "d d_k"],
    word: int,
    target: int,
    steps: int,
) -> Learnt:
    """Let `word` look at `target`: the loss is −ln of the weight that it gives.

    x (words, d), both matrices (d, d); one head over all d columns. The gradient of the loss is
    x_wordᵀ (a − 1_target) K / √d: softmax's derivative is worked out by hand in every textbook.
    """
    key = x @ w_key

    def row(matrix: np.ndarray) -> np.ndarray:
        return scaled_dot_product((x @ matrix)[word : word + 1], key, x).weights[0]

    matrix, wanted = w_query, np.eye(len(x))[target]
    losses, before = [-np.log(row(matrix)[target])], row(matrix)
    for _ in range(steps):
        slope = np.outer(x[word], (row(matrix) - wanted) @ key) / np.sqrt(key.shape[1])
        matrix = matrix - RATE * slope
        losses.append(-np.log(row(matrix)[target]))
    return Learnt(np.array(losses), before, row(matrix), matrix)
