"""Characters to words and back: nothing is lost, and rows still sum to 1."""

import random
from dataclasses import replace

import numpy as np
import pytest

from lib.examples import EXAMPLES
from lib.heads.words import (
    Word,
    WordsError,
    characters,
    group,
    hide,
    kept,
    parse,
    pool,
    segment,
    shown,
)

UNUSUAL = [
    "",
    " 我  爱\t北京\n天安门 ",
    "今天[MASK]气真[MASK][MASK]！",
    "[MASK]",
    "[MASK",
    "我的iPhone15😋很好👨‍👩‍👧。",
    "男/女，1/2，<b>好</b>",
    "２０２６年　Ａ座",
    "𪚥\0\ufffd\u200b",
]


@pytest.mark.parametrize("text", [*UNUSUAL, *(example.sentence for example in EXAMPLES)])
def test_the_words_spell_the_text(text):
    words = segment(text)
    assert "".join(words) == text
    assert all(words)


def test_the_words_of_random_text_spell_it():
    chance = random.Random(0)
    for _ in range(300):
        text = "".join(
            chance.choices("我爱北京天安门ab1 \r\n\t，/[]MASK😋\0", k=chance.randrange(20))
        )
        assert "".join(segment(text)) == text


def test_the_articles_sentence_has_the_words_a_reader_would_say():
    assert {"昨天", "图书馆", "有趣"} <= set(segment("我昨天在图书馆读了一本很有趣的书。"))


def test_a_word_is_shown_with_what_the_model_does_not_know_marked(made):
    known = made("體育")
    tokens = list(known.tokens)
    tokens[1] = replace(tokens[1], unknown=True)
    reading = replace(known, tokens=tuple(tokens))
    assert shown(Word("體育", (1, 2), False), reading) == "〈體〉育"
    assert shown(Word("體 育", (1, 2), False), reading) == "體 育"  # the learner's blank is kept


def test_a_mask_is_one_word():
    assert segment("今天[MASK]好").count("[MASK]") == 1


@pytest.mark.parametrize(
    ("edited", "text", "words"),
    [
        ("我/爱/北京", "我爱北京", ["我", "爱", "北京"]),
        ("我爱北京", "我爱北京", ["我爱北京"]),
        ("//我//爱北京/", "我爱北京", ["我", "爱北京"]),
        ("我 / 爱", "我  爱", ["我 ", " 爱"]),
        # The sentence's own “/” is no cut.
        ("1/2", "1/2", ["1/2"]),
        ("男/女", "男/女", ["男/女"]),
        ("男//女", "男/女", ["男", "/女"]),  # one more cuts before it, two more on both sides
        ("男///女", "男/女", ["男", "/", "女"]),
        ("a:////b", "a://b", ["a:", "//", "b"]),
    ],
)
def test_an_edited_segmentation_is_read(edited, text, words):
    assert parse(edited, text) == words


@pytest.mark.parametrize("text", [text for text in UNUSUAL if text])
def test_the_proposed_segmentation_can_be_sent_back_as_it_is(text):
    assert parse("/".join(segment(text)), text) == segment(text)


@pytest.mark.parametrize(
    ("edited", "message"),
    [
        ("你/爱/北京", "从第 1 个字“我”起"),
        ("我/爱/南京", "从第 3 个字“北”起"),
        ("我/爱/北", "从第 4 个字“京”起"),
        ("我/爱/北京/城", "原句后面多了字"),
        ("", "从第 1 个字“我”起"),
        ("///", "从第 1 个字“我”起"),
    ],
)
def test_a_segmentation_that_changes_the_sentence_says_where(edited, message):
    with pytest.raises(WordsError, match=message):
        parse(edited, "我爱北京")


def test_tokens_are_joined_to_words_and_separators_stay_alone(made):
    words = group(made("我爱北京"), ["我", "爱", "北京"])
    assert [(word.text, word.tokens, word.special) for word in words] == [
        ("[CLS]", (0,), True),
        ("我", (1,), False),
        ("爱", (2,), False),
        ("北京", (3, 4), False),
        ("[SEP]", (5,), True),
    ]


def test_the_same_word_twice_stays_two_words(made):
    words = group(made("好好好"), ["好", "好", "好"])
    assert [word.tokens for word in words] == [(0,), (1,), (2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("我的iPhone15是去年买的。", None),
        ("小猫 追着[MASK]跑😋", "它饿了，它饿了。"),
        ("a b", "Ａ  Ｂ好"),
    ],
)
def test_every_token_of_a_real_reading_is_in_exactly_one_word(read, sentence, pair):
    reading = read(sentence, pair)
    words = group(reading, segment(sentence), pair and segment(pair))
    assert [i for word in words for i in word.tokens] == list(range(len(reading.tokens)))
    for word in words:
        assert (
            len({(reading.tokens[i].segment, reading.tokens[i].special) for i in word.tokens}) == 1
        )
    assert [word.text for word in words if word.special] == ["[CLS]", "[SEP]"] + ["[SEP]"] * bool(
        pair
    )


def test_a_word_piece_across_a_cut_belongs_to_the_word_it_begins_in(read):
    reading = read("我Ａ🙂Ｂ好")  # one unknown token or several, cut in the middle by the learner
    words = group(reading, ["我", "Ａ🙂", "Ｂ好"])
    starts = {1: "我", 4: "好"}
    for word in words[1:-1]:
        begins = [reading.tokens[i].start for i in word.tokens]
        assert max(begins) < 3 or min(begins) >= 3, starts


def random_rows(*shape):
    weights = np.random.default_rng(0).random(shape)
    return weights / weights.sum(-1, keepdims=True)


WORDS = [Word("", (0,), True), Word("", (1, 2, 3)), Word("", (4,)), Word("", (5, 6))]


def test_pooling_equals_a_loop_over_tokens():
    weights = random_rows(2, 3, 7, 7)
    pooled = pool(weights, WORDS)
    for layer in range(2):
        for head in range(3):
            for i, query in enumerate(WORDS):
                for j, key in enumerate(WORDS):
                    expected = sum(
                        weights[layer, head, a, b] for a in query.tokens for b in key.tokens
                    ) / len(query.tokens)
                    assert pooled[layer, head, i, j] == pytest.approx(expected, abs=1e-12)


def test_pooling_by_hand():
    # Characters 1 and 2 are a word: keys summed, queries averaged.
    weights = np.array([[0.5, 0.2, 0.3], [0.1, 0.6, 0.3], [0.3, 0.4, 0.3]])
    pooled = pool(weights, [Word("甲", (0,)), Word("乙丙", (1, 2))])
    np.testing.assert_allclose(pooled, [[0.5, 0.5], [0.2, 0.8]])


def test_pooled_rows_still_sum_to_one(read):
    reading = read("我昨天在图书馆读了一本很有趣的书。")
    pooled = pool(reading.weights, group(reading, segment(reading.sentence)))
    assert pooled.shape[-1] < len(reading.tokens)
    np.testing.assert_allclose(pooled.sum(-1), 1, atol=1e-5)


def test_pooling_single_tokens_changes_nothing(made):
    weights = random_rows(1, 1, 4, 4)
    reading = made("你好", weights)
    np.testing.assert_array_equal(pool(weights, characters(reading)), weights)


def test_hiding_renormalises_the_rows_that_are_left():
    weights = np.array([[0.2, 0.3, 0.5], [0.5, 0.25, 0.25], [0.9, 0.1, 0.0]])
    shown = hide(weights, np.array([False, True, True]))
    np.testing.assert_allclose(shown, [[0.5, 0.5], [1.0, 0.0]])


def test_hiding_nothing_changes_nothing():
    weights = random_rows(2, 4, 4)
    np.testing.assert_allclose(hide(weights, np.ones(4, bool)), weights, rtol=1e-14)


def test_a_row_with_all_its_weight_on_hidden_keys_becomes_zero_not_nan():
    weights = np.array([[1.0, 0, 0], [1.0, 0, 0], [0, 0.5, 0.5]])
    np.testing.assert_array_equal(
        hide(weights, np.array([False, True, True])), [[0, 0], [0.5, 0.5]]
    )


def test_what_is_left_of_a_row_is_blown_up_from_five_percent_on():
    # The first key is hidden. 5 % is left of one row, 4.9 % of the other.
    weights = np.array([[1.0, 0, 0], [0.95, 0.04, 0.01], [0.951, 0.009, 0.04]])
    keep = np.array([False, True, True])
    np.testing.assert_allclose(kept(weights, keep), [0.05, 0.049])
    np.testing.assert_allclose(hide(weights, keep), [[0.8, 0.2], [0.009, 0.04]])


def test_hiding_leaves_the_readings_own_weights_alone(read):
    reading = read("我读书。")
    before = reading.weights.copy()
    hide(reading.weights, np.array([not token.special for token in reading.tokens]))
    np.testing.assert_array_equal(reading.weights, before)


@pytest.mark.parametrize("edited", ["我 爱、书", "我|爱／书", "我　爱｜书", "我/爱/书"])
def test_what_is_typed_for_a_separator_separates(edited):
    assert parse(edited, "我爱书") == ["我", "爱", "书"]


@pytest.mark.parametrize("text", ["一本、两条", "a b"])
def test_a_mark_of_the_sentence_s_own_does_not(text):
    assert parse(text, text) == [text]
