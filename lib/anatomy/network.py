"""A checkpoint's numbers as NumPy arrays: read from the shipped file, or from a loaded model."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lib.anatomy import whole_model
from lib.anatomy.whole_model import Pass, Weights
from lib.model.reading import Reading


class NetworkError(ValueError):
    """The checkpoint is no BERT as `whole_model` writes it; the message is for the learner."""


@dataclass(frozen=True, eq=False)
class Network:
    """weights by the checkpoint's names, float32; vocabulary: piece → id."""

    weights: Weights
    heads: int
    eps: float
    vocabulary: dict[str, int]

    @cached_property
    def pieces(self) -> list[str]:
        """The vocabulary by id."""
        return sorted(self.vocabulary, key=self.vocabulary.__getitem__)

    @property
    def layers(self) -> int:
        """How many there are."""
        return sum(name.endswith("intermediate.dense.bias") for name in self.weights)

    def output_projection(self, layer: int) -> np.ndarray:
        """W_O (hidden, hidden) of a layer, as joined · W_O; head h has d_k of its rows."""
        return self.weights[f"bert.encoder.layer.{layer}.attention.output.dense.weight"].T

    def run(self, reading: Reading) -> Pass:
        """The tokens of a reading through `whole_model.forward`."""
        return self.run_ids(
            [self.vocabulary[token.piece] for token in reading.tokens],
            [token.segment for token in reading.tokens],
        )

    def run_ids(self, ids: list[int], segments: list[int]) -> Pass:
        """ids and segments (tokens,)."""
        return whole_model.forward(self.weights, ids, segments, self.heads, self.eps)

    def guess(self, states: np.ndarray) -> np.ndarray:
        """log-probabilities (…, words) that the model's head reads off hidden states."""
        logits = whole_model.guess(states, self.weights, self.eps)
        logits = logits - logits.max(-1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def from_folder(folder: Path) -> Network:
    """A shipped checkpoint, without torch. Raises NetworkError, OSError."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    return _network({n: w.astype(np.float32) for n, w in weights.items()}, config, vocabulary)


def from_model(model: Any, tokenizer: Any) -> Network:
    """A loaded model: its own memory, seen as NumPy arrays. Raises NetworkError."""
    weights = {n: p.detach().numpy() for n, p in model.named_parameters()}
    return _network(weights, model.config.to_dict(), tokenizer.get_vocab())


def _network(weights: Weights, config: dict, vocabulary: dict[str, int]) -> Network:
    if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
        raise NetworkError("这里的拆解只写给 BERT（GELU）：这个模型的算法和它不同。")
    return Network(weights, config["num_attention_heads"], config["layer_norm_eps"], vocabulary)
