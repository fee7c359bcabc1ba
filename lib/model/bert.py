"""A Chinese BERT that attends through `lib.attention`; a reading of one sentence by it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

from lib.attention import AttentionSteps, scaled_dot_product
from lib.model import budget
from lib.model.intervention import NONE, Intervention
from lib.model.reading import Guess, Reading
from lib.model.tokens import encode

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

IMPLEMENTATION = "shared_attention"
CANDIDATES = 50


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer of one pass: query, key, value (batch, heads, tokens, head_dim) and the steps."""

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    steps: AttentionSteps


class _Trace(list[LayerTrace]):
    """A trace that keeps of each layer, as soon as it comes, only what its Reading will keep."""

    def __init__(self, kept: budget.Kept):
        super().__init__()
        self._kept = kept

    def append(self, layer: LayerTrace) -> None:
        steps = replace(layer.steps, scores=None, scaled=None)
        if self._kept.half:
            steps = replace(steps, weights=steps.weights.half())
        super().append(replace(layer, steps=steps))


def attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    trace: list[LayerTrace] | None = None,
    change: Intervention = NONE,
    **_: object,
) -> tuple[torch.Tensor, torch.Tensor]:
    """transformers' attention interface: `scaled_dot_product`, with the learner's change made.

    query, key, value: (batch, heads, tokens, head_dim); attention_mask: bool, True where a query
    may look, or None. `trace` and `change` arrive as keywords of the model's call, so nothing is
    kept on the model that two visitors share. For inference: there is no dropout.
    """
    # ALBERT and DistilBERT modules carry no layer index: the trace counts the calls.
    layer = len(trace) if trace is not None else getattr(module, "layer_idx", 0)
    inside, kept = change.inside(layer, query.shape[1]), change.kept(layer, query.shape[1])
    blocked = None if attention_mask is None else ~attention_mask  # (batch, 1, queries, keys)
    steps = change.attend(query, key, value, scale=scaling, blocked=blocked)
    if inside is not None:  # the other heads attend as trained
        trained = scaled_dot_product(query, key, value, scale=scaling, blocked=blocked)
        mask = torch.from_numpy(inside).to(key.device)
        pairs = zip(vars(steps).values(), vars(trained).values(), strict=True)
        steps = AttentionSteps(*(torch.where(mask, a, b) for a, b in pairs))
    context = steps.context
    if kept is not None:
        context = context * torch.from_numpy(kept).to(context)
    if trace is not None:
        trace.append(LayerTrace(query, key, value, steps))
    return context.transpose(1, 2).contiguous(), steps.weights


AttentionInterface.register(IMPLEMENTATION, attend)
AttentionMaskInterface.register(IMPLEMENTATION, sdpa_mask)


def positions(model: "PreTrainedModel") -> int:
    """The longest input in tokens. RoBERTa's positions begin after its padding index."""
    taken = getattr(model.base_model.embeddings, "padding_idx", None)
    return model.config.max_position_embeddings - (0 if taken is None else taken + 1)


def _size(model: "PreTrainedModel") -> tuple[int, int, int]:
    """(layers, heads, head_dim); DistilBERT's names are mapped by its config."""
    config = model.config
    heads = config.num_attention_heads
    return config.num_hidden_layers, heads, config.hidden_size // heads


@torch.inference_mode()
def read(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerFast",
    sentence: str,
    pair: str | None = None,
    *,
    checkpoint: str,
    change: Intervention = NONE,
    guesses: bool = True,
) -> Reading:
    """Run one sentence (or a pair) and keep every step of every head; and, if `guesses`, of each
    [MASK] what the model puts there.

    Raises SentenceError (with a message for the learner) where the text cannot be read, and
    AttentionError where `change` leaves a query no key.
    """
    size, takes = _size(model), positions(model)
    inputs, tokens = encode(
        tokenizer, budget.longest(*size, takes), sentence, pair, positions=takes
    )
    kept = budget.kept(*size, len(tokens)) or budget.HALF
    if not change.positions:
        inputs["position_ids"] = torch.zeros_like(inputs["input_ids"])
    trace = _Trace(kept)
    masked = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().flatten()
    asked = guesses and len(masked) > 0
    # Without its head, a product with the whole vocabulary, where nothing is to be guessed.
    output = (model if asked else model.base_model)(**inputs, trace=trace, change=change)

    def stack(of: Callable[[LayerTrace], torch.Tensor]) -> np.ndarray:
        return torch.cat([of(layer) for layer in trace]).cpu().numpy()

    return Reading(
        sentence=sentence,
        pair=pair,
        checkpoint=checkpoint,
        change=change,
        tokens=tokens,
        guesses=_guesses(output.logits[0, masked], masked, tokenizer) if asked else (),
        query=stack(lambda layer: layer.query),
        key=stack(lambda layer: layer.key),
        value=stack(lambda layer: layer.value),
        weights=stack(lambda layer: layer.steps.weights),
        context=stack(lambda layer: layer.steps.context),
    )


def _guesses(
    logits: torch.Tensor, masked: torch.Tensor, tokenizer: "PreTrainedTokenizerFast"
) -> tuple[Guess, ...]:
    """logits: (masked positions, vocabulary)."""
    best = logits.log_softmax(-1).topk(min(CANDIDATES, logits.shape[-1]))
    return tuple(
        Guess(
            int(position),
            tuple(tokenizer.convert_ids_to_tokens(indices.tolist())),
            tuple(values.tolist()),
        )
        for position, values, indices in zip(masked, best.values, best.indices, strict=True)
    )
