"""What a learner changes in a model, as a value."""

import dataclasses
import json

import pytest

from lib.model.intervention import NONE, Intervention

FULL = Intervention(
    temperature=0.5,
    divide_by_root=False,
    heads_off=frozenset({(2, 1), (0, 3)}),
    keys_blocked=frozenset({7, 1}),
    causal=True,
    uniform=True,
    one_more=True,
    positions=False,
    only=frozenset({(1, 1), (0, 2)}),
)


@pytest.mark.parametrize("change", [NONE, FULL])
def test_json_gives_the_same_change_back(change):
    assert Intervention.from_dict(json.loads(json.dumps(change.to_dict()))) == change


def test_what_an_older_file_does_not_name_is_not_changed():
    old = {"temperature": 1.0, "scaled": True, "heads_off": [], "keys_blocked": []}
    assert Intervention.from_dict(old) == NONE
    assert Intervention.from_dict(old | {"scaled": False}) == Intervention(divide_by_root=False)


def test_the_order_of_switching_does_not_show_in_the_json():
    other = dataclasses.replace(
        FULL,
        heads_off=frozenset({(0, 3), (2, 1)}),
        keys_blocked=frozenset({1, 7}),
        only=frozenset({(0, 2), (1, 1)}),
    )
    assert json.dumps(other.to_dict()) == json.dumps(FULL.to_dict())
    assert hash(other) == hash(FULL)


def test_a_change_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        NONE.temperature = 2


def test_blocked_marks_the_keys_and_no_others():
    mask = Intervention(keys_blocked=frozenset({7, 1})).blocked(range(2), 8)
    assert mask.tolist() == [[False, True, False, False, False, False, False, True]] * 2


def test_a_causal_row_sees_itself_and_what_stands_before_it():
    causal = Intervention(causal=True)
    assert causal.blocked(range(3), 3).tolist() == [
        [False, True, True],
        [False, False, True],
        [False, False, False],
    ]
    assert causal.blocked([1], 3).tolist() == [[False, False, True]]  # one row, at its place


def test_only_marks_its_own_heads_in_their_own_layer():
    assert FULL.inside(0, 4).ravel().tolist() == [False, False, True, False]
    assert not FULL.inside(2, 4).any()
    assert NONE.inside(0, 4) is None


def test_kept_switches_off_the_head_of_its_own_layer_only():
    assert FULL.kept(0, 4).ravel().tolist() == [True, True, True, False]
    assert FULL.kept(2, 4).ravel().tolist() == [True, False, True, True]
    assert FULL.kept(1, 4) is None


def test_no_change_asks_for_nothing():
    assert NONE.blocked(range(8), 8) is None
    assert NONE.kept(0, 4) is None
