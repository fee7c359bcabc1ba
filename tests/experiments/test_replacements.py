"""A pair beside other characters in the same place, on heads made by hand."""

import numpy as np
import pytest

from lib.experiments.contrast import contrast
from lib.experiments.replacements import DRAWS, Beside, beside

N = 6  # 小X去了 with [CLS] and [SEP]


def weights_of(sentence: str) -> np.ndarray:
    """Head 0 is restless: another character, another row. Head 1 answers to 猫 alone."""
    n = len(sentence) + 2
    restless, knows = np.zeros((n, n)), np.zeros((n, n))
    restless[:, ord(sentence[1]) % n] = 1
    knows[:, 0 if "猫" in sentence else 1] = 1
    return np.stack([restless, knows])[None]


@pytest.fixture
def read(made):
    return lambda sentence: made(sentence, weights_of(sentence))


def test_a_head_that_answers_to_any_character_is_not_the_finding(read):
    found = beside(read, read("小狗去了"), read("小猫去了"))
    assert found.others.shape == (20, 1, 2)
    assert (found.others[:, 0, 1] == 0).all() and found.others[:, 0, 0].max() == 1
    assert found.best == (0, 1) and found.special
    assert found.chance == pytest.approx(1 / 21)
    assert "有一个头对这几个字特别有反应" in found.told()[1]


def test_other_characters_stand_where_the_second_sentence_differs(read, made):
    asked = []

    def listening(sentence):
        asked.append(sentence)
        return read(sentence)

    beside(listening, read("小狗去了"), read("小猫去了"))
    assert len(asked) == DRAWS and len(set(asked)) > 5
    assert all(s[0] == "小" and s[2:] == "去了" and s[1] not in "猫狗" for s in asked)


def test_where_only_characters_are_left_out_those_of_the_first_are_replaced(read):
    asked = []

    def listening(sentence):
        asked.append(sentence)
        return read(sentence)

    found = beside(listening, read("小狗去了呢呀"), read("小狗去了呀"))
    assert all(len(s) == 6 and s[:4] == "小狗去了" and s[5] == "呀" for s in asked)
    assert len(found.others) == DRAWS


def test_marks_are_replaced_by_marks(read):
    asked = []

    def listening(sentence):
        asked.append(sentence)
        return read(sentence)

    beside(listening, read("小狗去。"), read("小狗去！"))
    assert all(s[3] not in "。！" and not s[3].isalnum() for s in asked)


def by_hand(others: list[float]) -> Beside:
    return Beside(np.array([[0.5]]), np.array(others).reshape(-1, 1, 1))


def test_two_of_twenty_are_one_too_many():
    # (k + 1) / (20 + 1): one that does as well is 9.5 %, two are 14.3 %
    assert by_hand([0.6] + [0.1] * 19).special
    assert not by_hand([0.6, 0.6] + [0.1] * 18).special
    assert not by_hand([0.5, 0.5] + [0.1] * 18).special  # a tie counts


def test_what_changes_less_than_other_characters_is_said_to_be_alike():
    assert "还少" in by_hand([0.6] * 20).told()[0]
    assert "还少" not in by_hand([0.4] * 20).told()[0]


def test_where_nothing_can_be_put_there_only_the_change_is_told(made):
    alone = Beside(np.array([[0.5, 0.2]]), np.zeros((0, 1, 2)))
    assert alone.best == (0, 0) and len(alone.told()) == 1


def test_of_the_real_model_the_pair_is_as_contrast_has_it(shipped):
    from functools import partial

    from lib.model.bert import read as really

    ask = partial(really, *shipped, checkpoint="shipped")
    one, other = ask("他说：“我不去。”"), ask("他说，我不去。")
    found = beside(ask, one, other)
    np.testing.assert_array_equal(found.changed, contrast(one, other).changed)
    # The audit's figure, with the weight on unmatched characters counted.
    assert found.changed.mean() == pytest.approx(0.20, abs=0.05)
