"""Heads against grammar, on heads that were made for it."""

import numpy as np
import pytest
import torch

from lib.heads import treebank
from lib.heads.joining import join
from lib.heads.relations import OFFSETS, collect, compare, found, intervals
from lib.heads.treebank import Sentence, belongs, parse

SENTENCE = Sentence(list("我们看书了"), [1, 2, -1, 2, 2], ["nmod", "nsubj", "root", "obj", "x"])


def looks(targets, n=5) -> np.ndarray:
    return np.eye(n)[targets]


def four_heads() -> np.ndarray:
    """(2, 2, 5, 5): the head after (1, 0) looks from each word to its head, the rest back one."""
    heads = np.stack([looks([0, 0, 1, 2, 3])] * 4).reshape(2, 2, 5, 5)
    heads[1, 0] = looks([1, 2, 2, 2, 2])
    return heads


def compared(times=3):
    rows = collect((i, SENTENCE, four_heads()) for i in range(times))
    return rows, {(r.relation, r.direction): r for r in compare(rows, rows, at_least=times)}


def test_a_head_that_looks_at_the_head_word_is_found():
    rows, found = compared()
    assert rows[""] == 3 and not any("root" in key for key in found)
    subject = found["nsubj", 0]
    assert subject.best == (1, 0) and subject.accuracy[1, 0] == 1
    assert (subject.offset, subject.offset_accuracy) == (1, 1.0)
    assert subject.dependencies == 3 and subject.beyond[1, 0] == 0


def test_seen_from_the_other_end_the_offset_turns_round():
    """了 (4) hangs on 看 (2): from 了 two back, from 看 two on."""
    found = compared()[1]
    assert found["x", 0].offset == -2 and found["x", 1].offset == 2
    assert found["x", 0].offset_accuracy == found["x", 1].offset_accuracy == 1


def test_a_head_does_not_point_at_itself():
    weights = looks([0, 1, 2, 3, 4]) + 0.1 * looks([1, 2, 0, 2, 2])
    rows = collect([(0, SENTENCE, weights[None, None])])
    assert rows["obj"]["heads"][0, 0].all()  # 书 → 看, behind itself


def test_a_relation_is_measured_from_a_hundred_dependencies_on():
    for times, measured in ((99, set()), (100, {"nmod", "nsubj", "obj", "x"})):
        rows = collect((i, SENTENCE, four_heads()) for i in range(times))
        assert {r.relation for r in compare(rows, rows)} == measured


def test_the_interval_of_a_constant_difference_is_that_constant():
    low, high = intervals(np.full((20, 2), 0.5), np.repeat(np.arange(5), 4))
    np.testing.assert_allclose([low, high], 0.5)


def test_the_interval_redraws_whole_sentences():
    """Two sentences, all right or all wrong: a mean of 0, ½ or 1, so that 95 % reach both ends."""
    difference = np.array([1.0] * 10 + [0.0] * 10)
    low, high = intervals(difference, np.repeat([0, 1], 10))
    assert (low, high) == (0, 1)
    # Were each word drawn alone, it would be about ½ ± 0.22.
    low, high = intervals(difference, np.arange(20))
    assert low == pytest.approx(0.3, abs=0.06) and high == pytest.approx(0.7, abs=0.06)


def test_the_interval_is_that_of_numpy_and_of_scipys_kind():
    """Against the normal approximation, for single words: mean ± 1.96 σ / √n."""
    values = np.random.default_rng(1).normal(0.2, 1.0, 400)
    low, high = intervals(values, np.arange(400))
    half = 1.96 * values.std() / 20
    np.testing.assert_allclose([low, high], [values.mean() - half, values.mean() + half], atol=0.02)


def test_a_treebank_sentence_is_read():
    rows = ["1 我 _ PRON _ _ 2 nsubj _ _", "1-2 我喜欢 _ _ _ _ _ _ _ _"]
    rows += ["2 喜欢 _ VERB _ _ 0 root _ _", "3 书 _ NOUN _ _ 2 obj:x _ _"]
    text = "# sent_id = a\n" + "\n".join(row.replace(" ", "\t") for row in rows) + "\n\n"
    assert parse(text) == [Sentence(["我", "喜欢", "书"], [1, -1, 1], ["nsubj", "root", "obj"])]


def test_words_are_joined_to_characters():
    member = belongs(["我", "喜欢", "书"], [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (0, 0)])
    assert member[:, 1:5].tolist() == [
        [True, False, False, False], [False, True, True, False], [False, False, False, True],
    ]  # fmt: skip
    assert not member[:, [0, 5]].any()
    assert belongs(["a", "1"], [(0, 0), (0, 2), (0, 0)]) is None  # a token over two words
    assert belongs(["a", "1"], [(0, 0), (0, 1), (0, 0)]) is None  # a word without a token


def test_attention_to_a_word_is_a_sum_and_from_a_word_a_mean():
    attention = np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.5, 0.25, 0.25]])
    member = np.array([[True, True, False], [False, False, True]])
    # from the first word: rows 0 and 1 averaged; to it: columns 0 and 1 added
    expected = [[(0.3 + 0.6) / 2, (0.7 + 0.4) / 2], [0.75, 0.25]]
    np.testing.assert_allclose(join(attention, member), expected)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_shipped_treebank_is_whole(split):
    sentences = treebank.shipped(split)
    assert len(sentences) == 500
    assert all(s.heads.count(-1) == 1 for s in sentences)
    assert all(-1 <= head < len(s.words) for s in sentences for head in s.heads)
    assert len(OFFSETS) == 16


def test_what_is_found_in_the_treebank_is_what_plain_transformers_find(eager, tokenizer, read):
    """Sentences whose tokens are single characters, character by character."""
    bank = [s for s in treebank.shipped("test") if len(s.text) < 30 and _all_chinese(s.text)][:6]
    counted = 0
    for sentence in bank:
        with torch.inference_mode():
            output = eager(**tokenizer(sentence.text, return_tensors="pt"), output_attentions=True)
        weights = torch.cat(output.attentions).numpy()  # (layers, heads, tokens, tokens)
        starts = np.cumsum([1] + [len(word) for word in sentence.words])  # token 0 is [CLS]
        of = [range(a, b) for a, b in zip(starts, starts[1:], strict=False)]

        def looks_at(word: int, weights=weights, of=of) -> np.ndarray:
            given = [
                np.mean([sum(weights[:, :, i, j] for j in keys) for i in of[word]], axis=0)
                for keys in of
            ]
            given[word] = np.full_like(given[word], -1)
            return np.argmax(given, axis=0)

        reading = read(sentence.text)
        spans = [(token.start, token.end) for token in reading.tokens]
        joined = join(reading.weights, treebank.belongs(sentence.words, spans))
        ours = list(found(joined, sentence))
        pairs = [
            (word, head, relation)
            for word, (head, relation) in enumerate(
                zip(sentence.heads, sentence.relations, strict=True)
            )
            if relation not in ("root", "punct")
        ]
        assert [relation for relation, *_ in ours] == [relation for *_, relation in pairs]
        for (_, ends, _), (word, head, _) in zip(ours, pairs, strict=True):
            np.testing.assert_array_equal(ends[0], looks_at(word) == head)
            np.testing.assert_array_equal(ends[1], looks_at(head) == word)
            counted += 1
    assert counted > 30


def _all_chinese(text: str) -> bool:
    return all("一" <= c <= "鿿" or c in "，。" for c in text)
