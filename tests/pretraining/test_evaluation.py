"""The measures, on cases small enough to work out by hand."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from pretraining.batches import CLS, SEP, Tokens
from pretraining.errors import PipelineError
from pretraining.evaluation import head_roles, masked_characters, minimal_pairs, syntax_heads
from pretraining.evaluation.count_models import CountModels, with_ends
from pretraining.evaluation.masked_characters import Scores
from pretraining.evaluation.treebank import Sentence, align, read_conllu
from pretraining.ids import load_tokenizer

GROUPS = [
    "classifier",
    "aspect",
    "ba_bei",
    "conjunction",
    "pronoun",
    "de",
    "collocation",
    "punctuation",
]


@pytest.fixture
def counts():
    # three chunks: 5 6 7 · 5 6 8 · 5 9 7, ten entries in the vocabulary
    ids = torch.tensor([5, 6, 7, 5, 6, 8, 5, 9, 7])
    return CountModels(Tokens(ids, torch.zeros(9), torch.tensor([0, 3, 6, 9])), 10)


def test_chunks_are_counted_with_their_ends():
    tokens = Tokens(torch.tensor([5, 6, 7]), torch.zeros(3), torch.tensor([0, 2, 3]))
    assert with_ends(tokens).tolist() == [CLS, 5, 6, SEP, CLS, 7, SEP]


def test_left_bigram_is_witten_bell(counts):
    # after 5: 6 twice, 9 once. N = 3, T = 2. P(6 | 5) = (2 + 2 P(6)) / 5
    assert counts.left(torch.tensor([5]))[0, 6] == pytest.approx(
        (2 + 2 * counts.unigram[6].item()) / 5
    )
    # never seen as a left neighbour: the unigram itself
    assert torch.allclose(counts.left(torch.tensor([1]))[0], counts.unigram)


def test_two_sided_prefers_what_stood_between_these_two(counts):
    left, right = torch.tensor([5, 5]), torch.tensor([7, 8])
    counts.prepare(left, right)
    between = counts.both(left, right)
    assert torch.allclose(between.sum(1), torch.ones(2))
    # 5 _ 7: 6 once and 9 once, so N = T = 2; the rest is the product rule
    product = counts.left(left) * counts.right(right) / counts.unigram
    product = product / product.sum(1, keepdim=True)
    assert between[0, 6].item() == pytest.approx((1 + 2 * product[0, 6].item()) / 4, rel=1e-5)
    assert between[1].argmax() == 6  # 5 6 8


def test_covered_characters_have_visible_neighbours():
    ids = torch.randint(5, 100, (4000,), generator=torch.Generator().manual_seed(0))
    tokens = Tokens(ids, torch.zeros(4000), torch.arange(0, 4001, 40))
    chinese = torch.arange(100) >= 20
    covered = masked_characters.choose(tokens, chinese)
    assert 0.08 < len(covered.row) / 4000 < 0.15
    assert (covered.target >= 20).all()
    same_row = covered.row[1:] == covered.row[:-1]
    assert (covered.place.diff()[same_row] > 1).all()
    assert torch.equal(covered.rows[covered.row, covered.place - 1], covered.left)


def test_the_pairs_differ_in_one_character_and_every_one_is_in_the_vocabulary():
    pairs = minimal_pairs.read_pairs()
    tokenizer = load_tokenizer("models/zh-bert-tiny")
    assert Counter(pair.group for pair in pairs) == dict.fromkeys(GROUPS, 40)
    assert len({pair.sentence(pair.right) for pair in pairs}) == len(pairs)
    for pair in pairs:
        ids, place, right, wrong = minimal_pairs.ids_around(pair, tokenizer)
        assert tokenizer.id_to_token(wrong) == pair.wrong
        assert tokenizer.id_to_token(right) == pair.right
        assert tokenizer.token_to_id("[UNK]") not in ids, pair


def test_a_pair_without_a_choice_is_refused_with_its_line(tmp_path):
    file = tmp_path / "pairs.tsv"
    file.write_text("# note\nde\t他高兴地笑了。\n", encoding="utf-8")
    with pytest.raises(PipelineError, match="line 2"):
        minimal_pairs.read_pairs(file)


def test_a_treebank_sentence_is_read_and_joined_to_characters(tmp_path):
    file = tmp_path / "a.conllu"
    rows = ["1 我 我 PRON _ _ 2 nsubj _ _", "2 喜欢 喜欢 VERB _ _ 0 root _ _"]
    rows += ["3 书 书 NOUN _ _ 2 obj:x _ _"]
    file.write_text("# text\n" + "\n".join(r.replace(" ", "\t") for r in rows) + "\n\n")
    (sentence,) = read_conllu(file)
    assert sentence == Sentence(["我", "喜欢", "书"], [1, -1, 1], ["nsubj", "root", "obj"])
    ids, belongs = align(sentence, load_tokenizer("models/zh-bert-tiny"))
    assert len(ids) == 6
    assert belongs[:, 1:5].tolist() == [
        [True, False, False, False], [False, True, True, False], [False, False, False, True],
    ]  # fmt: skip
    assert not belongs[:, [0, 5]].any()


def test_a_head_that_looks_at_the_head_word_is_found(monkeypatch):
    """One of four made-up heads attends from each word to its head; the rest look back one."""
    sentence = Sentence(list("我们看书了"), [1, 2, -1, 2, 2], ["nmod", "nsubj", "root", "obj", "x"])
    tokens = 7
    attention = np.zeros((2, 2, tokens, tokens), np.float32)
    for query in range(1, tokens):
        attention[..., query, query - 1] = 1
    attention[1, 0] = 0
    for word, head in enumerate(sentence.heads):
        attention[1, 0, word + 1, (head if head >= 0 else word) + 1] = 1
    monkeypatch.setattr(syntax_heads, "attentions", lambda model, ids: attention)

    class Model:
        config = type("Config", (), {"max_position_embeddings": 128})

    tokenizer = load_tokenizer("models/zh-bert-tiny")
    hits = syntax_heads.hits([sentence] * 3, Model, tokenizer)
    rows = {row["relation"]: row for row in syntax_heads.compare(hits, hits, at_least=3)}
    assert hits[""] == 3 and "root" not in rows
    subject = rows["nsubj"]
    assert (subject["layer"], subject["head"], subject["head_accuracy"]) == (1, 0, 1.0)
    assert (subject["offset"], subject["offset_accuracy"]) == (1, 1.0)
    roles = head_roles.shares(attention, *align(sentence, tokenizer))
    total, count = roles["previous"]
    assert count == 5 and total[0, 0] == 5


def test_the_interval_of_a_constant_difference_is_that_constant():
    assert syntax_heads.interval(np.full(20, 0.5), np.repeat(np.arange(5), 4)) == [0.5, 0.5]


def test_perplexity_is_the_exponential_of_the_loss():
    scores = torch.log(torch.tensor([0.5, 0.125]))
    result = masked_characters.summary(Scores(scores, torch.tensor([True, False]), scores.exp()))
    assert result["accuracy"] == 0.5
    assert result["perplexity"] == pytest.approx(4.0)  # the geometric mean of 2 and 8
    assert math.isclose(result["loss"], math.log(4), rel_tol=1e-6)
