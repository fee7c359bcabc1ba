"""What a change does to BERT, against the same change made to the weights of plain transformers."""

import copy
import math

import numpy as np
import pytest
import torch

from lib.attention import AttentionError
from lib.model.intervention import Intervention
from tests.model.test_bert import MASKED, PAIR, SENTENCES, attention_layers


@torch.inference_mode()
def logits_of(model, inputs, **keywords):
    return model(**inputs, **keywords).logits[0]


@pytest.fixture
def operated(eager):
    return copy.deepcopy(eager).double()  # the weights are changed below: that rounds too


@pytest.fixture
def inputs(tokenizer):
    return tokenizer(MASKED, return_tensors="pt")


def assert_changed_alike(shipped, eager, operated, inputs, change):
    # In double precision: large scores, as without the root, leave float32 only three decimals.
    ours = logits_of(copy.deepcopy(shipped[0]).double(), inputs, change=change)
    assert (ours - logits_of(operated, inputs)).abs().max() < 1e-9
    assert (ours - logits_of(eager, inputs)).abs().max() > 1e-3  # and it is a change at all


@pytest.mark.parametrize("off", [{(0, 0)}, {(-1, -1)}, {(0, 1), (0, 2), (-1, 0)}])
def test_a_head_off_equals_zero_columns_of_the_output_projection(
    shipped, eager, operated, inputs, off
):
    layers, heads = eager.config.num_hidden_layers, eager.config.num_attention_heads
    off = {(layer % layers, head % heads) for layer, head in off}
    width = eager.config.hidden_size // heads
    for layer, head in off:
        projection = attention_layers(operated)[layer].output.dense.weight.data
        projection[:, head * width : (head + 1) * width] = 0
    change = Intervention(heads_off=frozenset(off))
    assert_changed_alike(shipped, eager, operated, inputs, change)


@pytest.mark.parametrize("temperature", [0.25, 3.0])
def test_temperature_equals_dividing_the_query_projection(
    shipped, eager, operated, inputs, temperature
):
    for attention in attention_layers(operated):
        attention.self.query.weight.data /= temperature
        attention.self.query.bias.data /= temperature
    change = Intervention(temperature=temperature)
    assert_changed_alike(shipped, eager, operated, inputs, change)


def test_no_scaling_equals_a_query_projection_times_root_d(shipped, eager, operated, inputs):
    root = math.sqrt(eager.config.hidden_size // eager.config.num_attention_heads)
    for attention in attention_layers(operated):
        attention.self.query.weight.data *= root
        attention.self.query.bias.data *= root
    assert_changed_alike(shipped, eager, operated, inputs, Intervention(scaled=False))


@pytest.mark.parametrize("blocked", [{1}, {0, 3, 4}])
def test_blocked_keys_equal_padding_there(shipped, eager, inputs, blocked):
    padded = {**inputs, "attention_mask": inputs["attention_mask"].clone()}
    padded["attention_mask"][:, list(blocked)] = 0
    ours = logits_of(shipped[0], inputs, change=Intervention(keys_blocked=frozenset(blocked)))
    assert (ours - logits_of(eager, padded)).abs().max() < 1e-4
    assert (ours - logits_of(eager, inputs)).abs().max() > 1e-3


@torch.inference_mode()
def test_blocked_keys_come_on_top_of_the_padding_of_a_batch(shipped, eager):
    model, tokenizer = shipped
    inputs = tokenizer(SENTENCES, return_tensors="pt", padding=True)
    hidden = {**inputs, "attention_mask": inputs["attention_mask"].clone()}
    hidden["attention_mask"][:, 1] = 0
    ours = model(**inputs, change=Intervention(keys_blocked=frozenset({1}))).logits
    real = inputs["attention_mask"].bool()
    assert (ours - eager(**hidden).logits)[real].abs().max() < 1e-4


def test_blocked_keys_get_no_weight_from_any_query_of_any_head(read):
    reading = read(PAIR[0], change=Intervention(keys_blocked=frozenset({2, 5})))
    assert (reading.weights[..., [2, 5]] == 0).all()
    np.testing.assert_allclose(reading.weights.sum(-1), 1, atol=1e-5)
    assert np.isfinite(reading.scores).all()
    assert np.isneginf(reading.scaled[..., [2, 5]]).all()


def test_blocking_every_key_is_refused(read):
    everything = frozenset(range(len(read("你好").tokens)))
    with pytest.raises(AttentionError, match="全被屏蔽"):
        read("你好", change=Intervention(keys_blocked=everything))
