"""Names of heads: what earns one, worked out by hand on either side of each line."""

from dataclasses import replace

import numpy as np
import pytest

from lib.heads import roles
from lib.heads.head_file import Basis, Costs, HeadFile
from lib.heads.measures import HeadMeasures
from lib.heads.relations import Relation
from lib.heads.roles import place_role, role

NOWHERE = HeadMeasures(
    entropy=0.5, distance=3, previous=0, next=0, self=0, cls=0, sep=0, punctuation=0, twin=0,
    word=0, parts={"rest": 1.0},
)  # fmt: skip


@pytest.mark.parametrize("place", ["previous", "next", "self", "punctuation", "twin", "word"])
def test_half_is_enough_for_a_name_and_less_is_not(place):
    assert place_role(replace(NOWHERE, **{place: 0.5})).key == place
    assert place_role(replace(NOWHERE, **{place: 0.499})).key == "nothing"


def test_cls_and_sep_are_one_place_to_rest():
    assert place_role(replace(NOWHERE, cls=0.3, sep=0.2)).key == "separators"
    assert place_role(replace(NOWHERE, cls=0.3, sep=0.19)).key == "nothing"


def test_cls_sep_and_marks_together_are_places_to_rest():
    found = place_role(replace(NOWHERE, cls=0.15, sep=0.15, punctuation=0.2))
    assert found.key == "resting" and "一共得到 50%" in found.evidence
    assert place_role(replace(NOWHERE, cls=0.15, sep=0.15, punctuation=0.199)).key == "nothing"
    found = role(file(replace(NOWHERE, cls=0.3, punctuation=0.3), relation()), 0, 0)
    assert found.key == "obj 1"  # a relation says more than where a head rests


def test_the_largest_share_gives_the_name():
    assert place_role(replace(NOWHERE, previous=0.55, word=0.6)).key == "word"
    assert place_role(replace(NOWHERE, previous=0.65, word=0.6)).key == "previous"


def test_three_quarters_of_the_entropy_are_spread_out():
    assert roles.BROAD_FROM == 0.75
    assert place_role(replace(NOWHERE, entropy=0.75)).key == "broad"
    assert place_role(replace(NOWHERE, entropy=0.749)).key == "nothing"
    assert place_role(replace(NOWHERE, entropy=0.9, self=0.5)).key == "self"


def test_a_word_that_was_not_measured_gives_no_name():
    assert place_role(replace(NOWHERE, word=None)).key == "nothing"


def test_nothing_below_a_half_is_written_as_a_half():
    m = replace(NOWHERE, sep=0.4975, parts={"sep": 0.4975, "twin": 0.03, "rest": 0.4725})
    told = place_role(m).evidence
    assert told == "哪一处都不到一半：[SEP] 将近 50%，其余 50%（各份不重叠）。"


def test_the_evidence_names_the_share_and_for_which_rows():
    assert "在别处有相同的字时，平均 62%" in place_role(replace(NOWHERE, twin=0.62)).evidence
    assert "平均 82% 的权重给了前一个字" in place_role(replace(NOWHERE, previous=0.82)).evidence


def relation(name="obj", direction=1, accuracy=0.6, offset=0.25, low=0.3, dev_low=0.3) -> Relation:
    def one(x):
        return np.array([[x]])

    return Relation(name, direction, 700, 1, offset, one(accuracy), one(low), one(low + 0.1),
                    one(accuracy), one(dev_low))  # fmt: skip


def file(m: HeadMeasures = NOWHERE, *relations: Relation, cost=(0.3, 0.2, 0.1)) -> HeadFile:
    mean, beyond_low, others = (np.array([[x]]) for x in cost)
    costs = Costs(mean, mean - 0.1, mean + 0.1, others, beyond_low, beyond_low + 0.2)
    return HeadFile(Basis(640, 498, 493, 240), [[m]], [[m]], costs, relations)


def test_a_relation_beyond_any_offset_names_a_head_without_a_place():
    found = role(file(NOWHERE, relation()), 0, 0)
    assert (found.key, found.name) == ("obj 1", "动词看宾语")
    assert "60.0% 看准" in found.evidence and "25.0%" in found.evidence
    assert "30.0 到 40.0 个百分点" in found.evidence


@pytest.mark.parametrize(
    "too_little",
    [
        relation(low=0.0),  # the interval on test touches zero
        relation(dev_low=0.0),  # or that on dev
        relation(accuracy=0.2999, low=0.01),  # five points beyond the offset's 0.25 are needed
    ],
)
def test_what_may_be_luck_or_is_next_to_nothing_gives_no_name(too_little):
    assert role(file(NOWHERE, too_little), 0, 0).key == "nothing"


def test_five_points_with_both_intervals_above_zero_are_enough():
    assert role(file(NOWHERE, relation(accuracy=0.3001, low=0.001, dev_low=0.001)), 0, 0).key == (
        "obj 1"
    )


def test_the_relation_that_goes_furthest_gives_the_name_and_the_others_are_told():
    near = relation("nmod", 0, accuracy=0.66, offset=0.43)
    found = role(file(NOWHERE, near, relation()), 0, 0)
    assert found.name == "动词看宾语" and "名词定语看中心语" in found.evidence


def test_a_place_goes_before_a_relation():
    assert role(file(replace(NOWHERE, next=0.7), relation()), 0, 0).key == "next"


def test_nothing_has_no_sign_and_a_gain_has_a_true_minus():
    assert "降 0.00（95% 区间 −0.10 到 0.10）" in roles.cost(file(cost=(-0.001, 0, 0)), 0, 0)


@pytest.mark.parametrize(
    ("beyond", "word"), [(0.01, "它更要紧"), (-0.1, "分不出高下"), (-0.21, "它更不要紧")]
)
def test_what_switching_off_costs_is_told_beside_the_layers_other_heads(beyond, word):
    told = roles.cost(file(cost=(0.3, beyond, 0.1)), 0, 0)
    assert word in told and "降 0.30（95% 区间 0.20 到 0.40）" in told and "平均 0.10" in told


def test_a_head_that_rests_says_why_it_is_not_broken():
    for shares in ({"cls": 0.6}, {"cls": 0.3, "punctuation": 0.3}):
        assert roles.WHY in place_role(replace(NOWHERE, **shares)).evidence
    assert roles.WHY not in place_role(replace(NOWHERE, previous=0.6)).evidence


def test_what_is_told_of_a_spread_out_head_is_how_far_and_where_its_weight_goes():
    m = replace(NOWHERE, entropy=0.8, parts={"sep": 0.05, "twin": 0.0499, "rest": 0.9001})
    # five parts in a hundred are named, less is left to the rest: 0.0499 + 0.9001
    assert place_role(m).evidence == (
        "权重铺得很开：熵是最大可能值的 80%。[SEP] 5%，其余 95%（各份不重叠）。"
    )


def test_the_basis_counts_the_sentences_of_both_halves_of_the_treebank():
    assert roles.basis(file()) == "在 640 句验证文字和 991 句标好句法的句子上测得"  # 498 + 493


def test_the_strongest_head_is_the_one_that_a_relation_names_and_that_goes_furthest():
    def row(*numbers):
        return np.array([numbers], float)

    def found(name, beyond):
        sure = row(0.3, 0.3, 0.3)
        beyond = row(*beyond)
        return Relation(name, 1, 700, 1, 0.25, 0.25 + beyond, sure, sure, 0.25 + beyond, sure)

    three = replace(file(), weights=[[replace(NOWHERE, previous=0.9), NOWHERE, NOWHERE]])
    # the first goes furthest but is named after its place; the third has 0.2 and 0.1
    both = (found("obj", (0.4, 0.15, 0.1)), found("nsubj", (0, 0, 0.2)))
    assert roles.strongest(replace(three, relations=both)) == (0, 2)
    assert roles.strongest(replace(three, relations=both[:1])) == (0, 1)
    assert roles.strongest(file()) is None
