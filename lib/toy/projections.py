"""Where Q, K and V come from: one input, three learned matrices; then several heads.

The toy part is NumPy; `real_head` reads a checkpoint's own matrices and imports torch.
"""

from dataclasses import dataclass

import numpy as np

from lib.attention import AttentionSteps, scaled_dot_product

WORDS = ("我", "爱", "书")
HEADS = 2

# Hand-made. In head 1 (columns 1, 2) an action looks for a person and a person for an action; in
# head 2 (columns 3, 4) an action looks for a thing and a thing for an action.
FEATURES = ("人", "动作", "东西", "可读")
X = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]], dtype=float)
WEIGHTS = {
    "W_Q": np.array([[0, 2, 0, 0], [2, 0, 2, 0], [0, 0, 0, 2], [0, 0, 0, 0]], dtype=float),
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

    x: np.ndarray
    query: np.ndarray
    key: np.ndarray
    value: np.ndarray
    steps: AttentionSteps
    concatenated: np.ndarray
    output: np.ndarray


def split(matrix: np.ndarray, heads: int) -> np.ndarray:
    """(words, d) → (heads, words, d / heads): the columns are dealt out to the heads in order."""
    words, d = matrix.shape
    return matrix.reshape(words, heads, d // heads).swapaxes(0, 1)


def concatenate(heads: np.ndarray) -> np.ndarray:
    """The inverse of `split`."""
    return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)


def multi_head(
    x: np.ndarray,
    w_query: np.ndarray,
    w_key: np.ndarray,
    w_value: np.ndarray,
    w_output: np.ndarray,
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


@dataclass(frozen=True, eq=False)
class RealHead:
    """One head of a checkpoint on one sentence.

    hidden    (tokens, hidden)  what enters the layer
    weights   Q, K, V → (d_k, hidden): the head's rows of nn.Linear, which stores (out, in)
    biases    Q, K, V → (d_k,)
    recorded  Q, K, V → (tokens, d_k): what the model itself computed
    """

    hidden: np.ndarray
    weights: dict[str, np.ndarray]
    biases: dict[str, np.ndarray]
    recorded: dict[str, np.ndarray]

    def computed(self, name: str) -> np.ndarray:
        """(tokens, d_k): hidden · Wᵀ + b, worked out here."""
        return self.hidden @ self.weights[name].T + self.biases[name]

    def difference(self, name: str) -> float:
        """The largest |computed − recorded|."""
        return float(np.abs(self.computed(name) - self.recorded[name]).max())


def real_head(model, tokenizer, reading, layer: int, head: int) -> RealHead:
    """The matrices and the input of one head, counted from 0; `reading` was made by `model`.

    For BERT and RoBERTa checkpoints (separate query, key and value layers).
    """
    import torch

    from lib.model.tokens import encode

    inputs, _ = encode(
        tokenizer, model.config.max_position_embeddings, reading.sentence, reading.pair
    )
    with torch.inference_mode():
        states = model(**inputs, output_hidden_states=True).hidden_states
    attention = model.base_model.encoder.layer[layer].attention.self
    linear = {"Q": attention.query, "K": attention.key, "V": attention.value}
    d = reading.head_dim
    rows = slice(head * d, (head + 1) * d)
    recorded = {"Q": reading.query, "K": reading.key, "V": reading.value}
    return RealHead(
        hidden=states[layer][0].float().numpy(),
        weights={n: m.weight[rows].detach().float().numpy() for n, m in linear.items()},
        biases={n: m.bias[rows].detach().float().numpy() for n, m in linear.items()},
        recorded={n: array[layer, head] for n, array in recorded.items()},
    )
