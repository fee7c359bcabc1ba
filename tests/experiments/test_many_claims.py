"""A claim about many sentences, on heads made by hand."""

import numpy as np
import pytest

from lib.experiments import many_claims
from lib.experiments.claims import ClaimError, ask
from lib.experiments.many_claims import DRAWS, FEWEST, Many, check, positions, split
from lib.heads.places import Places
from lib.model.tokens import SentenceError

USUAL = Places(np.full((1, 2, 41), 0.05), np.full(41, 9))
LETTERS = "天地玄黄宇宙洪荒日月"


def sentences(count: int) -> list[str]:
    """读 and 书 among ten other characters, at places that differ."""
    found = []
    for i in range(count):
        text = LETTERS[: 1 + i % 4] + "读" + LETTERS[1 + i % 4 : 6] + "书" + LETTERS[6:]
        found.append(text)
    return found


@pytest.fixture
def read(made):
    """Head 0 is even; head 1 looks from 读 at 书, and nowhere else in particular."""

    def read(text: str):
        n = len(text) + 2
        strong = np.ones((n, n))
        if "读" in text and "书" in text:
            strong[text.index("读") + 1, text.index("书") + 1] = n
        heads = np.stack([np.ones((n, n)), strong])
        return made(text, (heads / heads.sum(-1, keepdims=True))[None])

    return read


def test_the_head_that_does_it_everywhere_is_found_and_its_share_told(read):
    many = check(read, sentences(8), "读", "书", USUAL)
    assert many.sentences == 8 and many.skipped == {}
    assert many.best == (0, 1) and many.holds.tolist() == [[False, True]]
    n = 14
    assert many.shares[:, 0, 1].mean() == pytest.approx(n / (2 * n - 1))
    low, high = many.interval[:, 0, 1]
    assert low == pytest.approx(high) == pytest.approx(n / (2 * n - 1))  # all the same
    assert many.chances[0, 1] == pytest.approx(0.005)  # none of 199 draws: 1 in 200


def test_the_other_direction_does_not_hold(read):
    many = check(read, sentences(8), "书", "读", USUAL)
    assert not many.holds.any()


def test_the_mean_is_that_of_the_single_sentences(read):
    few = sentences(FEWEST)
    many = check(read, few, "读", "书", USUAL)
    single = [
        ask(read(s), s.index("读") + 1, [s.index("书") + 1], USUAL).excess[..., 0] for s in few
    ]
    np.testing.assert_allclose(many.excess, single)


def test_luck_is_a_mean_over_the_sentences_of_any_other_set(made):
    def read(text: str):
        draw = np.random.default_rng(text.index("读"))
        heads = draw.random((2, len(text) + 2, len(text) + 2))  # no two weights alike
        return made(text, (heads / heads.sum(-1, keepdims=True))[None])

    few = sentences(FEWEST)
    lucky = check(read, few, "读", "书", USUAL).lucky
    others = [
        ask(read(s), s.index("读") + 1, [s.index("书") + 1], USUAL).excess[..., 1:] for s in few
    ]
    least = np.mean([o.min(-1) for o in others], axis=0).max()
    most = np.mean([o.max(-1) for o in others], axis=0).max()
    assert least - 1e-9 <= lucky.min() and lucky.max() <= most + 1e-9
    # Two sets a sentence would leave at most 2^5 different means.
    assert len(np.unique(lucky.round(9))) > 2**FEWEST


def test_luck_pays_for_all_heads(read):
    """Luck notes the best head of all: its chance counts what any of them reaches."""
    excess = np.array([[[0.1, 0.3]]] * 5)
    zero = np.zeros_like(excess)
    lucky = np.array([0.2] * 20 + [-1.0] * 179)
    many = Many(zero, zero, zero, excess, lucky, {})
    np.testing.assert_allclose(many.chances, [[21 / 200, 1 / 200]])
    assert many.holds.tolist() == [[False, True]]  # 10.5 % is above the line, 0.5 % below
    nineteen = Many(zero, zero, zero, excess, np.array([0.2] * 19 + [-1.0] * 180), {})
    assert nineteen.holds.tolist() == [[True, True]]  # exactly 10 %


def test_a_mean_below_the_pass_mark_holds_nowhere():
    excess = np.array([[[-0.001]]] * 5)
    many = Many(excess, excess, excess, excess, np.full(DRAWS, -1.0), {})
    assert not many.holds.any()


def test_sentences_that_cannot_be_asked_are_counted_with_the_reason(read):
    def careful(text):
        if text == "坏":
            raise SentenceError("句子坏了。")
        return read(text)

    many = check(careful, [*sentences(5), "坏", "没有那个字", "没有那个字啊"], "读", "书", USUAL)
    assert many.sentences == 5
    assert many.skipped == {"句子坏了": 1, "没有“读”": 2}


def test_four_sentences_are_too_few_and_five_are_enough(read):
    assert check(read, sentences(5), "读", "书", USUAL).sentences == 5
    with pytest.raises(ClaimError, match="能问的只有 4 句，至少要 5 句"):
        check(read, sentences(4), "读", "书", USUAL)


def test_a_sentence_a_line_and_no_more_than_can_be_asked():
    assert split(" 一\n\n 二 \n") == ["一", "二"]
    assert len(split("句\n" * 300)) == 300
    for text in ("", "  \n "):
        with pytest.raises(ClaimError, match="一行写一句"):
            split(text)
    with pytest.raises(ClaimError, match="最多 300 句，这里有 301 句"):
        split("句\n" * 301)


def test_a_pattern_means_characters_or_the_word_beside_a_word(made, monkeypatch):
    reading = made("他把图书放在书桌上")
    monkeypatch.setattr(
        many_claims.words, "segment", lambda _: ["他", "把", "图书", "放", "在", "书桌", "上"]
    )
    assert positions(reading, "书") == [4, 7]
    assert positions(reading, "把后面的词") == [3, 4]
    assert positions(reading, "在前面的词") == [5]
    for absent in ("猫", "上后面的词", "他前面的词", "狗后面的词"):
        with pytest.raises(ClaimError, match="没有"):
            positions(reading, absent)
    with pytest.raises(ClaimError, match="写下"):
        positions(reading, "  ")


def test_progress_is_told_sentence_by_sentence(read):
    heard = []
    check(read, sentences(6), "读", "书", USUAL, heard.append)
    assert heard == [1, 2, 3, 4, 5, 6]
