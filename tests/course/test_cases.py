"""Cases for 动手术: the verdict on either side of the line, and sentences that can be asked."""

import numpy as np
import pytest

from lib.course.lessons import cases
from lib.experiments.ablation import Followed

EFFECTS = np.array([[-0.1, 0.05], [-0.8, -0.3]])


def test_the_head_that_is_missed_most_is_found():
    verdict = cases.judge(EFFECTS, (1, 0))
    assert (verdict.worst, verdict.loss, verdict.place, verdict.right) == ((1, 0), -0.8, 0, True)


def test_another_head_is_not_and_its_place_is_told():
    verdict = cases.judge(EFFECTS, (0, 0))
    assert (verdict.theirs, verdict.place, verdict.right) == (-0.1, 2, False)


def test_nobody_is_right_where_somebody_is_guilty():
    assert not cases.judge(EFFECTS, None).right


@pytest.mark.parametrize(
    ("loss", "hangs"), [(cases.NEEDED, True), (cases.NEEDED + 0.001, False), (-3.0, True)]
)
def test_the_line_between_one_head_and_none(loss, hangs):
    effects = np.array([[0.0, loss]])
    assert cases.judge(effects, None).hangs == hangs
    assert cases.judge(effects, None).right == (not hangs)
    assert cases.judge(effects, (0, 1)).right == hangs


def test_the_cases_differ_and_one_of_them_hangs_on_no_head(shipped):
    hang = []
    for case in cases.load():
        assert case.sentence.count("[MASK]") == 1
        effects = Followed(*shipped, case.sentence).effects()
        hang.append(cases.judge(effects, None).hangs)
    assert len(hang) == 4 and True in hang and False in hang
