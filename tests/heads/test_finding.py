"""找头, on heads made by hand."""

import numpy as np
import pytest

from lib.heads import finding
from lib.heads.head_file import Basis, Costs, HeadFile
from lib.heads.places import Places
from lib.heads.relations import Relation
from lib.heads.words import group
from tests.heads.test_roles import NOWHERE, replace

SENTENCE = "甲乙丙丁"
N = 6


def file(*relations: Relation, **second) -> HeadFile:
    """One layer of two heads; the second has the shares given."""
    zero = np.zeros((1, 2))
    costs = Costs(zero, zero, zero, zero, zero, zero)
    heads = [[replace(NOWHERE, previous=0.6), replace(NOWHERE, **second)]]
    return HeadFile(Basis(640, 498, 493, 240), heads, None, costs, relations)


def obj(*beyond: float) -> Relation:
    accuracy = np.array([beyond]) + 0.2
    low = np.array([beyond]) - 0.05
    return Relation("obj", 1, 700, 1, 0.2, accuracy, low, low + 0.1, accuracy, low)


def reading(made):
    """Head 0 looks one back; head 1 from 丙 at 甲 with 0.7, else at [CLS]."""
    back = np.eye(N)[np.maximum(np.arange(N) - 1, 0)]
    far = np.eye(N)[np.zeros(N, int)]
    far[3] = [0.3, 0.7, 0, 0, 0, 0]
    return made(SENTENCE, np.stack([back, far])[None])


def test_places_come_first_and_relations_only_where_a_head_finds_them():
    assert list(finding.wanted(file()))[:2] == ["previous", "next"]
    assert "obj 1" not in finding.wanted(file(obj(0.01, 0.04)))
    assert finding.wanted(file(obj(0.0, 0.4)))["obj 1"] == "动词看宾语"


def test_heads_that_give_half_to_the_place_are_found_best_first(made):
    [only] = finding.find(file(previous=0.49), reading(made), "previous")
    assert (only.layer, only.head, only.score) == (0, 0, 0.6)
    both = finding.find(file(previous=0.8), reading(made), "previous")
    assert [f.head for f in both] == [1, 0]
    # In this sentence: 乙 → 甲, 丙 → 乙, 丁 → 丙; 甲 has only [CLS] before it.
    assert only.looks == ((2, 1, 1.0), (3, 2, 1.0), (4, 3, 1.0))


def test_a_relation_names_the_strongest_looks_between_characters(made):
    found = finding.find(file(obj(0.1, 0.4)), reading(made), "obj 1")
    assert [f.head for f in found] == [1, 0] and found[0].score == pytest.approx(0.4)
    assert found[0].looks == ((3, 1, pytest.approx(0.7)),)
    assert "60.0% 看准" in found[0].told


def test_a_fifth_of_the_weight_counts_as_a_look_and_less_does_not(made):
    weights = np.full((1, 2, N, N), 0.05)
    weights[0, 1, 3, 1], weights[0, 1, 2, 4] = 0.2, 0.199
    [found] = finding.find(file(obj(-1, 0.4)), made(SENTENCE, weights), "obj 1")
    assert found.looks == ((3, 1, 0.2),)


def test_resting_and_the_rest_of_a_word_can_be_looked_for(made):
    one = reading(made)
    [rests] = finding.find(file(cls=0.4, sep=0.2), one, "separators")
    assert rests.head == 1 and all(key == 0 for _, key, _ in rests.looks)
    own = group(one, ["甲乙丙", "丁"])
    [inside] = finding.find(file(word=0.7), one, "word", own)
    assert inside.looks == ((3, 1, pytest.approx(0.7)),)


def test_two_characters_are_connected_by_the_head_that_goes_beyond_its_habit(made):
    """Head 0 gives 丙 → 乙 all, as it always does; head 1 gives 丙 → 甲 0.7, usually 0.1."""
    mean = np.zeros((1, 2, 7))
    mean[0, 0, 2], mean[0, 1, 1] = 1.0, 0.1  # offsets −1 and −2
    usual = Places(mean, np.full(7, 9))
    near = finding.connections(reading(made), 3, 2, usual)
    assert near[0].beyond == 0
    far = finding.connections(reading(made), 3, 1, usual)
    assert (far[0].head, far[0].weight, far[0].usual) == (1, pytest.approx(0.7), pytest.approx(0.1))
    assert far[0].beyond == pytest.approx(0.6)


def test_where_nobody_looked_that_far_nothing_is_usual(made):
    usual = Places(np.full((1, 2, 3), 0.5), np.full(3, 9))
    found = finding.connections(reading(made), 3, 1, usual)
    assert all(one.usual is None for one in found) and found[0].weight == pytest.approx(0.7)
