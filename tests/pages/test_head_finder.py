"""找头 on 一句话, without a browser."""

import json

import numpy as np
import pytest

from lib import precompute
from lib.examples import OPENING
from lib.heads import finding
from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.pages.open_page import open_page

FILE = precompute.load_heads(CATALOGUE[SHIPPED])


def shown(at) -> str:
    return "\n".join(m.value for m in at.markdown)


def press(at, label: str):
    return next(b for b in at.button if b.label == label).click().run()


def test_who_looks_at_objects_is_answered_with_evidence_and_a_way_there():
    at = open_page("sentence", layer="1", head="1", find="obj 1")
    assert not at.exception and not at.error
    best = finding.find(FILE, precompute.load_opening(CATALOGUE[SHIPPED]), "obj 1")[0]
    assert "**动词看宾语**的头" in shown(at)
    assert best.told in shown(at) and "“读·8” → “书·16” 47%" in shown(at)
    press(at, f"第 {best.layer + 1} 层第 {best.head + 1} 头")
    assert (at.selectbox(key="layer").value, at.selectbox(key="head").value) == (
        best.layer + 1,
        best.head + 1,
    )


def stars(at) -> list[list[int]]:
    """The heads that the overview is told to mark."""
    (told,) = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "choice")
    return json.loads(told.json)["stars"]


def test_the_overview_marks_them_at_once_the_best_first():
    """Also when nothing was chosen yet: the page says that they are marked above."""
    at = open_page("sentence")
    opening = precompute.load_opening(CATALOGUE[SHIPPED])
    found = finding.find(FILE, opening, at.selectbox(key="find").value)
    assert stars(at) == [[one.layer, one.head] for one in found]
    at.selectbox(key="find").set_value("previous").run()
    share = [[m.previous for m in row] for row in FILE.weights]
    marked = [share[i][j] for i, j in stars(at)]
    assert len(marked) >= 2 and marked == sorted(marked, reverse=True)
    assert stars(open_page("sentence", find_way="按两个字")) == []


@pytest.mark.parametrize("key", list(finding.wanted(FILE)))
def test_everything_that_can_be_looked_for_gets_an_answer(key):
    at = open_page("sentence", s="小猫追着太阳跑。", find=key)
    assert not at.exception and not at.error
    assert at.selectbox(key="find").value == key


def test_which_heads_connect_two_characters(read):
    at = open_page("sentence", find_way="按两个字", onto="16", **{"from": "8"})
    assert not at.exception and not at.error
    reading = read(OPENING)
    usual = precompute.load_places(CATALOGUE[SHIPPED])
    best = finding.connections(reading, 8, 16, usual)[0]
    assert np.isclose(best.weight, reading.weights[best.layer, best.head, 8, 16])
    assert any(b.label == f"第 {best.layer + 1} 层第 {best.head + 1} 头" for b in at.button)
    assert "后面第 8 个词元" in shown(at) and "平时" in shown(at)


def test_a_hostile_address_begins_anew():
    at = open_page("sentence", find="<b>", find_way="99", onto="999", **{"from": "-5"})
    assert not at.exception and not at.error
