"""PPMI against numbers worked out by hand; sinusoids against the paper's formula."""

import math

import torch

from pretraining.batches import Tokens
from pretraining.initialise import cooccurrences, embeddings, ppmi, sinusoids


def test_neighbours_are_counted_in_both_directions_and_not_across_chunks():
    ids = torch.tensor([0, 1, 2, 0, 1])
    tokens = Tokens(ids, torch.zeros(5), torch.tensor([0, 3, 5]))
    # window 1: chunk 0 1 2 gives (0,1), (1,2); chunk 0 1 gives (0,1); 2–0 is a chunk's border
    assert cooccurrences(tokens, 3, 1).tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert cooccurrences(tokens, 3, 2)[0, 2] == 1


def test_ppmi_of_a_small_table():
    counts = torch.tensor([[0.0, 3.0], [3.0, 2.0]])
    # smoothing 1: P(0, 1) = 3/8, P(0) = 3/8, P(1) = 5/8; log(3/8 / (3/8 · 5/8)) = log 1.6
    information = ppmi(counts, smoothing=1.0)
    assert math.isclose(information[0, 1], math.log(1.6), rel_tol=1e-6)
    assert information[0, 0] == 0  # never together
    assert information[1, 1] == 0  # log(2/8 / (5/8)²) is negative


def test_words_with_like_neighbours_get_like_vectors():
    counts = torch.zeros(12, 12)
    counts[0, 4:8] = counts[1, 4:8] = counts[2, 8:12] = 5.0
    vectors = embeddings(ppmi(counts + counts.T), 8, 0.05)
    alike = torch.cosine_similarity(vectors[0], vectors[1], dim=0)
    unlike = torch.cosine_similarity(vectors[0], vectors[2], dim=0)
    assert alike > 0.99 > 0.1 > unlike
    assert vectors.shape == (12, 8) and vectors[3].abs().sum() > 0  # never seen: random


def test_sinusoids_follow_vaswani_et_al_up_to_their_scale():
    table = sinusoids(16, 6, 0.05)
    scale = table[0, 1]  # cos 0
    assert math.isclose(table[3, 0] / scale, math.sin(3), abs_tol=1e-5)
    assert math.isclose(table[5, 3] / scale, math.cos(5 / 10000 ** (2 / 6)), abs_tol=1e-5)
    assert math.isclose(table.std(), 0.05, rel_tol=1e-4)
