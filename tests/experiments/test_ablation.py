"""Switching a head off, against transformers with that head's columns of W_O set to zero."""

import copy

import numpy as np
import pytest

from lib.experiments import ablation
from lib.experiments.ablation import Followed, WordError
from lib.experiments.beside import Beside
from lib.model.intervention import Intervention
from lib.model.tokens import SentenceError

SENTENCE = "我昨天在图书[MASK]读了一本书。"
TWICE = "我昨天在图书[MASK]读了一本很有[MASK]的书。"


@pytest.fixture
def log_p(eager, shipped):
    """log_p(sentence, mask, piece, network=eager): what plain transformers says."""
    import torch

    tokenizer = shipped[1]

    def ask(sentence: str, mask: int, piece: str, network=eager) -> float:
        inputs = tokenizer(sentence, return_tensors="pt")
        at = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().flatten()[mask]
        with torch.inference_mode():
            scores = network(**inputs).logits[0, at].log_softmax(-1)
        return float(scores[tokenizer.convert_tokens_to_ids(piece)])

    return ask


def cut(eager, layer: int, head: int):
    """Plain transformers without one head: its columns of W_O are zero."""
    import torch

    network = copy.deepcopy(eager)
    projection = network.bert.encoder.layer[layer].attention.output.dense.weight
    size = eager.config.hidden_size // eager.config.num_attention_heads
    with torch.no_grad():
        projection[:, head * size : (head + 1) * size] = 0
    return network


def test_the_effect_is_that_of_zeroing_the_heads_columns_of_the_output_projection(
    shipped, eager, log_p
):
    first = Followed(*shipped, SENTENCE)
    assert np.isclose(first.log_p, log_p(SENTENCE, 0, first.piece), atol=1e-4)
    effects = first.effects()
    for layer, head in ((0, 0), (1, 2)):
        without = log_p(SENTENCE, 0, first.piece, cut(eager, layer, head))
        assert np.isclose(effects[layer, head], without - first.log_p, atol=1e-3)


@pytest.mark.parametrize("mask", [0, 1])
def test_of_two_masks_the_chosen_one_is_followed(shipped, eager, log_p, read, mask):
    followed = Followed(*shipped, TWICE, mask)
    guess = read(TWICE).guesses[mask]
    assert (followed.position, followed.piece) == (guess.position, guess.pieces[0])
    without = log_p(TWICE, mask, followed.piece, cut(eager, 2, 3))
    assert np.isclose(followed.without([(2, 3)]), without - followed.log_p, atol=1e-3)


def test_a_word_of_ones_own_is_followed_although_the_model_does_not_guess_it(shipped, log_p):
    followed = Followed(*shipped, SENTENCE, word="狗")
    assert followed.piece == "狗" and followed.log_p < np.log(0.01)
    assert np.isclose(followed.log_p, log_p(SENTENCE, 0, "狗"), atol=1e-3)
    assert followed.after(Intervention(temperature=5.0)) != 0


@pytest.mark.parametrize(
    ("word", "message"), [("图书馆", "有 3 个"), ("龘", "不在模型的词表里"), (" ", "写一个字")]
)
def test_what_cannot_be_followed_gets_a_reason(shipped, word, message):
    with pytest.raises(WordError, match=message):
        Followed(*shipped, SENTENCE, word=word)


def test_one_head_stands_beside_every_other_head_and_never_beside_itself(shipped):
    followed = Followed(*shipped, SENTENCE)
    effects = followed.effects()
    others, complete = followed.beside([(2, 1)])
    assert complete and len(others) == effects.size - 1
    rest = np.delete(effects.ravel(), 2 * effects.shape[1] + 1)
    np.testing.assert_allclose(others, rest, atol=1e-5)


def test_several_heads_stand_beside_different_sets_of_as_many(shipped):
    followed = Followed(*shipped, SENTENCE)
    others, complete = followed.beside([(0, 0), (1, 1)])
    assert not complete and len(others) == 40  # of 275 other pairs
    assert len(np.unique(others.round(4))) > 20
    assert followed.without([(0, 0), (1, 1)]) not in others
    np.testing.assert_array_equal(others, followed.beside([(1, 1), (0, 0)])[0])


def test_with_all_heads_but_one_off_the_other_choices_are_gone_through(shipped):
    config = shipped[0].config
    every = [(i, j) for i in range(config.num_hidden_layers)
             for j in range(config.num_attention_heads)]  # fmt: skip
    followed = Followed(*shipped, SENTENCE)
    others, complete = followed.beside(every[1:])
    assert complete and len(others) == len(every) - 1
    nobody, complete = followed.beside(every)
    assert complete and len(nobody) == 0
    assert "没有别的可以比" in Beside(-1.0, nobody, complete).told(len(every))


def test_as_bad_or_worse_by_hand():
    beside = Beside(-1.0, np.array([-2.0, -1.0, -0.99, 0.0, 3.0]), True)
    assert beside.as_bad == 3  # one worse, one equal, itself; a little better is not as bad
    told = beside.told(1)
    assert "中位数 −0.99，最坏的一次 −2.00，连你关的在内，6 次里有 3 次这样坏或更坏。" in told
    assert "6 次里有 1 次这样坏" in Beside(-2.1, beside.others, True).told(1)


def test_a_sentence_without_a_mask_is_refused(shipped):
    with pytest.raises(ValueError, match="MASK"):
        Followed(*shipped, "今天天气真好。")
    with pytest.raises(ValueError, match="MASK"):
        Followed(*shipped, SENTENCE, 1)


def test_an_empty_sentence_gets_the_learners_message(shipped):
    with pytest.raises(SentenceError, match="空"):
        Followed(*shipped, " ")


def test_switching_nothing_off_changes_nothing(shipped):
    assert Followed(*shipped, SENTENCE).without([]) == 0


@pytest.mark.parametrize(
    ("count", "complete", "tried"),
    [
        (1, True, "别的 5 个头，也一个一个地关"),
        (2, True, "换成别的 2 个头，一共 5 种，都试过"),
        (2, False, "随便换别的 2 个头，试 5 次"),
    ],
)
def test_the_learner_is_told_beside_what(count, complete, tried):
    beside = Beside(-1.0, np.array([-2.0, -1.0, -0.99, 0.0, 3.0]), complete)
    said = beside.told(count)
    assert f"你关的这 {count} 个头" in said and f"{tried}：中位数" in said
    assert "6 次里有 3 次这样坏或更坏" in said


def test_each_set_that_is_drawn_has_as_many_heads():
    every = [(layer, head) for layer in range(3) for head in range(4)]
    drawn = ablation._drawn(every, frozenset({(0, 0), (1, 1), (2, 2)}))
    assert {len(heads) for heads in drawn} == {3} and len(drawn) == len(set(drawn))
