"""What a learner changes in a model, as a value."""

import dataclasses
import json

import pytest

from lib.model.intervention import NONE, Intervention

FULL = Intervention(0.5, False, frozenset({(2, 1), (0, 3)}), frozenset({7, 1}))


@pytest.mark.parametrize("change", [NONE, FULL])
def test_json_gives_the_same_change_back(change):
    assert Intervention.from_dict(json.loads(json.dumps(change.to_dict()))) == change


def test_the_order_of_switching_does_not_show_in_the_json():
    other = Intervention(0.5, False, frozenset({(0, 3), (2, 1)}), frozenset({1, 7}))
    assert json.dumps(other.to_dict()) == json.dumps(FULL.to_dict())
    assert hash(other) == hash(FULL)


def test_a_change_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        NONE.temperature = 2


def test_blocked_marks_the_keys_and_no_others():
    assert FULL.blocked(8).tolist() == [False, True, False, False, False, False, False, True]


def test_kept_switches_off_the_head_of_its_own_layer_only():
    assert FULL.kept(0, 4).ravel().tolist() == [True, True, True, False]
    assert FULL.kept(2, 4).ravel().tolist() == [True, False, True, True]
    assert FULL.kept(1, 4) is None


def test_no_change_asks_for_nothing():
    assert NONE.blocked(8) is None
    assert NONE.kept(0, 4) is None
