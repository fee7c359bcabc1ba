"""The stations of a layer against transformers' own modules; who wrote a vector; the toy."""

import numpy as np
import pytest
import torch

from lib.anatomy import whole_model
from lib.anatomy.stations import shares, states, stations, toy_weights, writers
from lib.toy import multi_head as toy
from tests.anatomy.conftest import random_inputs

SENTENCE = "今天天气真[MASK]啊！"


@torch.inference_mode()
def test_every_station_is_the_output_of_a_module_of_transformers(twins):
    model, numbers = twins
    inputs = random_inputs()
    found = numbers.run_ids(*(row[0].tolist() for row in inputs.values()))
    at, position = numbers.layers - 1, 4
    layer = model.bert.encoder.layer[at]
    seen = {}
    hooks = [
        module.register_forward_hook(lambda m, a, out, name=name: seen.update({name: (a, out)}))
        for name, module in {
            "W_O": layer.attention.output.dense,
            "归一": layer.attention.output.LayerNorm,
            "前馈": layer.output.dense,
            "出": layer.output.LayerNorm,
        }.items()
    ]
    state = model(**inputs, output_hidden_states=True).hidden_states[at]
    for hook in hooks:
        hook.remove()
    expected = [
        state,
        seen["W_O"][0][0],
        seen["W_O"][1],
        seen["归一"][0][0],
        seen["归一"][1],
        seen["前馈"][1],
        seen["出"][0][0],
        seen["出"][1],
    ]
    ours = stations(found.layers[at], position)
    assert len(ours) == len(expected)
    for station, vectors in zip(ours, expected, strict=True):
        np.testing.assert_allclose(station.vector, vectors[0, position].numpy(), atol=1e-9)


@torch.inference_mode()
def test_the_writers_add_up_to_the_models_own_hidden_states(eager, tokenizer, anatomy):
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    theirs = eager(**inputs, output_hidden_states=True).hidden_states
    found = anatomy.run_ids(inputs["input_ids"][0].tolist(), [0] * inputs["input_ids"].shape[1])
    for layer in range(-1, anatomy.layers):
        parts, vectors = writers(anatomy, found, layer, 6)
        assert len(parts) == len(vectors) == 4 + (layer + 1) * (anatomy.heads + 1)
        np.testing.assert_allclose(vectors.sum(0), theirs[layer + 1][0, 6].numpy(), atol=1e-4)
        assert shares(vectors).sum() == pytest.approx(1)
    np.testing.assert_allclose(states(found)[3], theirs[3][0].numpy(), atol=1e-4)


def test_shares_by_hand():
    np.testing.assert_allclose(
        shares(np.array([[3.0, 0.0], [0.0, 1.0], [1.0, -1.0]])), [0.75, 0, 0.25]
    )


def test_the_toy_attends_as_the_calculator_and_is_normalised():
    one = whole_model.layer(toy.X, toy_weights(), "toy", toy.HEADS, 1e-12)
    expected = toy.multi_head(toy.X, *toy.WEIGHTS.values())
    np.testing.assert_allclose(one.written, expected.output)
    np.testing.assert_allclose(one.leaving.mean(-1), 0, atol=1e-12)
    np.testing.assert_allclose(one.leaving.std(-1), 1)
