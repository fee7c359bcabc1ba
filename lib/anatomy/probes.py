"""How much one guess leans on each token, by asking the model again: covering, zeroing, gradients.

torch is imported inside the functions: a page that never asks needs none.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = 24  # of the integral; Gauss–Legendre, so that a few are enough
BATCH = 4096  # tokens in one pass
CELLS = 24_000_000  # attention weights in one pass, which gradients keep several times over


@dataclass(frozen=True, eq=False)
class Case:
    """One guess that is asked about: a BERT, its inputs (1, tokens), and which word where.

    free: positions that may be covered: no special tokens, and not `row` itself.
    """

    model: Any
    inputs: dict
    row: int
    target: int
    free: tuple[int, ...]
    mask_id: int


def rows_at_once(case: Case) -> int:
    """How many inputs of this length one pass may take: a large model's maps fill the memory."""
    config, tokens = case.model.config, case.inputs["input_ids"].shape[1]
    cells = config.num_hidden_layers * config.num_attention_heads * tokens**2
    return max(1, min(BATCH // tokens, CELLS // cells))


def log_probability(case: Case, **inputs: Any) -> Any:
    """(batch,): log p of the target at the row, for other inputs of the same length."""
    rows = case.model(**inputs).logits[:, case.row]
    return rows.log_softmax(-1)[:, case.target]


def erasure(case: Case) -> np.ndarray:
    """(tokens,): by how much log p falls when a token is covered by [MASK]; NaN where none is.

    Positive: the guess needed it. Li et al. 2016.
    """
    import torch

    ids = case.inputs["input_ids"]
    tokens = ids.shape[1]
    free = torch.tensor(case.free)
    covered = ids.repeat(len(free) + 1, 1)
    covered[torch.arange(len(free)), free] = case.mask_id  # the last row stays as it is
    found = []
    with torch.inference_mode():
        for part in covered.split(rows_at_once(case)):
            kinds = case.inputs["token_type_ids"].expand(len(part), -1)
            found.append(log_probability(case, input_ids=part, token_type_ids=kinds))
    values = torch.cat(found).double().numpy()
    lost = np.full(tokens, np.nan)
    lost[list(case.free)] = values[-1] - values[:-1]
    return lost


def integrated_gradients(case: Case) -> tuple[np.ndarray, float]:
    """((tokens,), gap): log p handed out to the tokens along the way from all covered to all seen.

    The straight way from the embedding of [MASK] to each token's own; the sum is log p with
    everything seen minus log p with everything covered, but for `gap`. Sundararajan et al. 2017,
    equation 1. (captum computes the same, and brings matplotlib.)
    """
    import torch

    embed = case.model.get_input_embeddings()
    kinds = case.inputs["token_type_ids"]
    bare = case.inputs["input_ids"].clone()
    bare[0, list(case.free)] = case.mask_id
    with torch.no_grad():
        start, end = embed(bare), embed(case.inputs["input_ids"])  # (1, tokens, hidden)
        ends = torch.cat([start, end])
        nothing, everything = log_probability(
            case, inputs_embeds=ends, token_type_ids=kinds.expand(2, -1)
        ).tolist()
    places, shares = np.polynomial.legendre.leggauss(STEPS)  # on [−1, 1]
    gradient = torch.zeros_like(start)
    for part in np.array_split(np.arange(STEPS), -(-STEPS // rows_at_once(case))):
        at = torch.tensor((places[part] + 1) / 2, dtype=start.dtype)[:, None, None]
        points = (start + at * (end - start)).requires_grad_()
        values = log_probability(
            case, inputs_embeds=points, token_type_ids=kinds.expand(len(part), -1)
        )
        (slopes,) = torch.autograd.grad(values.sum(), points)
        share = torch.tensor(shares[part] / 2, dtype=start.dtype)[:, None, None]
        gradient += (slopes * share).sum(0)
    found = ((end - start) * gradient)[0].sum(-1).double().numpy()
    return found, float(everything - nothing - found.sum())


def value_zeroing(case: Case) -> np.ndarray:
    """(layers, queries, keys), rows summing to 1: how far a token's vector turns when another's
    value is nought for it.

    Cosine distance between what leaves the layer and what would leave it. Mohebbi et al. 2023,
    equations 4 and 5. The weights stay as they are, so that zeroing a value only takes its
    weighted value out of the sum.
    """
    import torch

    from lib.model.bert import LayerTrace

    trace: list[LayerTrace] = []
    found = []
    with torch.inference_mode():
        states = case.model(**case.inputs, trace=trace, output_hidden_states=True).hidden_states
        for at, (layer, step) in enumerate(
            zip(case.model.base_model.encoder.layer, trace, strict=True)
        ):
            output = layer.attention.output
            weighted = step.steps.weights[0, :, :, :, None] * step.value[0, :, None]
            tokens = weighted.shape[1]
            joined = weighted.permute(1, 2, 0, 3).reshape(tokens, tokens, -1)
            taken = joined @ output.dense.weight.T  # (queries, keys, hidden)
            entering, leaving = states[at][0], states[at + 1][0]
            written = output.dense(step.steps.context[0].transpose(0, 1).reshape(tokens, -1))
            rows = []
            for row in range(tokens):
                attended = output.LayerNorm(entering[row] + written[row] - taken[row])
                without = layer.output(layer.intermediate(attended), attended)  # (keys, hidden)
                rows.append(1 - torch.cosine_similarity(without, leaving[row][None], dim=-1))
            found.append(torch.stack(rows))
    turned = torch.stack(found).clamp(min=0).double().numpy()
    return turned / np.maximum(turned.sum(-1, keepdims=True), 1e-300)
