"""Heads of two models by their roles; orders worked out by hand."""

from dataclasses import replace

import numpy as np

from lib.heads.matching import Known, partners
from lib.heads.roles import Role, place_role
from tests.heads.test_roles import NOWHERE, relation


def known(*measures, relations=(), named=None) -> Known:
    """One layer of heads with these measures."""
    return Known([named or [place_role(m) for m in measures]], [list(measures)], relations, "")


def test_the_head_that_does_it_most_comes_first():
    theirs = known(*(replace(NOWHERE, previous=share) for share in (0.6, 0.2, 0.9, 0.7)))
    assert partners(Role("previous", "", ""), theirs) == [(0, 2), (0, 3), (0, 0)]


def test_rest_and_breadth_have_their_own_measure():
    theirs = known(
        replace(NOWHERE, cls=0.3, punctuation=0.25),
        replace(NOWHERE, cls=0.3, punctuation=0.4),
        replace(NOWHERE, entropy=0.8),
        replace(NOWHERE, entropy=0.9),
    )
    assert partners(Role("resting", "", ""), theirs) == [(0, 1), (0, 0)]
    assert partners(Role("broad", "", ""), theirs) == [(0, 3), (0, 2)]


def test_a_relation_by_its_accuracy_beyond_the_best_offset():
    row = relation()
    two = replace(
        row, **{name: np.tile(value, (1, 2)) for name, value in vars(row).items()
                if isinstance(value, np.ndarray)},
    )  # fmt: skip
    two = replace(two, accuracy=two.accuracy + [[0.0, 0.1]])
    named = [Role("obj 1", "", "")] * 2
    found = partners(Role("obj 1", "", ""), known(NOWHERE, NOWHERE, relations=(two,), named=named))
    assert found == [(0, 1), (0, 0)]


def test_no_regularity_is_no_likeness():
    theirs = known(NOWHERE, NOWHERE)
    assert partners(Role("nothing", "", ""), theirs) == []
    assert partners(Role("twin", "", ""), theirs) == []
