"""What a change does to BERT, against the same change made to the weights of plain transformers."""

import copy
import math

import numpy as np
import pytest
import torch

from lib.attention import AttentionError
from lib.model.intervention import Intervention
from tests.model.test_bert import MASKED, PAIR, SENTENCES, attention_layers, of_all_heads


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
    assert_changed_alike(shipped, eager, operated, inputs, Intervention(divide_by_root=False))


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
    assert np.isfinite(of_all_heads(reading, "scores")).all()
    assert np.isneginf(of_all_heads(reading, "scaled")[..., [2, 5]]).all()


def test_a_causal_mask_equals_a_decoder(shipped, tokenizer, inputs):
    config = copy.deepcopy(shipped[0].config)
    config.is_decoder = True  # transformers then masks what comes after
    decoder = type(shipped[0])(config).eval()
    decoder.load_state_dict(shipped[0].state_dict())
    decoder.set_attn_implementation("eager")
    ours = logits_of(shipped[0], inputs, change=Intervention(causal=True))
    assert (ours - logits_of(decoder, inputs)).abs().max() < 1e-4


def test_uniform_attention_equals_a_query_projection_of_nought(shipped, eager, operated, inputs):
    for attention in attention_layers(operated):
        attention.self.query.weight.data.zero_()
        attention.self.query.bias.data.zero_()
    assert_changed_alike(shipped, eager, operated, inputs, Intervention(uniform=True))


def test_a_change_of_one_head_leaves_the_others_as_trained(shipped, eager, operated, inputs):
    attention = attention_layers(operated)[1].self
    d = eager.config.hidden_size // eager.config.num_attention_heads
    attention.query.weight.data[2 * d : 3 * d] = 0
    attention.query.bias.data[2 * d : 3 * d] = 0
    change = Intervention(uniform=True, only=frozenset({(1, 2)}))
    assert_changed_alike(shipped, eager, operated, inputs, change)


def test_the_same_position_for_all_equals_a_table_of_one_row(
    shipped, eager, operated, tokenizer, inputs, read
):
    table = operated.bert.embeddings.position_embeddings.weight.data
    table[:] = table[0].clone()
    expected = logits_of(operated, inputs).log_softmax(-1)
    for guess in read(MASKED, change=Intervention(positions=False)).guesses:
        ids = tokenizer.convert_tokens_to_ids(list(guess.pieces))
        np.testing.assert_allclose(
            guess.log_probabilities, expected[guess.position, ids], atol=1e-4
        )


def test_without_positions_equal_characters_get_equal_rows(read):
    reading = read("上海自来水来自海上。", change=Intervention(positions=False))
    for one, other in ((1, 9), (2, 8), (4, 6)):  # 上 … 上, 海 … 海, 来 … 来
        np.testing.assert_allclose(
            reading.weights[:, :, one], reading.weights[:, :, other], atol=1e-5
        )
    apart = read("上海自来水来自海上。").weights
    assert np.abs(apart[:, :, 1] - apart[:, :, 9]).max() > 0.1


def test_one_more_in_the_denominator_equals_a_key_and_a_value_of_nought(read):
    reading = read(PAIR[0], change=Intervention(one_more=True))
    scaled = torch.tensor(of_all_heads(reading, "scaled"))
    room = torch.nn.functional.pad(scaled, (0, 1)).softmax(-1)  # one more key, of score 0
    torch.testing.assert_close(torch.tensor(reading.weights), room[..., :-1], atol=1e-6, rtol=0)
    assert reading.weights.sum(-1).min() < 0.99
    value = torch.nn.functional.pad(torch.tensor(reading.value), (0, 0, 0, 1))
    torch.testing.assert_close(torch.tensor(reading.context), room @ value, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("only", [None, frozenset()])
def test_every_switch_left_alone_is_bit_equal_to_none(shipped, inputs, only):
    identity = Intervention(only=only)
    plain = shipped[0](**inputs).logits
    assert torch.equal(shipped[0](**inputs, trace=[], change=identity).logits, plain)


def test_blocking_every_key_is_refused(read):
    everything = frozenset(range(len(read("你好").tokens)))
    with pytest.raises(AttentionError, match="全被屏蔽"):
        read("你好", change=Intervention(keys_blocked=everything))
