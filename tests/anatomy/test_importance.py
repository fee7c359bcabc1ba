"""Measures of importance, each against a computation that shares none of its lines."""

import copy
import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lib.anatomy import importance, probes
from lib.anatomy.faithfulness import case_of, spearman
from lib.anatomy.probes import Case
from tests.anatomy.conftest import random_bert, random_inputs

SENTENCE = "今天天气真[MASK]啊！"


@pytest.fixture(scope="module")
def asked(shipped, read):
    """(reading, case): what the model guesses for the [MASK], and its first guess."""
    model, tokenizer = shipped
    reading = read(SENTENCE)
    (guess,) = reading.guesses
    target = tokenizer.convert_tokens_to_ids(guess.pieces[0])
    return reading, case_of(model, tokenizer, reading, guess.position, target)


@torch.inference_mode()
def test_rollout_is_a_product_of_matrices(eager, tokenizer, asked):
    reading, case = asked
    attentions = eager(
        **tokenizer(SENTENCE, return_tensors="pt"), output_attentions=True
    ).attentions
    product = torch.eye(len(reading.tokens))
    for layer in attentions:
        step = 0.5 * layer[0].mean(0) + 0.5 * torch.eye(len(product))
        product = step @ product  # later layers on the left: Abnar & Zuidema, equation 1
    ours = importance.rollout(reading.weights.mean(1), case.row)
    np.testing.assert_allclose(ours, product[case.row].numpy(), atol=1e-5)
    assert ours.sum() == pytest.approx(1)


def test_rollout_by_hand():
    layers = np.array([[[1.0, 0.0], [1.0, 0.0]], [[0.5, 0.5], [0.5, 0.5]]])
    # Row 1: the upper layer gives (1/4, 3/4); the lower one half of the second on to the first.
    np.testing.assert_allclose(importance.rollout(layers, 1), [1 / 4 + 3 / 8, 3 / 8])


@torch.inference_mode()
@pytest.mark.parametrize(("layer", "head"), [(0, 0), (2, 3), (5, 1)])
def test_the_norm_of_a_head_is_what_its_own_columns_hand_over(
    eager, tokenizer, anatomy, asked, layer, head
):
    reading, case = asked
    found = eager(
        **tokenizer(SENTENCE, return_tensors="pt"),
        output_attentions=True,
        output_hidden_states=True,
    )
    attention = eager.bert.encoder.layer[layer].attention
    values = attention.self.value(found.hidden_states[layer][0])
    d = reading.head_dim
    values[:, : head * d] = 0  # only this head's columns go through W_O
    values[:, (head + 1) * d :] = 0
    handed = torch.nn.functional.linear(values, attention.output.dense.weight).norm(dim=-1)
    expected = found.attentions[layer][0, head, case.row] * handed
    ours = importance.head_norms(reading, anatomy, case.row, layer, head)
    np.testing.assert_allclose(ours, expected.numpy(), atol=1e-4)


@torch.inference_mode()
def test_the_norms_of_all_heads_are_summed_as_vectors(eager, tokenizer, anatomy, asked):
    reading, case = asked
    found = eager(
        **tokenizer(SENTENCE, return_tensors="pt"),
        output_attentions=True,
        output_hidden_states=True,
    )
    lengths = []
    for at, layer in enumerate(eager.bert.encoder.layer):
        values = layer.attention.self.value(found.hidden_states[at][0])
        parts = []
        for j in range(len(values)):  # one key at a time, through the model's own W_O
            weights = found.attentions[at][0, :, case.row, j].repeat_interleave(reading.head_dim)
            weight = layer.attention.output.dense.weight
            parts.append(torch.nn.functional.linear(weights * values[j], weight).norm())
        lengths.append(torch.stack(parts))
    expected = torch.stack(lengths).mean(0).numpy()
    np.testing.assert_allclose(importance.norms(reading, anatomy, case.row), expected, atol=1e-4)


@torch.inference_mode()
def test_value_zeroing_zeroes_values_in_plain_transformers(eager, tokenizer, asked):
    plain = copy.deepcopy(eager).double()  # 1 − cos of nearly the same vectors: small numbers
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    states = plain(**inputs, output_hidden_states=True).hidden_states
    exact = dataclasses.replace(asked[1], model=copy.deepcopy(asked[1].model).double())
    found = probes.value_zeroing(exact)
    for at in (0, 3):
        layer = plain.bert.encoder.layer[at]
        turned = []
        for key in range(len(states[0][0])):

            def zeroed(module, args, output, key=key):
                output[:, key] = 0
                return output

            hook = layer.attention.self.value.register_forward_hook(zeroed)
            without = layer(states[at])
            hook.remove()
            turned.append(1 - torch.cosine_similarity(without[0], states[at + 1][0], dim=-1))
        expected = torch.stack(turned, 1)  # (queries, keys)
        expected = expected / expected.sum(-1, keepdim=True)
        np.testing.assert_allclose(found[at], expected.numpy(), atol=1e-9)
    np.testing.assert_allclose(found.sum(-1), 1)


@torch.inference_mode()
def test_erasure_covers_one_character_at_a_time(eager, tokenizer, asked):
    reading, case = asked

    def log_p(sentence: str) -> float:
        logits = eager(**tokenizer(sentence, return_tensors="pt")).logits[0, case.row]
        return float(logits.log_softmax(-1)[case.target])

    lost = probes.erasure(case)
    for position, token in enumerate(reading.tokens):
        if position not in case.free:
            assert np.isnan(lost[position])
            continue
        covered = SENTENCE[: token.start] + "[MASK]" + SENTENCE[token.end :]
        assert lost[position] == pytest.approx(log_p(SENTENCE) - log_p(covered), abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_integrated_gradients_add_up_and_equal_a_fine_sum(seed):
    model = random_bert(2, 2, 16, seed).requires_grad_(False)
    inputs = random_inputs(seed)
    case = Case(model, inputs, 3, 11, free=(1, 2, 4, 5, 6, 7), mask_id=0)
    found, gap = probes.integrated_gradients(case)

    def log_p(embedded: torch.Tensor) -> torch.Tensor:
        kinds = inputs["token_type_ids"]
        logits = model(inputs_embeds=embedded, token_type_ids=kinds).logits
        return logits[0, 3].log_softmax(-1)[11]

    table, ids = model.bert.embeddings.word_embeddings.weight, inputs["input_ids"]
    bare = ids.clone()
    bare[0, list(case.free)] = 0
    way, total = table[ids] - table[bare], 0
    for step in range(200):  # the midpoint rule
        point = (table[bare] + way * (step + 0.5) / 200).requires_grad_()
        total += torch.autograd.grad(log_p(point), point)[0] / 200
    expected = (way * total)[0].sum(-1).numpy()
    gained = float(log_p(table[ids]) - log_p(table[bare]))
    assert found.sum() + gap == pytest.approx(gained, abs=1e-9)
    assert abs(gap) < 0.05 * max(1, abs(gained))
    np.testing.assert_allclose(found, expected, atol=0.05 * np.abs(expected).max())
    assert found[0] == found[3] == found[8] == 0  # never covered


def test_spearman_by_hand_with_ties():
    # d² of the ranks (1, 2, 3, 4) and (2, 1, 4, 3): 4 → 1 − 6 · 4 / (4 · 15)
    assert spearman(np.array([1, 2, 3, 4]), np.array([2, 1, 9, 8])) == pytest.approx(0.6)
    # Ranks (1, 2.5, 2.5, 4) beside (1, 2, 3, 4): Pearson of the ranks, 4.5 / √(4.5 · 5).
    tied = spearman(np.array([0, 7, 7, 9]), np.array([1, 2, 3, 4]))
    assert tied == pytest.approx(4.5 / np.sqrt(4.5 * 5))
    assert np.isnan(spearman(np.ones(3), np.arange(3)))


def test_a_large_model_is_asked_few_inputs_at_once_and_says_the_same(asked, monkeypatch):
    """24 × 16 maps of 128² weights: three inputs fill the allowance, a fourth would not fit."""
    large = SimpleNamespace(config=SimpleNamespace(num_hidden_layers=24, num_attention_heads=16))
    long = {"input_ids": torch.zeros(1, 128, dtype=torch.long)}
    assert probes.rows_at_once(Case(large, long, 1, 0, (2,), 0)) == 3
    _, case = asked
    once = probes.erasure(case), probes.integrated_gradients(case)[0]
    monkeypatch.setattr(probes, "CELLS", 1)
    assert probes.rows_at_once(case) == 1
    np.testing.assert_allclose(probes.erasure(case), once[0], atol=1e-4)
    np.testing.assert_allclose(probes.integrated_gradients(case)[0], once[1], atol=1e-4)
