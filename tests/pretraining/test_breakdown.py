"""Calibration, sources, lengths of words, other vocabularies: cases worked out by hand."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from pretraining.batches import CLS, MASK, PAD, SEP, UNK, Tokens
from pretraining.evaluation import breakdown, head_roles, masked_characters, syntax_heads
from pretraining.evaluation.masked_characters import Covered, Scores
from pretraining.ids import WORD_START


def scores(confidence, right):
    confidence = torch.tensor(confidence)
    return Scores(confidence.log(), torch.tensor(right), confidence)


def test_a_model_that_is_right_as_often_as_it_says_has_no_calibration_error():
    # four guesses at 0.75 of which three are right; one at 1.0, right
    result = breakdown.calibration(scores([0.75] * 4 + [1.0], [True, True, True, False, True]))
    assert result["expected_error"] == pytest.approx(0, abs=1e-6)
    assert [row["positions"] for row in result["tenths"]] == [4, 1]


def test_the_calibration_error_is_the_mean_gap_weighted_by_guesses():
    # 3 guesses at 0.95, one right: gap 0.95 − 1/3; one at 0.25, right: gap 0.75
    result = breakdown.calibration(scores([0.95] * 3 + [0.25], [True, False, False, True]))
    assert result["expected_error"] == pytest.approx((3 * (0.95 - 1 / 3) + 0.75) / 4, abs=1e-6)


def chunks() -> tuple[Tokens, Covered]:
    # two chunks: 我 | 图 书 馆 and 很 | 好 看; all of them covered in turn
    flags = torch.tensor([1, 1, 0, 0, 1, 1, 0], dtype=torch.uint8) * WORD_START
    ids = torch.tensor([5, 6, 7, 8, 9, 10, 11])
    sources = np.array([1, 0], np.uint8)
    tokens = Tokens(ids, flags, torch.tensor([0, 4, 7]), sources, ("stories", "tatoeba"))
    rows = torch.tensor([[CLS, 5, 6, 7, 8, SEP], [CLS, 9, 10, 11, SEP, PAD]])
    row, place = torch.tensor([0, 0, 0, 0, 1, 1, 1]), torch.tensor([1, 2, 3, 4, 1, 2, 3])
    target = rows[row, place]
    return tokens, Covered(rows, row, place, target, rows[row, place - 1], rows[row, place + 1])


def test_covered_places_are_found_in_their_word_and_their_source(monkeypatch):
    tokens, covered = chunks()
    assert breakdown.word_lengths(covered, tokens).tolist() == [1, 3, 3, 3, 1, 2, 2]
    monkeypatch.setattr(breakdown, "LEAST", 1)
    right = scores([0.5] * 7, [True, True, False, True, False, False, True])
    by_source = breakdown.by_source(covered, {"model": right}, tokens)
    assert by_source == {
        "tatoeba": {"positions": 4, "model": 0.75},
        "stories": {"positions": 3, "model": pytest.approx(1 / 3)},
    }
    by_length = breakdown.by_word_length(covered, {"model": right}, tokens)
    assert by_length["3"] == {"positions": 3, "model": pytest.approx(2 / 3)}
    assert list(by_length) == ["1", "2", "3"]


def vocabulary(*entries: str) -> Tokenizer:
    return Tokenizer(WordLevel({entry: n for n, entry in enumerate(entries)}, unk_token="[UNK]"))


def test_the_same_places_in_another_vocabulary():
    ours = vocabulary("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"我图书馆很好看")
    theirs = vocabulary("[UNK]", *"看好很馆图我", "[MASK]", "[SEP]", "[CLS]", "[PAD]")  # no 书
    assert tuple(range(5)) == (PAD, UNK, CLS, SEP, MASK)
    covered = masked_characters.translate(chunks()[1], ours, theirs)

    def written(row):
        return [theirs.id_to_token(number) for number in row.tolist()]

    assert written(covered.rows[0]) == ["[CLS]", "我", "图", "[UNK]", "馆", "[SEP]"]
    assert written(covered.rows[1]) == ["[CLS]", "很", "好", "看", "[SEP]", "[PAD]"]
    assert covered.target[2] == -1 and theirs.id_to_token(int(covered.target[3])) == "馆"
    assert (covered.mask, covered.padding) == (7, 10)


class Made:
    """A model whose logits are made up: everywhere the id one above the first of the row."""

    def base_model(self, batch, attention_mask):
        hidden = torch.nn.functional.one_hot(batch[:, 1:2].expand_as(batch) + 1, 20).float()
        return type("Output", (), {"last_hidden_state": hidden * 9})

    def cls(self, hidden):
        return hidden


def test_every_place_gets_the_scores_of_its_own_row():
    _, covered = chunks()
    covered.row, covered.place = torch.tensor([1, 0, 1]), torch.tensor([3, 2, 2])
    covered.target = torch.tensor([10, 6, -1])  # rows begin with 5 and 9: guesses 6 and 10
    result = masked_characters.model_scores(Made(), covered)
    assert result.right.tolist() == [True, True, False]
    expected = torch.tensor(9.0).exp() / (torch.tensor(9.0).exp() + 19)
    torch.testing.assert_close(result.confidence, expected.expand(3))
    torch.testing.assert_close(result.chosen[:2], expected.log().expand(2))
    assert result.chosen[2] == -torch.inf  # a target that the vocabulary lacks
    assert masked_characters.summary(result)["accuracy"] == pytest.approx(2 / 3)
    assert masked_characters.summary(result)["loss"] == pytest.approx(
        -expected.log().item(), rel=1e-3
    )


def test_a_relation_holds_only_if_it_holds_with_the_halves_exchanged():
    def half(found_by_first: int, found_by_second: int) -> dict:
        """100 sentences with one obj each, and how many of them each of two heads finds."""
        heads = np.zeros((100, 2, 1, 2), bool)
        heads[:found_by_first, 0, 0, 0] = heads[:found_by_second, 0, 0, 1] = True
        offsets = np.zeros((100, len(syntax_heads.OFFSETS)), bool)
        return {"": 100, "obj": {"sentence": np.arange(100), "heads": heads, "offsets": offsets}}

    def held(dev, test):
        result = syntax_heads.both_ways(dev, test, at_least=100)
        return result["beyond_doubt"], result["beyond_doubt_both_ways"]

    assert held(half(60, 0), half(50, 0)) == (["obj"], ["obj"])
    # the first head is chosen on dev and works on test; the second, chosen there, fails on dev
    assert held(half(60, 0), half(50, 90)) == (["obj"], [])
    assert held(half(60, 0), half(0, 0)) == ([], [])


def test_a_layer_is_asleep_when_all_of_its_heads_rest(monkeypatch):
    # 3 inner tokens, 2 layers × 2 heads; separators are places 0 and 4
    attention = np.zeros((2, 2, 5, 5), np.float32)
    attention[0, :, :, 0] = 1.0  # layer 0: both heads on [CLS]
    attention[1, 0, :, 4] = 1.0  # layer 1: one on [SEP], the other just below half
    attention[1, 1, :, 0], attention[1, 1, :, 2] = 0.49, 0.51
    monkeypatch.setattr(head_roles, "attentions", lambda model, ids: attention)
    belongs = np.eye(5, dtype=bool)[1:4]
    monkeypatch.setattr(head_roles, "align", lambda sentence, _: ([2, 5, 6, 7, 3], belongs))

    class Model:
        config = type("Config", (), {"max_position_embeddings": 128})

    result = head_roles.measure(["one"], Model, None)
    assert (result["resting_heads"], result["layers_asleep"]) == (3, 1)
