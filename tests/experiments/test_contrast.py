"""Aligning two sentences, by examples that a reader can check; the differences by hand."""

import numpy as np
import pytest

from lib.examples import PAIRS
from lib.experiments.contrast import ContrastError, contrast


def spelled(made, left: str, right: str) -> list[str]:
    return list(contrast(made(left), made(right)).names)


@pytest.mark.parametrize(
    ("left", "right", "names"),
    [
        ("小狗把小猫追跑了", "小狗被小猫追跑了", "小 狗 把/被 小 猫 追 跑 了"),
        ("他去银行", "他去旅行", "他 去 银/旅 行"),
        ("我不去", "我不想去", "我 不 去"),  # 想 has no partner
        ("甲乙丙丁", "甲乙丙丁", "甲 乙 丙 丁"),
        ("读了书吗", "读了两本书吗", "读 了 书 吗"),
    ],
)
def test_equal_characters_answer_to_each_other(made, left, right, names):
    assert spelled(made, left, right) == ["[CLS]", *names.split(), "[SEP]"]


def test_positions_follow_the_shift_of_an_insertion(made):
    both = contrast(made("我不去"), made("我不想去"))
    assert both.left == (0, 1, 2, 3, 4) and both.right == (0, 1, 2, 4, 5)


def test_sentences_without_much_in_common_are_refused(made):
    with pytest.raises(ContrastError, match="对不齐"):
        contrast(made("今天天气真好"), made("他去北京上学读书了吗"))


def test_the_difference_is_right_minus_left_and_half_of_it_went_elsewhere(made):
    left, right = np.full((1, 1, 4, 4), 0.25), np.full((1, 1, 4, 4), 0.25)
    right[0, 0, 1:3] = [0.25, 0.0, 0.75, 0.0]
    both = contrast(made("甲乙", left), made("甲丙", right))
    np.testing.assert_allclose(both.difference[0, 0, 1], [0, -0.25, 0.5, -0.25])
    # of the three unchanged rows one moved a half; the row of 乙/丙 does not count
    np.testing.assert_allclose(both.changed, [[0.5 / 3]])


def test_the_same_sentence_twice_changes_nothing(read):
    one = read(PAIRS[0][0])
    assert (contrast(one, read(PAIRS[0][0])).difference == 0).all()


def test_in_the_first_layer_unchanged_characters_look_at_each_other_in_equal_proportion(read):
    """Layer 1 sees characters and places only: a change elsewhere rescales a row, no more."""
    one, other = (read(sentence) for sentence in PAIRS[2])
    both = contrast(one, other)
    same = np.flatnonzero(both.same)
    before, after = (
        reading.weights[0][:, np.array(at)[same]][:, :, np.array(at)[same]]
        for reading, at in ((one, both.left), (other, both.right))
    )
    share = [weights / weights.sum(-1, keepdims=True) for weights in (before, after)]
    np.testing.assert_allclose(*share, atol=1e-5)
    assert np.abs(both.difference[1]).max() > 1e-3  # higher up it is more than that


@pytest.mark.parametrize("pair", PAIRS)
def test_every_ready_pair_can_be_aligned(read, pair):
    both = contrast(*map(read, pair))
    assert both.changed.max() > 0.01
    assert len(both.names) >= 6
