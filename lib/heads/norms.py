"""How much a key really hands over: its weight times the length of what it hands over."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lib.model.reading import Reading

W_O = "encoder.layer.{}.attention.output.dense.weight"  # (hidden, heads · head_dim)


def projections(weights: Mapping[str, np.ndarray], layers: int, heads: int) -> np.ndarray:
    """(layers, heads, head_dim, hidden): each head's part of W_O, for `value @ part`.

    weights: by the checkpoint's names, as BERT, RoBERTa and ELECTRA have them. Raises KeyError
    for a model that is built otherwise.
    """
    own = {name[name.find("encoder.layer.") :]: weight for name, weight in weights.items()}
    joined = [np.asarray(own[W_O.format(i)], np.float32).T for i in range(layers)]
    return np.stack([w.reshape(heads, -1, w.shape[1]) for w in joined])


def of_model(model: Any) -> np.ndarray:
    """`projections` of a loaded model."""
    weights = {name: p.detach().cpu().numpy() for name, p in model.named_parameters()}
    return projections(weights, model.config.num_hidden_layers, model.config.num_attention_heads)


def of_folder(folder: Path, layers: int, heads: int) -> np.ndarray:
    """`projections` of a shipped checkpoint, without torch. Raises OSError, KeyError."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "np") as file:
        own = [name for name in file.keys() if name.endswith("output.dense.weight")]  # noqa: SIM118
        names = {name: file.get_tensor(name) for name in own}
    return projections(names, layers, heads)


def norm_weights(reading: Reading, parts: np.ndarray) -> np.ndarray:
    """(layers, heads, queries, keys): weight × ‖value · W_O‖, each row divided by its sum.

    Kobayashi et al. (2020), equation 4: what a head adds at a query is Σ weight · f(key), and
    this is each key's ‖weight · f(key)‖ as a share. parts: see `projections`.
    """
    lengths = np.linalg.norm(reading.value @ parts, axis=-1)  # (layers, heads, keys)
    weighted = reading.weights * lengths[:, :, None, :]
    return weighted / np.maximum(weighted.sum(-1, keepdims=True), 1e-30)
