"""Long texts: what is kept of them is chosen by the memory they take, computed beforehand."""

import numpy as np
import pytest
import torch
import transformers as t

from lib.charts.overview import pack
from lib.heads import measures, words
from lib.model import bert, budget, own
from lib.model.loading import load
from lib.model.tokens import SentenceError
from tests.model.families import PIECES, save_long

MANY = 10**11  # bytes: more than any case asks for


@pytest.fixture(scope="module")
def long_model(tmp_path_factory):
    """A random BERT of 12 × 12 heads and 512 positions, saved, and loaded as a learner's own."""
    folder = tmp_path_factory.mktemp("long")
    save_long(folder)
    eager = t.AutoModelForMaskedLM.from_pretrained(folder, attn_implementation="eager").eval()
    return load(own.from_folder(str(folder))), eager


def text(count: int) -> str:
    """So many characters, each a token of its own."""
    return "".join(np.random.default_rng(1).choice(PIECES, count))


@pytest.fixture
def free(monkeypatch):
    """free(mb): the machine has so much memory left."""
    return lambda mb: monkeypatch.setattr(budget.memory, "free_mb", lambda: mb)


def test_512_tokens_are_read_and_every_head_is_that_of_plain_transformers(long_model, free):
    free(8_000)
    (model, tokenizer), eager = long_model
    reading = bert.read(model, tokenizer, text(510), checkpoint="own")
    assert len(reading.tokens) == 512
    assert reading.weights.dtype == np.float16
    assert reading.nbytes <= budget.ALONE
    inputs = tokenizer(reading.sentence, return_tensors="pt")
    with torch.inference_mode():
        attentions = eager(**inputs, output_attentions=True).attentions
    expected = torch.cat(attentions).numpy()
    assert np.abs(reading.weights - expected).max() < 5e-4  # half precision: 2⁻¹¹
    for at in ((0, 0), (5, 7), (11, 11)):
        steps = reading.head(*at)  # computed again from query and key
        np.testing.assert_allclose(steps.weights, expected[at], atol=1e-5)
        scores = reading.query[at] @ reading.key[at].T
        np.testing.assert_allclose(steps.scores, scores, atol=1e-4)
        np.testing.assert_allclose(steps.context, reading.context[at], atol=1e-4)


def test_what_pages_compute_of_a_long_reading_is_finite_and_its_bytes_are_bounded(long_model, free):
    free(8_000)
    (model, tokenizer), _ = long_model
    reading = bert.read(model, tokenizer, text(200), text(100), checkpoint="own")
    units = words.characters(reading)
    packed = pack(reading, units, False, [["…"] * 12] * 12, [["…"] * 12] * 12)
    assert len(packed) < 12 * 12 * 303**2 + 100_000  # a byte a weight, deflated
    found = measures.measure([reading])
    assert all(np.isfinite(m.entropy) for row in found for m in row)
    sums = reading.weights.sum(-1, dtype=float)
    np.testing.assert_allclose(sums, 1, atol=2e-3)


def test_where_memory_is_short_less_is_read_and_the_message_says_why(long_model, free):
    (model, tokenizer), _ = long_model
    free(300)
    with pytest.raises(SentenceError) as error:
        bert.read(model, tokenizer, text(510), checkpoint="own")
    fits = budget.longest(12, 12, 2, 512)
    assert 128 <= fits < 300
    assert f"最多读 {fits} 个词元" in str(error.value)
    assert "本来读得了 512 个" in str(error.value) and "内存放不下" in str(error.value)
    reading = bert.read(model, tokenizer, text(fits - 2), checkpoint="own")
    assert len(reading.tokens) == fits


def test_beyond_the_model_s_own_positions_nothing_is_said_of_memory(long_model, free):
    (model, tokenizer), _ = long_model
    free(8_000)
    with pytest.raises(SentenceError) as error:
        bert.read(model, tokenizer, text(511), checkpoint="own")
    assert "最多读 512 个词元" in str(error.value) and "内存" not in str(error.value)


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((6, 4, 48, 128), budget.FULL),
        # 144 · (4 · 145² + 16 · 145 · 64) = 33,491,520 of 33,554,432 bytes
        ((12, 12, 64, 145), budget.FULL),
        # one token more: 33,806,592
        ((12, 12, 64, 146), budget.HALF),
        # 144 · (2 · 512² + 16 · 512 · 64) = 150,994,944 of 201,326,592
        ((12, 12, 64, 512), budget.HALF),
        # 384 · (2 · 512² + 16 · 512 · 64) = 402,653,184
        ((24, 16, 64, 512), None),
    ],
)
def test_what_is_kept_follows_from_the_bytes_it_takes(size, kept):
    assert budget.kept(*size, free=MANY) == kept


def test_a_full_machine_reads_as_long_a_text_as_stands_beside_others():
    assert budget.longest(12, 12, 64, 512, free=0) == 145  # see above
    assert budget.longest(6, 4, 48, 128, free=0) == 128
    assert budget.longest(12, 12, 64, 512, free=MANY) == 512
