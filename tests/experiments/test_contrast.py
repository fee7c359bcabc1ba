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
        ("ａ乙丙丁", "A乙丙字", "ａ/A 乙 丙 丁/字"),  # the model sees a in both
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


def test_exactly_half_with_a_partner_is_enough_and_counted_on_the_longer_side(made):
    # with [CLS] and [SEP]: 3 of 6 tokens, 3 of 7
    assert contrast(made("甲"), made("甲乙丙丁")).left == (0, 1, 2)
    with pytest.raises(ContrastError, match="对不齐"):
        contrast(made("甲"), made("甲乙丙丁戊"))
    with pytest.raises(ContrastError, match="对不齐"):
        contrast(made("甲乙丙丁戊"), made("甲"))


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ("甲乙", "甲乙", "一个字也不差"),
        ("甲ABC", "甲abc", "“A”和“a”在它那里写法相同"),
    ],
)
def test_what_is_one_to_the_model_is_said_to_be_so(made, left, right, message):
    with pytest.raises(ContrastError, match=message):
        contrast(made(left), made(right))


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ("我养了龘。", "我养了靐。", "“龘”和“靐”都不在词表里"),
        ("我的ABC。", "我的abc。", "“AB”和“ab”在它那里写法相同"),
        ("我的 书。", "我的书。", "只差空格"),
    ],
)
def test_the_real_model_says_why_it_cannot_tell_them_apart(read, left, right, message):
    with pytest.raises(ContrastError, match=message):
        contrast(read(left), read(right))


def test_weight_on_characters_without_a_partner_went_elsewhere(made):
    """甲乙 and 甲乙丙: 丙 is alone. By hand, a row that gives it 0.4 of what it gave 乙."""
    left, right = np.eye(4)[None, None], np.eye(5)[None, None].copy()
    left = left.copy()
    left[0, 0, 1] = [0, 0.5, 0.5, 0]
    right[0, 0, 1] = [0, 0.5, 0.1, 0.4, 0]
    both = contrast(made("甲乙", left), made("甲乙丙", right))
    assert both.left_out == ((), (3,)) and both.shifted == (3,)  # [SEP] stands one further
    np.testing.assert_allclose(both.alone[0, 0], [0, 0.4, 0, 0])
    # row 甲: |−0.4| + 0.4, half of it is 0.4; four unchanged rows, the others do not change
    np.testing.assert_allclose(both.changed, [[0.4 / 4]])


def test_a_row_that_goes_over_entirely_has_changed_by_one(made):
    left, right = np.eye(4)[None, None].copy(), np.eye(5)[None, None].copy()
    left[0, 0], right[0, 0] = [0, 0, 1, 0], [0, 0, 0, 1, 0]  # all to 乙; all to 丙, who is alone
    assert contrast(made("甲乙", left), made("甲乙丙", right)).changed == pytest.approx(1)


def test_the_difference_is_right_minus_left_and_half_of_it_went_elsewhere(made):
    left, right = np.full((1, 1, 4, 4), 0.25), np.full((1, 1, 4, 4), 0.25)
    right[0, 0, 1:3] = [0.25, 0.0, 0.75, 0.0]
    both = contrast(made("甲乙", left), made("甲丙", right))
    np.testing.assert_allclose(both.difference[0, 0, 1], [0, -0.25, 0.5, -0.25])
    # of the three unchanged rows one moved a half; the row of 乙/丙 does not count
    np.testing.assert_allclose(both.changed, [[0.5 / 3]])


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
