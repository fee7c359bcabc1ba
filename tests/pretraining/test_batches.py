"""The batch made by tensor operations, against the same thing built by hand."""

import numpy as np
import torch

from pretraining.batches import CLS, MASK, PAD, SEP, Plan, Tokens, drawn, make_batch, plan_epoch
from pretraining.ids import SENTENCE_START, WORD_START
from pretraining.recipe import Recipe

SIZE = 100


def tokens(*chunks: list[tuple[int, int]]) -> Tokens:
    """Chunks given as lists of (id, flags)."""
    ids = torch.tensor([pair[0] for chunk in chunks for pair in chunk], dtype=torch.int32)
    flags = torch.tensor([pair[1] for chunk in chunks for pair in chunk], dtype=torch.uint8)
    offsets = torch.tensor([0, *np.cumsum([len(chunk) for chunk in chunks]).tolist()])
    return Tokens(ids, flags, offsets)


def unmasked(batch):
    return (
        batch.input_ids.flatten()
        .scatter(0, batch.positions, batch.targets)
        .view_as(batch.input_ids)
    )


def batch_of(corpus: Tokens, length: int, seed: int = 0, **recipe):
    everything = torch.arange(len(corpus.offsets) - 1)
    generator = torch.Generator().manual_seed(seed)
    return make_batch(corpus, everything, length, Recipe(**recipe), generator, SIZE)


def test_a_pair_is_laid_out_as_bert_lays_it_out():
    corpus = tokens(
        [(10, 0), (11, 0), (12, SENTENCE_START), (13, 0)],
        [(20, 0), (21, 0), (22, 0)],  # one sentence: cannot become a pair
    )
    batch = batch_of(corpus, 8, pair_rate=1.0)
    assert unmasked(batch).tolist() == [
        [CLS, 10, 11, SEP, 12, 13, SEP, PAD],
        [CLS, 20, 21, 22, SEP, PAD, PAD, PAD],
    ]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 0, 1, 1, 1, 0], [0] * 8]
    assert batch.attention_mask.sum(1).tolist() == [7, 5]


def test_without_pairs_a_row_is_the_chunk_between_cls_and_sep():
    corpus = tokens([(10, 0), (11, SENTENCE_START), (12, 0), (13, 0)])
    batch = batch_of(corpus, 8, pair_rate=0.0)
    assert unmasked(batch)[0].tolist() == [CLS, 10, 11, 12, 13, SEP, PAD, PAD]


def test_about_a_third_of_typical_rows_become_pairs():
    chunk = [(10, SENTENCE_START if n in (4, 9) else 0) for n in range(12)]
    corpus = tokens(*[chunk] * 600)
    batch = batch_of(corpus, 16, pair_rate=0.3)
    assert 0.24 < batch.token_type_ids.any(1).float().mean() < 0.36


def test_only_text_is_masked_and_exactly_the_share_asked_for():
    corpus = tokens(*[[(10 + n, WORD_START) for n in range(20)]] * 40)
    batch = batch_of(corpus, 24, mask_rate=0.16)
    assert len(batch.positions) == int(0.16 * 40 * 24)
    assert len(set(batch.positions.tolist())) == len(batch.positions)
    assert batch.targets.min() >= 10  # no [CLS], [SEP], [PAD]


def test_words_are_masked_whole():
    # words of four characters; at most the last word drawn may be cut by the exact count
    corpus = tokens(*[[(10 + n, WORD_START if n % 4 == 0 else 0) for n in range(16)]] * 50)
    batch = batch_of(corpus, 24, mask_rate=0.16, whole_word_rate=1.0, pair_rate=0.0)
    rows, places = batch.positions // 24, batch.positions % 24 - 1
    per_word = torch.bincount(rows * 4 + places // 4)
    assert set(per_word[per_word > 0].tolist()) - {4} <= {1, 2, 3}
    assert (per_word[per_word > 0] != 4).sum() <= 1


def test_eight_in_ten_are_masked_one_is_kept_one_is_another():
    corpus = tokens(*[[(10 + n, WORD_START) for n in range(20)]] * 1000)
    batch = batch_of(corpus, 24, mask_rate=0.3)
    shown = batch.input_ids.flatten()[batch.positions]
    assert abs((shown == MASK).float().mean() - 0.8) < 0.02
    # one in 95 of the random ones is the right one by chance
    assert abs((shown == batch.targets).float().mean() - 0.1) < 0.02


def test_an_epoch_holds_every_chunk_and_its_batches_have_one_shape_per_length():
    lengths = np.random.default_rng(0).integers(4, 125, 3000)
    recipe = Recipe(batch_tokens=1024)
    plan = plan_epoch(lengths, recipe, 0)
    assert set(np.concatenate([chunks for _, chunks in plan]).tolist()) == set(range(3000))
    for length, chunks in plan:
        assert len(chunks) == 1024 // length
        assert (lengths[chunks] + 3 <= length).all()
    other = plan_epoch(lengths, recipe, 1)
    assert [c.tolist() for _, c in plan] != [c.tolist() for _, c in other]


def test_an_epoch_goes_on_in_a_source_where_the_last_one_stopped():
    # chunks 0 to 3 are of source 0, half of them a time; 4 and 5 of source 1, twice and a half
    groups, factors = np.array([0, 0, 0, 0, 1, 1]), np.array([0.5, 2.5])
    shuffled = np.array([3, 4, 1, 0, 5, 2])
    epochs = [drawn(groups, factors, shuffled, epoch).tolist() for epoch in range(2)]
    assert epochs == [[3, 1, 4, 5, 4, 5, 4], [0, 2, 5, 4, 5, 4, 5]]


def test_a_source_is_read_as_often_as_the_recipe_says():
    counts = {"old": 4000, "everyday": 1000, "unnamed": 1000}
    sources = np.repeat(np.arange(3, dtype=np.uint8), list(counts.values()))
    lengths = np.random.default_rng(0).integers(4, 40, 6000)
    offsets = torch.tensor([0, *np.cumsum(lengths).tolist()])
    nothing = torch.zeros(int(offsets[-1]), dtype=torch.int32)
    corpus = Tokens(nothing, nothing.byte(), offsets, sources, tuple(counts))
    recipe = Recipe(batch_tokens=512, shares=(("everyday", 3.0), ("old", 0.25), ("elsewhere", 9)))
    plan = Plan(corpus, recipe)
    read = np.zeros(6000, int)
    for number in range(4 * len(plan.batches)):
        np.add.at(read, plan[number][1], 1)
    times = [read[sources == number].mean() / 4 for number in range(3)]
    np.testing.assert_allclose(times, [0.25, 3.0, 1.0], rtol=0.03)  # batches are filled up
    assert read.min() >= 1  # in four epochs a source that counts a quarter is read whole


def test_equal_shares_are_the_plan_without_any():
    lengths = np.random.default_rng(1).integers(4, 40, 500)
    offsets = torch.tensor([0, *np.cumsum(lengths).tolist()])
    nothing = torch.zeros(int(offsets[-1]), dtype=torch.int32)
    plan = Plan(Tokens(nothing, nothing.byte(), offsets), Recipe())
    expected = plan_epoch(lengths, Recipe(), 0)
    assert [chunks.tolist() for _, chunks in plan.batches] == [c.tolist() for _, c in expected]
