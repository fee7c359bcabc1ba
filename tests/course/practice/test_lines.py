"""The lines that decide a question or a grade, with a case by hand on either side of each."""

from random import Random

import numpy as np
import pytest

from lib.course.practice import Cell, NotApplicable, Option, Question, grade
from lib.course.practice.arithmetic import cell
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import clear, estimate, head_options, name, token_options
from lib.course.practice.templates.look_heads import best_of_some


def test_the_best_must_be_a_quarter_more_than_the_next():
    assert clear([1.25, 1.0])
    assert not clear([1.2499, 1.0])
    assert clear([0.2, 0.5, 0.4])
    assert not clear([0.2, 0.5, 0.401])
    assert not clear([0.0, 0.0])


def heads(best: float, second: float) -> np.ndarray:
    return np.array([[best, second], [0.001, 0.001]])


def options(values: np.ndarray, lowest: float):
    return head_options(Random(1), values, str, lowest=lowest)


def test_a_head_that_gives_less_than_can_be_seen_is_not_asked_about():
    assert len(options(heads(0.03, 0.01), 0.03)) == 4
    with pytest.raises(NotApplicable):
        options(heads(0.0299, 0.01), 0.03)


def test_heads_near_the_best_are_not_offered():
    assert len(options(heads(0.5, 0.4), 0)) == 4
    assert len(options(heads(0.5, 0.401), 0)) == 3


def test_the_best_of_four_stands_above_the_others_by_factor_and_by_distance():
    def drawn(best, others, lowest=0.0, apart=0.1):
        return best_of_some(Random(1), np.array([[best, *others]]), lowest, apart)[1]

    assert drawn(0.5, [0.39, 0.1, 0.1]) == (0, 0)  # 0.5 > 1.25 · 0.39 = 0.4875; 0.11 apart
    assert drawn(0.6, [0.48, 0.1, 0.1]) == (0, 0)  # 0.6 = 1.25 · 0.48; 0.12 apart
    for best, others in (
        (0.6, [0.481, 0.1, 0.1]),  # one is too near by the factor: only two are left
        (0.14, [0.05, 0.05, 0.05]),  # three times as much, and yet only 0.09 apart
    ):
        with pytest.raises(NotApplicable):
            drawn(best, others)
    assert drawn(0.15, [0.01, 0.01, 0.01], lowest=0.15) == (0, 0)
    with pytest.raises(NotApplicable):
        drawn(0.149, [0.01, 0.01, 0.01], lowest=0.15)


def choice(reading, best: int) -> Question:
    """A question about token 1 whose best option is the token `best`."""
    texts = [name(reading, i) for i in range(4)]
    return Question(
        options=tuple(Option(t, float(i == best), "") for i, t in enumerate(texts)),
        given={"layer": 0, "head": 0, "query": 1},
    )


def one_row(made, *row: float):
    """A reading of “你好。” whose every row is this one: [CLS] 你 好 。 [SEP]."""
    return made("你好。", np.array([[[row] * 5]]))


def test_a_share_too_small_to_be_seen_is_no_answer(made):
    seen = one_row(made, 0.94, 0.01, 0.03, 0.01, 0.01)
    unseen = one_row(made, 0.95, 0.01, 0.029, 0.001, 0.01)
    assert balance.SEEN_ENDS.of(choice(seen, 2), seen) == "character"
    assert balance.SEEN_ENDS.of(choice(unseen, 2), unseen) is None
    assert balance.SEEN_ENDS.of(choice(seen, 0), seen) == "end"
    assert balance.SIGNS.of(choice(seen, 2), seen) == "character"
    sign = one_row(made, 0.94, 0.01, 0.01, 0.03, 0.01)
    assert balance.SIGNS.of(choice(sign, 3), sign) == "sign"


def test_more_or_less_than_an_even_share_must_show(made):
    """Five tokens: an even share is 0.2; two points from it is the least that is asked."""
    question = Question(
        options=(Option("比平均分配时多", 1.0, ""), Option("比平均分配时少", 0.0, "")),
        given={"layer": 0, "head": 0, "query": 1},
    )
    for mine, answer in ((0.2201, "比平均分配时多"), (0.2199, None), (0.5, "比平均分配时多")):
        reading = one_row(made, 1 - mine, mine, 0, 0, 0)
        assert balance.SELF.of(question, reading) == answer


def test_options_include_a_near_miss_only_where_the_best_stands_out(made):
    reading = made("你好。")
    assert len(token_options(Random(1), reading, [0.5, 0.4, 0.05, 0.03, 0.02], str)) == 4
    with pytest.raises(NotApplicable):
        token_options(Random(1), reading, [0.5, 0.401, 0.05, 0.03, 0.02], str)


def text(question: Question, value: float) -> str:
    return grade(question, (value,)).marks[0].text


def test_a_known_mistake_is_recognised_as_exactly_as_an_answer():
    question = Question(cells=(Cell("a", 2.0, 0.01, mistakes=((4.0, "要除以 2。"),)),))
    assert text(question, 4.01) == "要除以 2。"
    assert text(question, 4.0101) == "偏大了。"
    exact = Question(cells=(Cell("a", 2.0, 0.0, mistakes=((4.0, "要除以 2。"),)),))
    assert text(exact, 4.0001) == "要除以 2。"
    assert text(exact, 4.00011) == "偏大了。"


def test_an_estimate_typed_as_a_fraction_is_recognised_only_close_by():
    question = Question(cells=(estimate("份额（%）", 0.35),))
    assert text(question, 0.355) == "请填百分数：35% 填 35。"
    assert text(question, 0.3551) != "请填百分数：35% 填 35。"


def test_a_mistake_that_could_be_meant_as_the_answer_is_dropped():
    """Tolerance 0.01: 2.02 is still within twice of it, 2.03 is not."""
    assert cell("a", 2, 0.01, {2.0199: "错"}).mistakes == ()
    assert cell("a", 2, 0.01, {2.03: "错"}).mistakes == ((2.03, "错"),)


def test_rounding_never_costs_a_point():
    question = Question(cells=(Cell("a", 0.3, 0.0),))
    assert grade(question, (0.1 + 0.2,)).score == 1
    assert grade(question, (0.3 + 1e-8,)).score == 0
