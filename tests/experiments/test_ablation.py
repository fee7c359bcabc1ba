"""Switching a head off, against transformers with that head's columns of W_O set to zero."""

import numpy as np
import pytest

from lib.experiments.ablation import DRAWS, effect, head_effects, random_effects
from lib.model.tokens import SentenceError

SENTENCE = "我昨天在图书[MASK]读了一本书。"


def test_the_effect_is_that_of_zeroing_the_heads_columns_of_the_output_projection(shipped, eager):
    import copy

    import torch

    model, tokenizer = shipped
    piece, p, effects = head_effects(model, tokenizer, SENTENCE)
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    at = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().item()
    best = tokenizer.convert_tokens_to_ids(piece)

    def log_p(network) -> float:
        with torch.inference_mode():
            return float(network(**inputs).logits[0, at].log_softmax(-1)[best])

    assert np.isclose(np.log(p), log_p(eager), atol=1e-4)
    for layer, head in ((0, 0), (1, 2)):
        cut = copy.deepcopy(eager)
        projection = cut.bert.encoder.layer[layer].attention.output.dense.weight
        size = eager.config.hidden_size // eager.config.num_attention_heads
        with torch.no_grad():
            projection[:, head * size : (head + 1) * size] = 0
        assert np.isclose(effects[layer, head], log_p(cut) - log_p(eager), atol=1e-3)


def test_random_sets_of_one_head_are_drawn_from_the_single_effects(shipped):
    effects = head_effects(*shipped, SENTENCE)[2].ravel()
    drawn = random_effects(*shipped, SENTENCE, 1)
    assert drawn.shape == (DRAWS,)
    assert all(np.isclose(effects, value, atol=1e-5).any() for value in drawn)
    assert len(np.unique(drawn.round(5))) > 5


def test_with_every_head_off_all_draws_are_the_same(shipped):
    config = shipped[0].config
    drawn = random_effects(
        *shipped, SENTENCE, config.num_hidden_layers * config.num_attention_heads
    )
    np.testing.assert_allclose(drawn, drawn[0], atol=1e-5)


def test_a_sentence_without_a_mask_is_refused(shipped):
    with pytest.raises(ValueError, match="MASK"):
        head_effects(*shipped, "今天天气真好。")


def test_an_empty_sentence_gets_the_learners_message(shipped):
    with pytest.raises(SentenceError, match="空"):
        head_effects(*shipped, " ")


def test_heads_switched_off_together_are_measured_even_far_down_the_list(shipped):
    model = shipped[0].config
    everything = [(i, j) for i in range(model.num_hidden_layers)
                  for j in range(model.num_attention_heads)]  # fmt: skip
    effects = head_effects(*shipped, SENTENCE)[2]
    assert effect(*shipped, SENTENCE, [(1, 2)]) == pytest.approx(effects[1, 2], abs=1e-6)
    assert effect(*shipped, SENTENCE, []) == 0
    assert np.isfinite(effect(*shipped, SENTENCE, everything))
