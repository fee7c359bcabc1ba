"""注意力从哪来 without a browser: the numbers on the page follow cue, goal and strength."""

import json

import pytest

from tests.pages.lesson import button, hostile, open_lesson, words


def desks(at) -> list[dict]:
    """What each desk on the page was given to draw."""
    found = [json.loads(e.proto.json) for e in at.get("bidi_component") if "things" in e.proto.json]
    return [{thing["name"]: thing["weight"] for thing in data["things"]} for data in found]


@pytest.mark.parametrize("step", range(1, 7))
def test_every_step_opens_from_its_address_and_leaves_no_number_out(step):
    at = open_lesson("origins", step)
    assert not at.exception
    assert at.main.header[0].value.startswith(f"{step} · ")
    assert "[[" not in words(at)


def test_what_is_taken_away_leaves_its_share_to_the_others():
    at = open_lesson("origins", 1)
    assert set(desks(at)[0].values()) == {0.2}
    at.button_group(key="away").set_value("书").run()
    assert desks(at)[0]["书"] == 0
    assert desks(at)[0]["报纸"] == 0.25
    assert "25.0%" in words(at)


def test_the_red_cup_stands_out_until_it_is_as_plain_as_the_rest():
    at = open_lesson("origins", 2)
    assert "68.1%" in words(at)
    at.slider(key="red").set_value(0.2).run()
    assert desks(at)[0]["红咖啡杯"] == pytest.approx(desks(at)[0]["论文"])
    button(at, "还原").click().run()
    assert desks(at)[0]["红咖啡杯"] == pytest.approx(0.681, abs=5e-4)


@pytest.mark.parametrize(
    ("goal", "best"), [("读书", "书"), ("喝咖啡", "红咖啡杯"), ("记笔记", "笔记本")]
)
def test_a_goal_moves_the_weight_to_what_serves_it(goal, best):
    weights = desks(open_lesson("origins", 3, goal=goal))[0]
    assert max(weights, key=weights.get) == best


def test_a_stronger_goal_beats_the_red_cup():
    at = open_lesson("origins", 4)
    shares = []
    for strength in (0.0, 2.0, 5.0):
        at.slider(key="strength").set_value(strength).run()
        shares.append(desks(at)[0]["书"])
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(0.083, abs=5e-4)


def test_three_ways_stand_side_by_side_and_the_table_can_be_put_back():
    at = open_lesson("origins", 5)
    pooling, salience, goal = desks(at)
    assert set(pooling.values()) == {0.2}
    assert salience["红咖啡杯"] > 0.6
    assert goal["书"] > 0.5
    button(at, "还原").click().run()
    assert not at.exception


def test_the_last_step_names_query_key_and_value_and_gives_their_sum():
    at = open_lesson("origins", 6)
    assert all(word in words(at) for word in ("query", "key", "value"))
    assert {m.label: m.value for m in at.metric} == {"拿到的信息": "2.94", "拿到的提神": "0.72"}


BOXES = ("away", "red", "goal", "strength")


@pytest.mark.parametrize(("step", "query"), hostile(BOXES, (2, 4, 5)))
def test_hostile_addresses_are_ignored(step, query):
    assert not open_lesson("origins", step, **query).exception
