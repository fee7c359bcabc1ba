"""What heads are worth to one guess: switch them off, ask again."""

from collections.abc import Callable, Iterable

import numpy as np
import torch

from lib.model.intervention import NONE, Intervention
from lib.model.tokens import encode

DRAWS = 40  # random sets of heads
Head = tuple[int, int]  # (layer, head), from 0


@torch.inference_mode()
def _first_guess(model, tokenizer, sentence: str) -> tuple[int, float, Callable]:
    """(piece, log p, change): the first [MASK]'s first guess, natural logarithm.

    `change(heads)` tells how log p changes with these heads' contexts set to zero. Raises
    SentenceError, or ValueError where nothing is masked.
    """
    inputs, _ = encode(tokenizer, model.config.max_position_embeddings, sentence)
    masked = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().flatten()
    if not len(masked):
        raise ValueError("no [MASK] in the sentence")

    @torch.inference_mode()
    def log_probabilities(change: Intervention) -> torch.Tensor:
        logits = model(**inputs, trace=[], change=change).logits
        return logits[0, masked[0]].log_softmax(-1)  # (vocabulary,)

    plain = log_probabilities(NONE)
    best, highest = int(plain.argmax()), float(plain.max())

    def change(heads: Iterable[Head]) -> float:
        off = Intervention(heads_off=frozenset(heads))
        return float(log_probabilities(off)[best]) - highest

    return best, highest, change


def head_effects(model, tokenizer, sentence: str) -> tuple[str, float, np.ndarray]:
    """(piece, p, effects) for the first [MASK] of `sentence`.

    `piece` is the model's first guess and `p` its probability; `effects` (layers, heads) is the
    change of its log-probability (natural) when that one head's context is set to zero (Michel
    et al. 2019, section 2.3). Raises SentenceError, or ValueError where nothing is masked.
    """
    best, highest, change = _first_guess(model, tokenizer, sentence)
    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    effects = np.array([[change([(i, j)]) for j in range(heads)] for i in range(layers)])
    return tokenizer.convert_ids_to_tokens(best), float(np.exp(highest)), effects


def effect(model, tokenizer, sentence: str, off: Iterable[Head]) -> float:
    """The change as in `head_effects`, with all of these heads off together. Raises as it does."""
    return _first_guess(model, tokenizer, sentence)[2](off)


def random_effects(model, tokenizer, sentence: str, count: int) -> np.ndarray:
    """(DRAWS,) changes as in `head_effects`, each with `count` heads off that were drawn at random.

    The draws are always the same. Raises as `head_effects` does.
    """
    change = _first_guess(model, tokenizer, sentence)[2]
    layers, heads = model.config.num_hidden_layers, model.config.num_attention_heads
    everything = [(i, j) for i in range(layers) for j in range(heads)]
    draw = np.random.default_rng(0)
    chosen = (draw.choice(len(everything), count, replace=False) for _ in range(DRAWS))
    return np.array([change([everything[i] for i in heads_off]) for heads_off in chosen])
