"""Baselines that count: unigram, left bigram, and a model of both neighbours.

All three are smoothed by Witten & Bell (1991, method C), which leaves nothing to tune: seen
continuations share N / (N + T) of the probability, N counting the context and T its different
continuations; the rest goes to the next simpler model.
"""

import torch

from pretraining.batches import CLS, SEP, Tokens


def with_ends(tokens: Tokens) -> torch.Tensor:
    """All chunks in a row, each as [CLS] … [SEP]: (tokens + 2 × chunks,) int64."""
    chunks = len(tokens.offsets) - 1
    row = torch.empty(len(tokens.ids) + 2 * chunks, dtype=torch.long)
    number = torch.arange(chunks)
    begin, end = tokens.offsets[:-1] + 2 * number, tokens.offsets[1:] + 2 * number + 1
    row[begin], row[end] = CLS, SEP
    text = torch.ones(len(row), dtype=torch.bool)
    text[begin] = text[end] = False
    row[text] = tokens.ids.long()
    return row


def witten_bell(counts: torch.Tensor, simpler: torch.Tensor) -> torch.Tensor:
    """Mix counts (rows, size) with a simpler distribution of the same or (size,) shape."""
    total, kinds = counts.sum(1, keepdim=True), (counts > 0).sum(1, keepdim=True)
    return (counts + kinds.clamp_min(1) * simpler) / (total + kinds.clamp_min(1))


class CountModels:
    """Distributions over the vocabulary, given the neighbours of a covered token."""

    def __init__(self, tokens: Tokens, size: int):
        """tokens: the training split; size: of the vocabulary."""
        self.row, self.size = with_ends(tokens), size
        unigram = torch.bincount(self.row, minlength=size).float()
        unigram[[CLS, SEP]] = 0  # they are context, never the answer
        self.unigram = (unigram + 0.5) / (unigram + 0.5).sum()
        pairs = torch.bincount(self.row[:-1] * size + self.row[1:], minlength=size * size)
        self.pairs = pairs.view(size, size).float()  # (first, second)
        self.contexts = torch.zeros(0, dtype=torch.long)

    def prepare(self, left: torch.Tensor, right: torch.Tensor) -> None:
        """Count the triples around the given pairs of neighbours, both (positions,)."""
        wanted = torch.zeros(self.size * self.size, dtype=torch.bool)
        wanted[left * self.size + right] = True
        around = self.row[:-2] * self.size + self.row[2:]
        keep = wanted[around]
        triples = around[keep] * self.size + self.row[1:-1][keep]
        self.triples, self.triple_counts = triples.unique(return_counts=True)

    def left(self, left: torch.Tensor) -> torch.Tensor:
        """P(token | left neighbour): (positions, size)."""
        return witten_bell(self.pairs[left], self.unigram)

    def right(self, right: torch.Tensor) -> torch.Tensor:
        """P(token | right neighbour): (positions, size)."""
        return witten_bell(self.pairs[:, right].T, self.unigram)

    def both(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """P(token | left, right): (positions, size); call `prepare` with these pairs first.

        Backs off to P(token | left) P(token | right) / P(token), normalised: what follows if the
        neighbours are independent given the token.
        """
        simpler = self.left(left) * self.right(right) / self.unigram
        simpler = simpler / simpler.sum(1, keepdim=True)
        first = (left * self.size + right) * self.size
        begin = torch.searchsorted(self.triples, first)
        end = torch.searchsorted(self.triples, first + self.size)
        counts = torch.zeros(len(left), self.size)
        for row, (start, stop) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
            seen = self.triples[start:stop] - first[row]
            counts[row, seen] = self.triple_counts[start:stop].float()
        return witten_bell(counts, simpler)
