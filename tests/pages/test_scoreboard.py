"""成绩单 without a browser."""

from lib import precompute
from lib.heads import relation_names
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.ui.heads import many_panel
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said

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


def ask(at):
    return at.button(key="many_ask").click().run()


def test_a_claim_is_asked_of_many_sentences():
    at = open_page("scoreboard", many_from="读", many_to="书")
    own = [f"{who}在家里读了一本{what}书。" for who in "我你他她" for what in ("旧", "好", "新")]
    at.text_area(key="many_sentences").set_value("\n".join(own)).run()
    ask(at)
    assert not at.exception and not at.error
    shown = words(at)
    assert "问了 12 句，从“读”看“书”" in shown and "95% 区间" in shown
    assert "在多少个头里挑过，已经算进去了" in shown and charts(at) == 8


def test_without_sentences_of_ones_own_the_ready_ones_are_asked(monkeypatch):
    monkeypatch.setattr(many_panel, "READY", 150)
    at = ask(open_page("scoreboard"))
    assert not at.exception and not at.error
    assert "从“把”看“把后面的词”" in words(at) and "没有问的：" in words(at)


def test_too_few_or_too_many_sentences_are_explained_and_kept():
    at = open_page("scoreboard", many_from="读", many_to="书")
    at.text_area(key="many_sentences").set_value("我读书。").run()
    ask(at)
    assert not at.exception and "至少要 5 句" in said(at)
    at.text_area(key="many_sentences").set_value("句\n" * 301).run()
    assert not at.exception and "最多 300 句" in said(at)
    assert at.text_area(key="many_sentences").value == "句\n" * 301
