"""The model in plain NumPy against plain transformers."""

import math
import subprocess
import sys

import numpy as np
import pytest
import torch

from lib.anatomy import network, whole_model
from lib.anatomy.network import NetworkError
from tests.anatomy.conftest import random_inputs

SENTENCES = [
    ("我昨天在图书馆读了一本很有趣的书。",),
    ("今天天气真[MASK]啊！",),
    ("小猫追着太阳跑。", "因为它觉得很好玩。"),
    ("雨。",),
    ("长" * 126,),
]


@torch.inference_mode()
def assert_same(model, found, inputs, tolerance):
    """Every attention, every hidden state, every logit."""
    theirs = model(**inputs, output_hidden_states=True, output_attentions=True)
    entering = [layer.entering for layer in found.layers]
    states = [*entering, found.layers[-1].leaving]
    assert len(states) == len(theirs.hidden_states)
    for ours, state in zip(states, theirs.hidden_states, strict=True):
        np.testing.assert_allclose(ours, state[0].numpy(), atol=tolerance, rtol=0)
    for layer, weights in zip(found.layers, theirs.attentions, strict=True):
        np.testing.assert_allclose(layer.steps.weights, weights[0].numpy(), atol=tolerance, rtol=0)
    np.testing.assert_allclose(found.logits, theirs.logits[0].numpy(), atol=tolerance, rtol=0)


@pytest.mark.parametrize("seed", range(3))
def test_random_models_equal_transformers(twins, seed):
    model, numbers = twins
    inputs = random_inputs(seed)
    found = numbers.run_ids(*(row[0].tolist() for row in inputs.values()))
    assert_same(model, found, inputs, 1e-9)


@pytest.mark.parametrize("texts", SENTENCES, ids=lambda texts: texts[0][:6])
def test_the_shipped_model_equals_transformers(eager, tokenizer, anatomy, texts):
    inputs = tokenizer(*texts, return_tensors="pt")
    found = anatomy.run_ids(inputs["input_ids"][0].tolist(), inputs["token_type_ids"][0].tolist())
    assert_same(eager, found, inputs, 1e-4)


def test_a_reading_is_run_on_its_own_tokens(read, anatomy):
    reading = read("我的iPhone15😋是[MASK]年买的。", "真的？")
    layers = anatomy.run(reading).layers
    for name in ("query", "key", "value"):
        ours = np.stack([getattr(layer, name) for layer in layers])
        np.testing.assert_allclose(ours, getattr(reading, name), atol=1e-4)


def test_the_guess_of_the_last_state_is_the_models(read, anatomy):
    reading = read("今天天气真[MASK]啊！")
    (guess,) = reading.guesses
    found = anatomy.guess(anatomy.run(reading).layers[-1].leaving[guess.position])
    best = np.argsort(-found)[: len(guess.pieces)]
    assert tuple(anatomy.pieces[i] for i in best[:5]) == guess.pieces[:5]
    np.testing.assert_allclose(found[best], guess.log_probabilities, atol=1e-4)


def test_file_and_loaded_model_give_the_same_numbers(shipped, anatomy):
    live = network.from_model(*shipped)
    assert live.vocabulary == anatomy.vocabulary
    assert (live.layers, live.heads, live.eps) == (anatomy.layers, anatomy.heads, anatomy.eps)
    for name, array in anatomy.weights.items():
        np.testing.assert_array_equal(live.weights[name], array)


def test_gelu_is_torchs():
    x = np.linspace(-8, 8, 1001)
    expected = torch.nn.functional.gelu(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(whole_model.gelu(x), expected, atol=1e-12)


def test_erf_is_that_of_the_standard_library_to_twelve_digits():
    """Also between the points of its table, at their middle, and beyond its ends."""
    half = 0.5 / whole_model.POINTS
    x = np.concatenate([np.random.default_rng(0).normal(0, 3, 20_000), whole_model.GRID + half,
                        [0, -0.0, 6, -6, 5.9999, 40, -1e9, np.inf, -np.inf]])  # fmt: skip
    expected = [math.erf(value) for value in x]
    np.testing.assert_allclose(whole_model.erf(x), expected, rtol=0, atol=1e-12)


def test_another_architecture_is_refused_in_words_for_the_learner(other_family):
    with pytest.raises(NetworkError, match="只写给 BERT"):
        network.from_folder(other_family)


def test_a_sentence_is_worked_out_without_torch():
    code = (
        "import sys; from lib.anatomy import network; from lib.model.checkpoints import *; "
        "from lib.model.reading import Reading; f = CATALOGUE[SHIPPED].folder; "
        "network.from_folder(f).run(Reading.load(f / 'opening.npz')); "
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
