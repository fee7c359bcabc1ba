"""What a deeper model says at first, against the model that it grew from."""

import pytest
import torch

from pretraining.errors import PipelineError
from pretraining.grow import deepen
from pretraining.model import from_scratch
from pretraining.recipe import Recipe

IDS = torch.tensor([[2, 17, 33, 8, 29, 3]])


@pytest.fixture
def model():
    torch.manual_seed(0)
    model = from_scratch(Recipe(layers=3, heads=2, hidden=16, initial_range=0.3), 50).eval()
    for layer in model.bert.encoder.layer:
        # where every dimension has the same scale and shift, a norm can undo the one below
        torch.nn.init.constant_(layer.output.LayerNorm.weight, 1.7)
        torch.nn.init.constant_(layer.output.LayerNorm.bias, -0.4)
    return model


@pytest.mark.parametrize("layers", [3, 4, 5, 6])
def test_new_layers_change_nothing_at_first(model, layers):
    deeper = deepen(model, layers).eval()
    with torch.no_grad():
        old = model(IDS, output_hidden_states=True)
        new = deeper(IDS, output_hidden_states=True)
    torch.testing.assert_close(new.logits, old.logits, rtol=1e-4, atol=1e-4)
    assert len(new.hidden_states) == layers + 1
    assert deeper.config.num_hidden_layers == layers and model.config.num_hidden_layers == 3


def test_new_layers_can_learn(model):
    deeper = deepen(model, 4)
    deeper(IDS, labels=IDS).loss.backward()
    new = deeper.bert.encoder.layer[1]
    for part in (new.attention.output.dense, new.output.dense):
        assert part.weight.abs().max() == 0 < part.weight.grad.abs().max()


def test_layers_are_numbered_through(model):
    numbers = [layer.attention.self.layer_idx for layer in deepen(model, 5).bert.encoder.layer]
    assert numbers == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("layers", [2, 7])
def test_neither_shallower_nor_more_than_twice_as_deep(model, layers):
    with pytest.raises(PipelineError):
        deepen(model, layers)
