"""Guess single covered characters of the validation lines; count models at the same places."""

from dataclasses import dataclass

import torch
from transformers import BertForMaskedLM

from pretraining.batches import CLS, MASK, PAD, SEP, Tokens
from pretraining.evaluation.count_models import CountModels

RATE, ROWS, SEED = 0.15, 64, 7


@dataclass
class Covered:
    """Rows of [CLS] … [SEP] with places to cover; neighbours are never covered.

    rows: (chunks, length) ids, padded. row, place, target, left, right: (positions,).
    """

    rows: torch.Tensor
    row: torch.Tensor
    place: torch.Tensor
    target: torch.Tensor
    left: torch.Tensor
    right: torch.Tensor


def choose(tokens: Tokens, is_chinese: torch.Tensor, rate: float = RATE) -> Covered:
    """Cover about `rate` of the Chinese characters, at random, no two side by side.

    is_chinese: (vocabulary,) bool. The neighbours stay visible, the best case for counting.
    """
    chunks = [
        tokens.ids[a:b].long() for a, b in zip(tokens.offsets, tokens.offsets[1:], strict=False)
    ]
    rows = torch.full((len(chunks), max(map(len, chunks)) + 2), PAD)
    for row, chunk in zip(rows, chunks, strict=True):
        row[: len(chunk) + 2] = torch.cat([torch.tensor([CLS]), chunk, torch.tensor([SEP])])
    lots = torch.rand(rows.shape, generator=torch.Generator().manual_seed(SEED))
    lots[~is_chinese[rows]] = 2.0
    lowest = lots < torch.minimum(lots.roll(1, 1), lots.roll(-1, 1))  # of three neighbours
    row, place = torch.nonzero(lowest & (lots < rate), as_tuple=True)
    return Covered(rows, row, place, rows[row, place], rows[row, place - 1], rows[row, place + 1])


@torch.no_grad()
def model_scores(model: BertForMaskedLM, covered: Covered) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-probability of the covered token (nats) and whether it is the first guess."""
    inputs = covered.rows.clone()
    inputs[covered.row, covered.place] = MASK
    scores, right = torch.zeros(len(covered.row)), torch.zeros(len(covered.row), dtype=torch.bool)
    by_length = (inputs != PAD).sum(1).argsort()
    for group in by_length.split(ROWS):
        batch = inputs[group]
        batch = batch[:, : int((batch != PAD).sum(1).max())]
        hidden = model.bert(batch, attention_mask=(batch != PAD).long()).last_hidden_state
        for line, number in enumerate(group.tolist()):
            here = torch.nonzero(covered.row == number).flatten()
            if len(here):
                logits = model.cls(hidden[line, covered.place[here]]).float()
                chosen = logits.log_softmax(-1).gather(1, covered.target[here, None])
                scores[here] = chosen.squeeze(1)
                right[here] = logits.argmax(-1) == covered.target[here]
    return scores, right


def count_scores(counts: CountModels, covered: Covered) -> dict[str, tuple]:
    """The same two tensors for each count model."""
    counts.prepare(covered.left, covered.right)
    results = {name: ([], []) for name in ("unigram", "left_bigram", "two_sided")}
    for here in torch.arange(len(covered.row)).split(512):
        left, right, target = covered.left[here], covered.right[here], covered.target[here]
        distributions = {
            "unigram": counts.unigram.expand(len(here), -1),
            "left_bigram": counts.left(left),
            "two_sided": counts.both(left, right),
        }
        for name, p in distributions.items():
            results[name][0].append(p.gather(1, target[:, None]).squeeze(1).log())
            results[name][1].append(p.argmax(1) == target)
    return {name: (torch.cat(s), torch.cat(r)) for name, (s, r) in results.items()}


def summary(scores: torch.Tensor, right: torch.Tensor) -> dict[str, float]:
    return {
        "accuracy": right.float().mean().item(),
        "loss": -scores.mean().item(),
        "perplexity": (-scores.mean()).exp().item(),
    }
