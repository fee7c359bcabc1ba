"""Guess single covered characters of the validation lines; count models at the same places."""

from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
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
    mask: int = MASK
    padding: int = PAD


@dataclass
class Scores:
    """At each place: log-probability of what stood there (nats), was it the first guess, and how
    probable the first guess was held to be. All (positions,)."""

    chosen: torch.Tensor
    right: torch.Tensor
    confidence: torch.Tensor

    def __getitem__(self, here: torch.Tensor) -> "Scores":
        """The same for some of the places."""
        return Scores(self.chosen[here], self.right[here], self.confidence[here])


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


def translate(covered: Covered, ours: Tokenizer, theirs: Tokenizer) -> Covered:
    """The same places in the ids of another vocabulary, for a model that was not trained here.

    A Chinese character is one entry in every BERT vocabulary; what the other one lacks (most often
    pieces of Latin words) becomes its [UNK]. A target that it lacks is always missed: id −1.
    """
    unknown = theirs.token_to_id("[UNK]")
    entries = [ours.id_to_token(number) for number in range(ours.get_vocab_size())]
    known = [theirs.token_to_id(entry) for entry in entries]
    row = torch.tensor([unknown if number is None else number for number in known])
    target = torch.tensor([-1 if number is None else number for number in known])
    return replace(
        covered,
        rows=row[covered.rows],
        target=target[covered.target],
        left=row[covered.left],
        right=row[covered.right],
        mask=theirs.token_to_id("[MASK]"),
        padding=theirs.token_to_id("[PAD]"),
    )


@torch.no_grad()
def model_scores(model: BertForMaskedLM, covered: Covered) -> Scores:
    """All covered places of a row are guessed in one pass."""
    inputs = covered.rows.clone()
    inputs[covered.row, covered.place] = covered.mask
    number_of = len(covered.row)
    scores = Scores(
        torch.zeros(number_of), torch.zeros(number_of, dtype=torch.bool), torch.zeros(number_of)
    )
    text = inputs != covered.padding
    places = torch.arange(number_of)[torch.argsort(covered.row, stable=True)]
    ends = torch.bincount(covered.row, minlength=len(inputs)).cumsum(0).tolist()
    for group in text.sum(1).argsort().split(ROWS):
        longest = int(text[group].sum(1).max())
        batch, seen = inputs[group, :longest], text[group, :longest]
        hidden = model.base_model(batch, attention_mask=seen.long()).last_hidden_state
        for line, row in enumerate(group.tolist()):
            here = places[ends[row - 1] if row else 0 : ends[row]]
            if len(here):
                logits = model.cls(hidden[line, covered.place[here]]).float()
                logs, target = logits.log_softmax(-1), covered.target[here]
                best = logs.max(-1)
                chosen = logs.gather(1, target.clamp_min(0)[:, None]).squeeze(1)
                scores.chosen[here] = torch.where(target < 0, -torch.inf, chosen)
                scores.right[here] = best.indices == target
                scores.confidence[here] = best.values.exp()
    return scores


def count_scores(counts: CountModels, covered: Covered) -> dict[str, Scores]:
    """The same for each count model."""
    counts.prepare(covered.left, covered.right)
    results = {name: ([], [], []) for name in ("unigram", "left_bigram", "two_sided")}
    for here in torch.arange(len(covered.row)).split(512):
        left, right, target = covered.left[here], covered.right[here], covered.target[here]
        distributions = {
            "unigram": counts.unigram.expand(len(here), -1),
            "left_bigram": counts.left(left),
            "two_sided": counts.both(left, right),
        }
        for name, p in distributions.items():
            results[name][0].append(p.gather(1, target[:, None]).squeeze(1).log())
            best = p.max(1)
            results[name][1].append(best.indices == target)
            results[name][2].append(best.values)
    return {name: Scores(*map(torch.cat, parts)) for name, parts in results.items()}


def summary(scores: Scores) -> dict[str, float]:
    """Loss over the targets that the vocabulary has; accuracy over all of them."""
    loss = -scores.chosen[scores.chosen.isfinite()].mean()
    return {
        "accuracy": scores.right.float().mean().item(),
        "loss": loss.item(),
        "perplexity": loss.exp().item(),
    }
