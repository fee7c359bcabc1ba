"""A score taken apart, against the scores of plain transformers, and by hand in the first layer."""

import numpy as np
import pytest
import torch

from lib.anatomy.score_parts import merged, parts_below, ranked, score_parts, stream
from tests.anatomy.conftest import random_inputs

SENTENCE = "我昨天在图书馆读了一本很有趣的书。"


@torch.inference_mode()
def scores(model, inputs, layer: int, head: int) -> np.ndarray:
    """(queries, keys): q·k of plain transformers, from the states that it tells."""
    states = model(**inputs, output_hidden_states=True).hidden_states[layer][0]
    attention = model.bert.encoder.layer[layer].attention.self
    d = states.shape[1] // model.config.num_attention_heads
    q, k = (part(states)[:, head * d : (head + 1) * d] for part in (attention.query, attention.key))
    return (q @ k.T).numpy()


def run(numbers, inputs):
    return numbers.run_ids(*(inputs[name][0].tolist() for name in ("input_ids", "token_type_ids")))


@pytest.mark.parametrize("seed", range(3))
def test_parts_add_up_to_the_score_of_transformers_in_random_models(twins, seed):
    model, numbers = twins
    inputs = random_inputs(seed)
    found = run(numbers, inputs)
    draw = np.random.default_rng(seed)
    for layer in range(numbers.layers):
        head, query, key = (int(draw.integers(n)) for n in (numbers.heads, 9, 9))
        expected = scores(model, inputs, layer, head)[query]
        parts = score_parts(numbers, found, layer, head, query, key)
        assert parts.products.sum() == pytest.approx(expected[key], abs=1e-8)
        assert parts.beyond_row.sum() == pytest.approx(expected[key] - expected.mean(), abs=1e-8)
        assert len(parts.parts) == 4 + layer * (numbers.heads + 1)


@pytest.mark.parametrize("sentence", [SENTENCE, "今天天气真[MASK]啊！", "长" * 126])
def test_parts_add_up_in_every_layer_of_the_shipped_model(eager, tokenizer, anatomy, sentence):
    inputs = tokenizer(sentence, return_tensors="pt")
    found = run(anatomy, inputs)
    for layer in range(anatomy.layers):
        expected = float(scores(eager, inputs, layer, 3)[2, 4])
        total = score_parts(anatomy, found, layer, 3, 2, 4).products.sum()
        assert total == pytest.approx(expected, abs=1e-4 * max(1, abs(expected)))


@torch.inference_mode()
def test_the_embedding_parts_of_the_first_layer_by_torch(eager, tokenizer, anatomy):
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    word, position, segment, bias = stream(anatomy, run(anatomy, inputs), 0, [2, 7])
    tables, ids = eager.bert.embeddings, inputs["input_ids"][0]
    parts = {
        "word": tables.word_embeddings(ids),
        "position": tables.position_embeddings.weight[: len(ids)],
        "segment": tables.token_type_embeddings.weight[:1].expand(len(ids), -1),
    }
    norm = tables.LayerNorm
    spread = sum(parts.values()).std(-1, correction=0, keepdim=True)
    for ours, part in zip((word, position, segment), parts.values(), strict=True):
        expected = (part - part.mean(-1, keepdim=True)) / spread * norm.weight
        np.testing.assert_allclose(ours, expected[[2, 7]].numpy(), atol=1e-5)
    np.testing.assert_allclose(bias, norm.bias.expand(2, -1).numpy(), atol=1e-6)


@torch.inference_mode()
def test_a_head_that_is_off_wrote_nothing(twins):
    model, numbers = twins
    if numbers.layers < 2:
        pytest.skip("one layer: nobody has written yet")
    d = model.config.hidden_size // numbers.heads
    name = "bert.encoder.layer.0.attention.output.dense.weight"
    numbers.weights[name][:, :d] = 0  # the same memory as the model's
    found = stream(numbers, run(numbers, random_inputs()), 1, [3])
    parts = dict(zip([part.name for part in parts_below(1, numbers.heads)], found, strict=True))
    assert np.abs(parts["1-1 头"]).max() == 0 < np.abs(parts["1 层前馈"]).max()


def test_smaller_parts_are_added_up_and_nothing_is_lost():
    products = np.array([[5.0, 0.0, 1.0], [0.1, -0.2, 0.3], [0.0, 4.0, -3.0]])
    rows, columns, fewer = merged(["甲", "乙", "丙"], products, 2)
    assert (rows, columns) == (["丙", "其余 2 样"], ["甲", "其余 2 样"])
    np.testing.assert_allclose(fewer, [[0, 1], [5.1, 1.1]])


def test_products_are_ranked_by_size_and_end_with_the_rest():
    products = np.array([[1.0, -4.0], [2.0, 0.5]])
    names = ["甲", "乙"]
    assert ranked(names, names, products, 2) == [
        ("甲 × 乙", -4.0),
        ("乙 × 甲", 2.0),
        ("其余 2 对", 1.5),
    ]
