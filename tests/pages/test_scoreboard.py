"""成绩单 without a browser."""

from lib import precompute
from lib.heads import relation_names
from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page

FILE = precompute.load_heads(CATALOGUE[SHIPPED])


def test_the_best_relation_stands_first_with_hits_and_misses():
    at = open_page("scoreboard")
    assert not at.exception and not at.error
    best = max(FILE.relations, key=lambda r: r.beyond.max())
    assert at.selectbox(key="relation").value == f"{best.relation} {best.direction}"
    shown = words(at)
    assert relation_names.name(best.relation, best.direction) in shown
    assert "✓ 看准" in shown and "✗ 没看准" in shown and "CC BY-SA 4.0" in shown
    assert charts(at) == 7  # the board, three hits, three misses


def test_another_relation_and_head_can_be_asked_by_a_link():
    at = open_page("scoreboard", relation="clf 0", by="1-3")
    assert not at.exception and not at.error
    assert at.selectbox(key="by").value == (0, 2)
    assert "量词看数词" in words(at) and "第 1 层第 3 头在 225 处里看准 90.7%" in words(at)


def test_a_hostile_address_begins_anew():
    at = open_page("scoreboard", relation="<b>", by="99-99")
    assert not at.exception and not at.error
