"""Weight × length of what is handed over, against the model's own projection in plain torch."""

import numpy as np
import pytest
import torch

from lib.examples import OPENING
from lib.heads import norms
from lib.model.checkpoints import CATALOGUE, SHIPPED

CHECKPOINT = CATALOGUE[SHIPPED]


def test_by_hand(made):
    """Two keys of equal weight, one value twice as long once projected: ⅓ and ⅔ of what is left."""
    weights = np.zeros((1, 1, 4, 4))
    weights[0, 0, :, 1:3] = 0.5
    reading = made("甲乙", weights)
    value = np.zeros((1, 1, 4, 2))
    value[0, 0, 1], value[0, 0, 2] = [3, 0], [0, 1]
    object.__setattr__(reading, "value", value)
    parts = np.array([[[[1.0, 0, 0], [0, 4.0, 4.0 * np.sqrt(1.25)]]]])  # ‖(0, 4, 4.47)‖ = 6
    found = norms.norm_weights(reading, parts)
    np.testing.assert_allclose(found[0, 0, 0], [0, 1 / 3, 2 / 3, 0])  # lengths 3 and 6
    assert np.linalg.norm(value[0, 0, 1]) > np.linalg.norm(value[0, 0, 2])  # ‖v‖ says otherwise


@pytest.mark.parametrize(("layer", "head"), [(0, 2), (2, 3), (5, 1)])
def test_the_real_models_lengths_are_those_of_its_projection(eager, read, layer, head):
    reading = read(OPENING)
    dense = eager.bert.encoder.layer[layer].attention.output.dense
    only = torch.zeros(len(reading.tokens), eager.config.hidden_size)
    size = reading.head_dim
    value = torch.from_numpy(reading.value[layer, head].copy())
    only[:, head * size : (head + 1) * size] = value
    with torch.inference_mode():
        handed = torch.nn.functional.linear(only, dense.weight)  # without the bias, added once
    weighted = torch.from_numpy(reading.weights[layer, head].copy()) * handed.norm(dim=-1)
    expected = weighted / weighted.sum(-1, keepdim=True)
    parts = norms.of_folder(CHECKPOINT.folder, CHECKPOINT.layers, CHECKPOINT.heads)
    found = norms.norm_weights(reading, parts)
    np.testing.assert_allclose(found[layer, head], expected.numpy(), atol=1e-4)


def test_file_and_loaded_model_agree(shipped):
    parts = norms.of_folder(CHECKPOINT.folder, CHECKPOINT.layers, CHECKPOINT.heads)
    np.testing.assert_allclose(parts, norms.of_model(shipped[0]), atol=1e-6)
