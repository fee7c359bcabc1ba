"""Muon's step is, up to its known bounds, the polar factor that a decomposition gives."""

import torch

from pretraining.model import MaskedLanguageModel, from_scratch
from pretraining.optimizer import Muon, make_optimizers, orthogonalise
from pretraining.recipe import Recipe


def test_orthogonalise_keeps_directions_and_levels_singular_values():
    torch.manual_seed(0)
    matrices = torch.randn(3, 24, 64)
    result = orthogonalise(matrices, iterations=5)
    left, values, right = torch.linalg.svd(matrices, full_matrices=False)
    reached = torch.linalg.svdvals(result)
    assert reached.max() < 1.3 and reached.min() > 0.6  # the published coefficients' band
    cosine = torch.cosine_similarity(result.flatten(1), (left @ right).flatten(1))
    assert cosine.min() > 0.97


def test_a_step_has_the_size_of_an_adamw_step():
    torch.manual_seed(0)
    matrix = torch.nn.Parameter(torch.zeros(64, 24))
    matrix.grad = torch.randn(64, 24)
    Muon([matrix], lr=1.0).step()
    # orthogonal 64 × 24: root mean square 1/√64, times 0.2·√64
    assert abs(matrix.detach().square().mean().sqrt() - 0.2) < 0.04


def test_every_parameter_has_exactly_one_optimiser():
    model = MaskedLanguageModel(from_scratch(Recipe(layers=1, hidden=16, heads=2), 50))
    muon, adamw = make_optimizers(model, Recipe())
    inner = [p for g in muon.param_groups for p in g["params"]]
    rest = [p for g in adamw.param_groups for p in g["params"]]
    assert sorted(map(id, inner + rest)) == sorted(map(id, model.parameters()))
    assert len(inner) == 6  # query, key, value, output and the two of the feed-forward part
