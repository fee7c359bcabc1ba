"""A claim about attention against heads whose habits are known, because they were made by hand."""

import numpy as np
import pytest

from lib.experiments.answer import answers
from lib.experiments.claims import CLEARLY, RARE, ClaimError, Verdict, check, targets
from lib.heads.places import Places, places

SENTENCE = "甲乙丙丁戊己庚辛"  # tokens 1 to 8, [CLS] 0, [SEP] 9
N = len(SENTENCE) + 2


def heads(*rows) -> np.ndarray:
    """One layer of heads; each maps (query, key) to an unnormalised weight."""
    weights = np.array([[[head(q, k) for k in range(N)] for q in range(N)] for head in rows], float)
    return (weights / weights.sum(-1, keepdims=True))[None]


def even(query, key):
    return 1


def left(query, key):
    return 100 if key == max(query - 1, 0) else 1


def third(query, key):
    """Everybody looks at 丙."""
    return 100 if key == 3 else 1


def only(query, key):
    """己 alone looks at 丙, the others look nowhere special."""
    return 100 if (query, key) == (6, 3) else 1


@pytest.fixture
def reading(made):
    return made(SENTENCE, heads(even, left, third, only))


def test_words_are_found_wherever_they_stand_but_never_the_query_itself(made):
    reading = made("小猫和小狗看小鸟")
    assert targets(reading, 2, "小狗、鸟") == [4, 5, 8]
    assert targets(reading, 2, "小") == [1, 4, 7]
    assert targets(reading, 4, " 小，狗 ") == [1, 5, 7]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("", "写下被看的字"),
        ("、、", "写下被看的字"),
        ("子", "没有“子”"),
        ("<b>", "没有“<b>”"),
        ("甲.", "没有“甲.”"),  # no pattern, only text
        ("[CLS]", "没有“[CLS]”"),
        ("丁", "除了它自己"),
        ("甲乙丙丁戊", "一大半"),
    ],
)
def test_what_cannot_be_asked_gets_a_reason(reading, named, message):
    with pytest.raises(ClaimError) as error:
        targets(reading, 4, named)
    assert message in str(error.value)


def test_separators_ask_nothing(reading):
    with pytest.raises(ClaimError, match="不是句子里的字"):
        check(reading, 0, [3], places([reading]))


def test_only_the_head_that_looks_from_here_to_there_passes(reading):
    verdict = check(reading, 6, targets(reading, 6, "丙"), places([reading]))
    assert verdict.passed.tolist() == [[False, False, False, True]]
    np.testing.assert_allclose(verdict.shares[0, 3], 100 / 109)
    np.testing.assert_allclose(verdict.others[0], [1 / N, 105 / 109 / 6, 100 / 109, 1 / N])
    assert verdict.even == 1 / N


def test_looking_at_the_neighbour_is_no_finding(reading):
    verdict = check(reading, 6, targets(reading, 6, "戊"), places([reading]))
    assert verdict.shares[0, 1] > 0.9
    assert not verdict.passed.any()


def test_luck_is_counted_over_every_other_character(reading):
    usual = places([reading])
    verdict = check(reading, 6, targets(reading, 6, "丙"), usual)
    assert verdict.complete and len(verdict.lucky_counts) == 6  # seven, without 丙 itself
    # `only` passes for 丙 and for nobody else; no head passes for any other character
    assert verdict.lucky_counts.max() == 0 and verdict.lucky_excess.max() < 0
    assert verdict.count_chance == verdict.best_chance == pytest.approx(1 / 7)
    assert verdict.too_short and not verdict.best_holds  # first of seven is not one of ten
    neighbour = check(reading, 6, targets(reading, 6, "戊"), usual)
    assert neighbour.count_chance == 1 and not neighbour.many_hold


def test_the_claims_own_set_is_not_among_those_it_is_compared_with(made):
    """In a longer sentence the only pair that is looked at holds, however few pairs there are."""
    sentence = "甲乙丙丁戊己庚辛壬癸子丑"
    n = len(sentence) + 2
    weights = np.ones((n, n))
    weights[6, 3] = 100
    weights = (weights / weights.sum(-1, keepdims=True))[None, None]
    reading = made(sentence, weights)
    verdict = check(reading, 6, [3], places([made(sentence, np.full((1, 1, n, n), 1 / n))]))
    assert len(verdict.lucky_counts) == 10
    assert verdict.count_chance == verdict.best_chance == pytest.approx(1 / 11)
    assert verdict.many_hold and verdict.best_holds and not verdict.too_short


def test_one_strong_head_is_found_although_as_many_heads_pass_elsewhere(made):
    """Head 0 gives 丙 much; head 1 gives each other character a little more than its bar."""
    n = 14
    strong, weak = np.ones((n, n)), np.ones((n, n))
    strong[6, 3], weak[6] = 60, 1.6
    weak[6, [0, 3, n - 1]] = 1
    heads_ = np.stack([w / w.sum(-1, keepdims=True) for w in (strong, weak)])[None]
    usual = Places(np.zeros((1, 2, 25)), np.full(25, 9))
    reading = made("甲乙丙丁戊己庚辛壬癸子丑", heads_)
    verdict = check(reading, 6, [3], usual)
    assert verdict.passed.tolist() == [[True, False]]
    assert verdict.best == (0, 0) and verdict.best_holds
    assert verdict.shares[0, 0] == pytest.approx(60 / 73)


def one_head(made, share: float, rest_of_the_rows: float = 0.05):
    """From 己 (6) one head gives 丙 (3) `share`; every other row gives 丙 `rest_of_the_rows`."""
    weights = np.full((N, N), (1 - rest_of_the_rows) / (N - 1))
    weights[:, 3] = rest_of_the_rows
    weights[6] = (1 - share) / (N - 1)
    weights[6, 3] = share
    return made(SENTENCE, weights[None, None])


NOWHERE = Places(np.zeros((1, 1, 15)), np.full(15, 9))  # heads that give nothing to any place


@pytest.mark.parametrize(("share", "passes"), [(0.1249, False), (0.1251, True)])
def test_a_quarter_more_than_an_even_share_passes(made, share, passes):
    # place 0 and others 0.05 lie below: 1/10 is the bar, 0.125 the mark
    verdict = check(one_head(made, share), 6, [3], NOWHERE)
    assert CLEARLY == 1.25 and verdict.bar == pytest.approx(0.1)
    assert verdict.passed.item() is passes


@pytest.mark.parametrize(("share", "passes"), [(0.2499, False), (0.2501, True)])
def test_a_quarter_more_than_the_place_gets_passes(made, share, passes):
    usual = Places(np.full((1, 1, 15), 0.2), np.full(15, 9))
    assert check(one_head(made, share), 6, [3], usual).passed.item() is passes


@pytest.mark.parametrize(("share", "passes"), [(0.3749, False), (0.3751, True)])
def test_a_quarter_more_than_others_give_passes(made, share, passes):
    reading = one_head(made, share, 0.3)
    verdict = check(reading, 6, [3], NOWHERE)
    assert verdict.others == pytest.approx(0.3)
    assert verdict.passed.item() is passes


def verdict(share: float, counts, excess=(), strangers: int = 0) -> Verdict:
    """One head that gives `share` where a tenth is even, beside what luck reached."""
    counts = np.array(counts)
    excess = np.array(excess if len(excess) else counts - 1.0)
    zero = np.zeros((1, 1))
    return Verdict(np.array([[share]]), 0.1, zero, zero, counts, excess, True, strangers)


def test_one_in_ten_is_rare_and_one_in_nine_is_not():
    assert RARE == 0.1
    nine, eight = verdict(0.9, [0] * 9), verdict(0.9, [0] * 8)
    assert nine.many_hold and nine.best_holds and not nine.too_short
    assert not eight.many_hold and not eight.best_holds and eight.too_short
    once = verdict(0.9, [1] + [0] * 18, [5.0] + [-1.0] * 18)  # (1 + 1) / (19 + 1)
    assert once.many_hold and once.best_holds
    often = verdict(0.9, [1] + [0] * 17, [5.0] + [-1.0] * 17)  # 2 / 19
    assert not often.many_hold and not often.best_holds


def test_what_luck_ties_with_counts_against_the_claim():
    tied = verdict(0.9, [1] * 20, [0.9 - 0.125] * 20)
    assert tied.count_chance == 1 and tied.best_chance == 1


def test_a_head_that_passes_nowhere_holds_nowhere():
    nothing = verdict(0.12, [0] * 40, [-1.0] * 40)
    assert not nothing.many_hold and not nothing.best_holds


def test_even_heads_never_find_anything(made):
    reading = made(SENTENCE, heads(even, even))
    for query in range(1, 9):
        keys = [key for key in (1, 5, 8) if key != query]
        found = check(reading, query, keys, places([reading]))
        assert not found.passed.any() and found.lucky_counts.max() == 0


def test_places_that_nobody_reached_are_counted(made):
    far = Places(np.zeros((1, 1, 3)), np.full(3, 9))  # one to the left, here, one to the right
    reading = one_head(made, 0.5)
    found = check(reading, 6, [3, 5], far)
    assert found.strangers == 1
    # 5 is one to the left, where this head gives nothing; for 3 the even share stands in
    assert found.place.item() == pytest.approx(1 / len(reading.tokens))


def test_every_answer_says_what_it_rests_on():
    [nothing] = answers(verdict(0.12, [0] * 40))
    assert nothing.startswith("**在这句话里站不住。**") and "不是证明" in nothing
    [short] = answers(verdict(0.9, [0] * 7))
    assert short.startswith("**这句话太短，说不准。**") and "12%" in short and "10%" in short
    many, best = answers(verdict(0.9, [1] * 10 + [0] * 10, [-1.0] * 20))
    assert "看不出来。**" in many and "机会是 52%" in many  # 11 / 21
    assert "在这句话里站得住。**" in best and "机会是 5%" in best  # 1 / 21
    assert "过关要 12%" in best and "90%" in best


def test_every_figure_of_an_answer_by_hand():
    """Two layers of two heads, an even share of 0.1: the bar is 0.125; 0.5 and 0.2 pass it."""
    zero = np.zeros((2, 2))
    # Of twenty other sets ten have two heads beyond their bars, and one goes as far as 0.375.
    counts, excess = np.array([2] * 10 + [0] * 10), np.array([0.375] + [0.1] * 19)
    shares = np.array([[0.1, 0.2], [0.5, 0.1]])
    found = Verdict(shares, 0.1, zero, zero, counts, excess, False, 0)
    many, best = answers(found)
    assert many.startswith("**这样看的头比碰运气多吗？看不出来。** 4 个头里有 2 个过了三关。")
    assert "试 20 组），平均有 1.0 个头过关，10 组有 2 个以上" in many
    assert best.startswith(
        "**有没有哪个头特别这样看？在这句话里站得住。** 超出最多的是第 2 层第 1 头"
    )
    assert "它给了它们 50%" in best and "1 组能在随便哪个头里超出这么多" in best  # 0.5 − 0.125
    rare = Verdict(shares, 0.1, zero, zero, np.zeros(200, int), np.full(200, -1.0), True, 0)
    many, best = answers(rare)
    assert "一共 200 组，都试过）" in many and "没有一组有 2 个以上" in many
    assert "机会是 不到 1%" in many and "没有一组能" in best  # 1 / 201


def test_where_no_other_character_is_left_the_claim_is_too_short_to_be_asked(made):
    found = check(made("你好"), 1, [2], NOWHERE)
    assert found.lucky_counts.size == 0 and found.too_short
    assert not found.others.any()  # nobody is left to look: nothing, not 0/0


def test_a_repeated_character_can_be_named_by_its_place(made):
    reading = made("书和书和书呢")
    assert targets(reading, 2, "书·3") == [3]
    assert targets(reading, 2, "书·3、呢") == [3, 6]
    assert targets(reading, 2, "书呢·5") == [5, 6]
    for absent in ("书·2", "书呢·3", "书·99", "书·³"):
        with pytest.raises(ClaimError, match="没有"):
            targets(reading, 4, absent)
    with pytest.raises(ClaimError, match="除了它自己"):
        targets(reading, 3, "书·3")
