"""Where a head's weight goes, measured on heads that were built to send it there."""

import numpy as np
import pytest

from lib.heads.measures import PARTS, measure
from lib.heads.words import characters, group

SENTENCE = "大猫看小猫。"
N = len(SENTENCE) + 2  # with [CLS] and [SEP]


def one_hot(targets, n=N):
    return np.eye(n)[np.clip(targets, 0, n - 1)]


HEADS = {
    "previous": one_hot(np.arange(N) - 1),
    "next": one_hot(np.arange(N) + 1),
    "self": np.eye(N),
    "separators": one_hot(np.array([0, 0, N - 1, 0, N - 1, 0, 0, 0])),
    "punctuation": one_hot(np.full(N, SENTENCE.index("。") + 1)),
    # The two 猫 (positions 2 and 5) look at each other; the rest look two places off.
    "twin": one_hot(np.array([2, 3, 5, 1, 6, 2, 4, 5])),
    "broad": np.full((N, N), 1 / N),
    # 40 % before, 40 % here, 20 % behind: nowhere half of it.
    "mixed": 0.4 * one_hot(np.arange(N) - 1) + 0.4 * np.eye(N) + 0.2 * one_hot(np.arange(N) + 1),
}


@pytest.fixture
def measured(made):
    """{name: HeadMeasures} of the heads above, in one reading of one layer."""
    [row] = measure([made(SENTENCE, np.stack(list(HEADS.values()))[None])])
    return dict(zip(HEADS, row, strict=True))


@pytest.mark.parametrize("name", ["previous", "next", "self", "separators", "punctuation", "twin"])
def test_a_head_that_does_only_one_thing_does_it_with_all_its_weight(measured, name):
    assert getattr(measured[name], name) == pytest.approx(1)
    assert measured[name].entropy == pytest.approx(0, abs=1e-9)


def test_the_uniform_head_by_hand(measured):
    broad = measured["broad"]
    assert broad.entropy == pytest.approx(1)
    assert broad.self == broad.previous == broad.next == pytest.approx(1 / 8)
    assert broad.cls == broad.sep == pytest.approx(1 / 8)
    assert broad.separators == pytest.approx(2 / 8)
    assert broad.punctuation == pytest.approx(1 / 8)
    assert broad.twin == pytest.approx(1 / 8)
    # |q − k| over k = 0..7, averaged over q = 1..6: (22 + 18 + 16 + 16 + 18 + 22) / 6 / 8
    assert broad.distance == pytest.approx(112 / 48)


def test_the_parts_of_the_uniform_head_by_hand(measured):
    """Each of 6 rows × 8 keys in the first part that it fits, an eighth of a row each."""
    parts = measured["broad"].parts
    assert sum(parts.values()) == pytest.approx(1) and set(parts) == set(PARTS)
    assert parts["cls"] == parts["sep"] == parts["self"] == pytest.approx(1 / 8)
    assert parts["previous"] == parts["next"] == pytest.approx(5 / 48)  # [CLS], [SEP] are no 前后
    # 。 seen from 大 猫 看 小: the row of the second 猫 has it as the key after, its own as itself
    assert parts["punctuation"] == pytest.approx(4 / 48)
    assert parts["twin"] == pytest.approx(2 / 48)
    assert parts["word"] == 0


@pytest.mark.parametrize("name", HEADS)
def test_the_parts_never_overlap(measured, name):
    assert sum(measured[name].parts.values()) == pytest.approx(1)


def test_the_rest_of_a_word_is_measured_where_the_words_are_known(made):
    # 图书馆 / 开 / 了: from 图 to 馆 two away; the four other rows look at [CLS].
    weights = one_hot(np.array([0, 3, 0, 0, 0, 0, 0]), 7)
    reading = made("图书馆开了", weights[None, None])
    [[m]] = measure([reading], [group(reading, ["图书馆", "开", "了"])])
    assert m.word == pytest.approx(1 / 3)  # of the three rows of the only word that has a rest
    assert m.parts["word"] == pytest.approx(1 / 5)  # of all five rows
    [[alone]] = measure([reading], [characters(reading)])
    assert alone.word == 0 and measure([reading])[0][0].word is None


def test_other_weights_than_the_readings_own_can_be_measured(made):
    reading = made(SENTENCE, HEADS["previous"][None, None])
    [[m]] = measure([reading], weights=[HEADS["self"][None, None]])
    assert m.self == 1 and m.previous == 0


@pytest.mark.parametrize(("name", "distance"), [("previous", 1), ("next", 1), ("self", 0)])
def test_distance_counts_tokens(measured, name, distance):
    assert measured[name].distance == pytest.approx(distance)


def test_two_equal_targets_of_eight_have_a_third_of_the_largest_entropy(made):
    # log 2 / log 8 = 1/3
    half = (one_hot(np.arange(N) - 1) + one_hot(np.arange(N) + 1)) / 2
    [[m]] = measure([made(SENTENCE, half[None, None])])
    # Six ordinary rows, none clipped at an end.
    assert m.entropy == pytest.approx(1 / 3)


def test_rows_of_cls_and_sep_do_not_count(made):
    weights = np.eye(N)
    weights[[0, -1]] = 0
    weights[[0, -1], 3] = 1
    [[m]] = measure([made(SENTENCE, weights[None, None])])
    assert m.self == 1


@pytest.mark.parametrize("mark", "。，！？、；：“”《》——….,!?;:'\"()")
def test_chinese_and_western_marks_are_punctuation(made, mark):
    [[m]] = measure([made("好" + mark, one_hot(np.full(4, 2), 4)[None, None])])
    assert m.punctuation == 1


@pytest.mark.parametrize("character", "好a1Ａ１")
def test_letters_and_digits_are_not(made, character):
    [[m]] = measure([made("好" + character, one_hot(np.full(4, 2), 4)[None, None])])
    assert m.punctuation == 0


def test_without_a_repeated_character_there_is_no_twin_share(made):
    [[m]] = measure([made("大小", np.full((1, 1, 4, 4), 0.25))])
    assert m.twin == 0


def test_long_sentences_count_by_their_rows(made):
    # 小猫 has two rows that look at [CLS], the long sentence six that look at themselves.
    readings = [
        made("小猫", one_hot(np.zeros(4, int), 4)[None, None]),
        made(SENTENCE, np.eye(N)[None, None]),
    ]
    [[m]] = measure(readings)
    assert m.cls == pytest.approx(2 / 8)
    assert m.self == pytest.approx(6 / 8)


def test_each_head_of_each_layer_keeps_its_place(made):
    heads = [[HEADS["previous"], HEADS["next"]], [HEADS["self"], HEADS["broad"]]]
    rows = measure([made(SENTENCE, np.array(heads))])
    assert rows[0][0].previous == rows[0][1].next == rows[1][0].self == pytest.approx(1)
    assert rows[1][1].entropy == pytest.approx(1)


def test_shares_of_the_real_model_are_shares(read):
    for row in measure([read(SENTENCE), read("一本书、两条鱼、三只鸟。")]):
        for m in row:
            shares = (m.entropy, m.previous, m.next, m.self, m.separators, m.punctuation, m.twin)
            assert all(0 <= share <= 1 + 1e-6 for share in shares)
            assert sum(m.parts.values()) == pytest.approx(1, abs=1e-5)


def test_a_sentence_of_one_character_is_a_mean_over_one_row(made):
    """[CLS] 好 [SEP]: the row of 好 gives a third to each, 1 place off to two of them."""
    [[head]] = measure([made("好", np.full((1, 1, 3, 3), 1 / 3))])
    assert head.entropy == pytest.approx(1)
    assert head.self == head.cls == head.sep == pytest.approx(1 / 3)
    assert head.distance == pytest.approx(2 / 3)
    assert head.twin == 0


def test_one_reading_is_measured_once_and_forgotten_with_it(made):
    import gc
    import weakref

    from lib.heads.measures import measure_one

    reading = made("你好吗", np.full((1, 1, 5, 5), 0.2))
    found = measure_one(reading)
    assert found == measure([reading]) and measure_one(reading) is found
    gone = weakref.ref(reading)
    del reading
    gc.collect()
    assert gone() is None
