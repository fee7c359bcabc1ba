"""BERT through lib.attention against plain transformers: its eager attention, its own weights."""

import copy
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
import transformers

from lib.model.bert import IMPLEMENTATION
from lib.model.intervention import Intervention
from lib.model.reading import ARRAYS

SENTENCES = [
    "我昨天在图书馆读了一本很有趣的书。",
    "小猫追着太阳跑，因为它觉得很好玩。",
    "今天天气真[MASK]啊！",
    "上海自来水来自海上。",
    "雨。",
    "老师问学生：“你们明白了吗？”",
    "一本书、两条鱼、三只鸟。",
    "妈妈做的饭很好吃😋。",
]
MASKED = "今天[MASK]气真[MASK]啊！"
PAIR = ("小猫追着太阳跑。", "因为它觉得很好玩。")


@torch.inference_mode()
def assert_equal_to_eager(model, eager, inputs, tolerance=1e-6):
    """Attentions, every hidden state and the logits, wherever there is a token."""
    trace = []
    ours = model(**inputs, trace=trace, output_hidden_states=True)
    theirs = eager(**inputs, output_hidden_states=True, output_attentions=True)
    real = inputs.get("attention_mask", torch.ones_like(inputs["input_ids"])).bool()
    assert len(trace) == len(theirs.attentions) > 0
    for layer, weights in zip(trace, theirs.attentions, strict=True):
        rows = real[:, None, :, None].expand_as(weights)
        assert (layer.steps.weights - weights)[rows].abs().max() < tolerance
    for ours_state, state in zip(ours.hidden_states, theirs.hidden_states, strict=True):
        assert (ours_state - state)[real].abs().max() < tolerance
    assert (ours.logits - theirs.logits)[real].abs().max() < tolerance


@pytest.fixture(scope="module")
def exact(shipped, eager):
    """Both in float64: one float32 step of a logit near 14 is already 1e-6."""
    return copy.deepcopy(shipped[0]).double(), copy.deepcopy(eager).double()


@pytest.mark.parametrize(
    "texts",
    [
        (SENTENCES[:1],),
        ([PAIR[0]], [PAIR[1]]),
        (SENTENCES,),
        (SENTENCES, SENTENCES[::-1]),
        (["长" * 126],),
    ],
    ids=["sentence", "pair", "padded batch", "padded pairs", "longest"],
)
def test_the_shipped_checkpoint_equals_eager(shipped, eager, exact, texts):
    model, tokenizer = shipped
    inputs = tokenizer(*texts, return_tensors="pt", padding=True, truncation=True)
    assert_equal_to_eager(*exact, inputs)
    assert_equal_to_eager(model, eager, inputs, tolerance=1e-4)


def batch(vocabulary: int, pairs: bool, *, lengths=(11, 4, 1)):
    """Random padded token ids, with token types where `pairs`."""
    generator = torch.Generator().manual_seed(0)
    width = max(lengths)
    inputs = {
        "input_ids": torch.randint(5, vocabulary, (len(lengths), width), generator=generator),
        "attention_mask": torch.tensor([[i < n for i in range(width)] for n in lengths]).long(),
    }
    if pairs:
        inputs["token_type_ids"] = torch.tensor(
            [[int(n // 2 <= i < n) for i in range(width)] for n in lengths]
        )
    return inputs


def twins(kind: str, **config):
    """The same random weights twice: attending through lib.attention, and eagerly."""
    config_class = getattr(transformers, f"{kind}Config")
    model_class = getattr(transformers, f"{kind}ForMaskedLM")
    torch.manual_seed(0)
    eager = model_class(config_class(vocab_size=50, initializer_range=0.3, **config)).eval()
    model = copy.deepcopy(eager)
    eager.set_attn_implementation("eager")
    model.set_attn_implementation(IMPLEMENTATION)
    return model, eager


def sizes(layers, heads, width):
    return dict(
        num_hidden_layers=layers,
        num_attention_heads=heads,
        hidden_size=width,
        intermediate_size=2 * width,
        max_position_embeddings=32,
    )


FAMILIES = {
    "Bert": sizes(2, 2, 16),
    "Roberta": sizes(3, 2, 16) | dict(pad_token_id=1),
    "Electra": sizes(3, 2, 16) | dict(embedding_size=8),
    "Albert": sizes(3, 2, 16) | dict(embedding_size=8),
    "DistilBert": dict(n_layers=3, n_heads=2, dim=16, hidden_dim=32, max_position_embeddings=32),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("shape", [(1, 1, 4), (2, 4, 32), (3, 2, 24), (6, 12, 96)])
def test_random_berts_of_any_size_equal_eager(shape, pairs, dtype):
    model, eager = twins("Bert", **sizes(*shape))
    assert_equal_to_eager(
        model.to(dtype),
        eager.to(dtype),
        batch(50, pairs),
        tolerance=1e-6 if dtype == torch.float64 else 1e-4,
    )


@pytest.mark.parametrize("kind", FAMILIES)
def test_other_families_equal_eager(kind):
    model, eager = twins(kind, **FAMILIES[kind])
    assert_equal_to_eager(model.double(), eager.double(), batch(50, kind != "DistilBert"))


@pytest.mark.parametrize("kind", FAMILIES)
@torch.inference_mode()
def test_a_head_is_switched_off_in_its_own_layer_in_every_family(kind):
    model, _ = twins(kind, **FAMILIES[kind])
    inputs = batch(50, False)
    states = {}
    for name, change in {"as is": Intervention(), "off": Intervention(heads_off={(1, 0)})}.items():
        states[name] = model(**inputs, trace=[], change=change, output_hidden_states=True)
    same = [
        torch.equal(a, b)
        for a, b in zip(states["as is"].hidden_states, states["off"].hidden_states, strict=True)
    ]
    # The embeddings and layer 0 stay as they were; layer 1 and all after it do not.
    assert same == [True, True] + [False] * (len(same) - 2)


def assert_same_reading(one, other, tolerance=0.0):
    assert one.tokens == other.tokens
    for name in ARRAYS:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), atol=tolerance, rtol=0, err_msg=name
        )


def test_eight_threads_never_mix_sentences_or_changes(read):
    changes = [Intervention(), Intervention(temperature=2.5, heads_off=frozenset({(0, 1)}))]
    jobs = [(sentence, changes[i % 2]) for i, sentence in enumerate(SENTENCES)] * 8
    alone = {job: read(job[0], change=job[1]) for job in jobs[: len(SENTENCES)]}
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda job: read(job[0], change=job[1]), jobs))
    for job, reading in zip(jobs, together, strict=True):
        assert reading.sentence == job[0]
        assert reading.change == job[1]
        assert_same_reading(reading, alone[job], tolerance=1e-4)
        assert [g.pieces[0] for g in reading.guesses] == [g.pieces[0] for g in alone[job].guesses]


def test_one_reading_leaves_no_trace_in_the_next(read):
    before = read(SENTENCES[0])
    read(SENTENCES[1])
    read(SENTENCES[0], change=Intervention(temperature=9, divide_by_root=False, keys_blocked={1}))
    assert_same_reading(read(SENTENCES[0]), before)


@torch.inference_mode()
def test_the_identity_change_is_bit_equal_to_none(shipped):
    model, tokenizer = shipped
    inputs = tokenizer(*PAIR, return_tensors="pt")
    plain = model(**inputs).logits
    identity = Intervention(
        temperature=1.0, divide_by_root=True, heads_off=set(), keys_blocked=set()
    )
    assert torch.equal(model(**inputs, trace=[], change=identity).logits, plain)
    assert torch.equal(model(**inputs, change=Intervention()).logits, plain)


def test_recording_does_not_change_the_model(shipped, read):
    model, tokenizer = shipped
    with torch.inference_mode():
        logits = model(**tokenizer(MASKED, return_tensors="pt")).logits[0]
    for guess in read(MASKED).guesses:
        expected = logits[guess.position].log_softmax(-1).topk(len(guess.pieces)).values
        assert guess.log_probabilities == tuple(expected.tolist())


# What a Reading records.


def of_all_heads(reading, name):
    """One of the steps that are computed again head by head, as an array (layers, heads, …)."""
    heads = np.ndindex(reading.layers, reading.heads)
    steps = np.stack([getattr(reading.head(*at), name) for at in heads])
    return steps.reshape(reading.layers, reading.heads, *steps.shape[1:])


def attention_layers(model):
    return [layer.attention for layer in model.bert.encoder.layer]


@pytest.mark.parametrize(
    "change",
    [
        Intervention(),
        Intervention(temperature=0.3),
        Intervention(divide_by_root=False, keys_blocked=frozenset({1})),
        Intervention(heads_off=frozenset({(0, 0), (1, 1)})),
    ],
)
def test_the_recorded_steps_follow_from_one_another(read, change):
    reading = read(*PAIR, change=change)
    query, key, value, weights, context = (torch.tensor(getattr(reading, name)) for name in ARRAYS)
    scores, scaled = (torch.tensor(of_all_heads(reading, name)) for name in ("scores", "scaled"))
    root = math.sqrt(reading.head_dim) if change.divide_by_root else 1
    expected = scores / root / change.temperature
    expected[..., sorted(change.keys_blocked)] = -torch.inf
    torch.testing.assert_close(scores, query @ key.mT, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(scaled, expected, atol=1e-4, rtol=1e-4)
    # The scores were computed again: their last digits are others, and large without the root.
    torch.testing.assert_close(weights, scaled.softmax(-1), atol=1e-5, rtol=0)
    torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]))
    # Also for a head that is switched off: what it would have said is still there to be seen.
    torch.testing.assert_close(context, weights @ value, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
def test_recorded_vectors_are_the_projections_of_the_hidden_states(read, eager, tokenizer):
    reading = read(*PAIR)
    inputs = tokenizer(*PAIR, return_tensors="pt")
    states = eager(**inputs, output_hidden_states=True).hidden_states
    n, d = len(reading.tokens), reading.head_dim
    for layer, attention in enumerate(attention_layers(eager)):
        for name in ("query", "key", "value"):
            projected = getattr(attention.self, name)(states[layer][0])  # (tokens, heads * d)
            expected = projected.view(n, reading.heads, d).transpose(0, 1).numpy()
            np.testing.assert_allclose(getattr(reading, name)[layer], expected, atol=1e-4)


@torch.inference_mode()
def test_guesses_are_eagers_log_probabilities_best_first(read, eager, tokenizer):
    inputs = tokenizer(MASKED, return_tensors="pt")
    logits = eager(**inputs).logits[0]
    guesses = read(MASKED).guesses
    assert [g.position for g in guesses] == [
        i for i, id in enumerate(inputs["input_ids"][0]) if id == tokenizer.mask_token_id
    ]
    for guess in guesses:
        expected = logits[guess.position].log_softmax(-1)
        ids = tokenizer.convert_tokens_to_ids(list(guess.pieces))
        np.testing.assert_allclose(guess.log_probabilities, expected[ids], atol=1e-4)
        assert guess.pieces[0] == tokenizer.convert_ids_to_tokens(int(expected.argmax()))
        assert list(guess.log_probabilities) == sorted(guess.log_probabilities, reverse=True)
        assert sum(math.exp(p) for p in guess.log_probabilities) <= 1 + 1e-5


@torch.inference_mode()
@pytest.mark.parametrize(
    ("sentence", "heads_over_the_vocabulary"), [(SENTENCES[0], 0), (MASKED, 1)]
)
def test_the_vocabulary_is_asked_only_for_a_mask_and_the_weights_are_eagers_either_way(
    read, shipped, eager, tokenizer, sentence, heads_over_the_vocabulary
):
    asked = []
    hook = shipped[0].get_output_embeddings().register_forward_hook(lambda *_: asked.append(1))
    try:
        weights = read(sentence).weights
    finally:
        hook.remove()
    assert len(asked) == heads_over_the_vocabulary
    theirs = eager(**tokenizer(sentence, return_tensors="pt"), output_attentions=True).attentions
    np.testing.assert_allclose(weights, torch.cat(theirs).numpy(), atol=1e-5)


def test_shapes_and_provenance_are_the_models_own(read, shipped):
    config = shipped[0].config
    reading = read(*PAIR)
    n = sum(map(len, PAIR)) + 3
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    assert reading.weights.shape == (layers, heads, n, n)
    assert reading.value.shape == (layers, heads, n, config.hidden_size // heads)
    assert (reading.sentence, reading.pair, reading.guesses) == (*PAIR, ())
    assert {getattr(reading, name).dtype for name in ARRAYS} == {np.dtype("float32")}
