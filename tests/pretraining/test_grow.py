"""What a deeper or wider model says at first, against the model that it grew from."""

import pytest
import torch

from pretraining.batches import Tokens
from pretraining.errors import PipelineError
from pretraining.grow import copy_heads, deepen, widen
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


def test_new_neurons_change_nothing_at_first_and_can_learn(model):
    wider = widen(model, 100)
    with torch.no_grad():
        torch.testing.assert_close(wider(IDS).logits, model(IDS).logits)
    layer = wider.bert.encoder.layer[1]
    assert layer.intermediate.dense.weight.shape == (100, 16)
    assert wider.config.intermediate_size == 100 and model.config.intermediate_size == 64
    wider(IDS, labels=IDS).loss.backward()
    assert (layer.output.dense.weight.grad[:, 64:].abs().amax(0) > 0).all()


def test_neurons_are_not_taken_away(model):
    with pytest.raises(PipelineError, match="64"):
        widen(model, 63)


@pytest.fixture
def tokens():
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(5, 50, (400,), generator=generator, dtype=torch.int32)
    return Tokens(ids, torch.ones(400, dtype=torch.uint8), torch.arange(0, 401, 20))


def attended(model, layer):
    """(weights of the layer's heads, what its attention adds to each token)."""
    with torch.no_grad():
        states = model.bert(IDS, output_hidden_states=True, output_attentions=True)
        attention = model.bert.encoder.layer[layer].attention
        own = attention.self(states.hidden_states[layer])[0]
        return states.attentions[layer], attention.output.dense(own)


def test_copied_heads_look_where_the_source_would_and_add_half_of_it(model, tokens):
    model.set_attn_implementation("eager")
    changed = copy_heads(model, [(0, 2)], tokens)
    # Give the source the very input that the target has: both must look alike.
    alone = deepen(model, 3)
    alone.bert.encoder.layer[2].attention.load_state_dict(
        model.bert.encoder.layer[0].attention.state_dict()
    )
    weights, added = attended(changed, 2)
    expected, whole = attended(alone, 2)
    torch.testing.assert_close(weights, expected)
    torch.testing.assert_close(added.diff(dim=1), 0.5 * whole.diff(dim=1))
    for name, value in model.state_dict().items():
        if ".layer.2.attention." not in name:
            assert torch.equal(value, changed.state_dict()[name]), name


def test_on_average_copied_heads_add_what_was_added_before(model, tokens):
    from pretraining.grow import _added

    before = _added(model, 1, tokens)
    torch.testing.assert_close(_added(copy_heads(model, [(0, 1)], tokens), 1, tokens), before)


def test_heads_cannot_be_copied_to_a_layer_that_is_not_there(model, tokens):
    with pytest.raises(PipelineError, match="0 to 2"):
        copy_heads(model, [(0, 3)], tokens)
