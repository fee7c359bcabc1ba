"""The door without a browser."""

from lib import precompute
from lib.examples import OPENING, named_tokens, opening_query
from lib.experiments.claims import check
from lib.model import checkpoints
from lib.text.numbers import percent
from lib.ui import readings
from tests.pages.open_page import open_page, said


def after_the_guess():
    at = open_page("home")
    at.session_state["_first_guess"] = ["图书馆"]
    return at.run()


def test_the_door_reads_the_opening_sentence_aloud():
    at = after_the_guess()
    assert not at.exception and not at.error
    assert at.title[0].value == "看见注意力"
    assert any("从“读”看出去" in m.value for m in at.markdown)


def test_before_the_guess_the_door_does_not_answer_what_the_first_question_asks(read):
    """No row of 书, no weight to or from 书, no verdict; the way to the question instead."""
    at = open_page("home")
    assert not at.exception and not at.error
    shown = [part.value for kind in (at.markdown, at.caption) for part in kind]
    mine = "\n".join(text for text in shown if "从" in text or "权重" in text or "头" in text)
    assert "从“在”看出去" in mine and "看是有方向的" in mine
    assert "第 3 层第 4 头。它常**动词看宾语**" in mine  # a head that does what has a name
    assert not any(part in mine for part in ("从“书”", "“书”把", "了“书”", "给“书”", "点“书”"))
    assert not any("看不出来" in text or "站得住" in text for text in shown)
    assert any("先猜一猜" in link.proto.label for link in at.main.get("page_link"))


def test_the_first_picture_says_how_it_is_known_and_that_a_look_has_a_direction(read):
    reading = read(OPENING)
    view = precompute.load_first_view(checkpoints.CATALOGUE[checkpoints.SHIPPED])
    shown = "\n".join(part.value for kind in (after_the_guess().caption,) for part in kind)
    weights = reading.weights[view.layer, view.head]
    assert f"第 {view.layer + 1} 层第 {view.head + 1} 头" in shown
    there, back = weights[view.query, view.keys[0]], weights[view.keys[0], view.query]
    assert there > 0.4 and back < 0.05
    assert percent(float(there)) in shown and percent(float(back), 1) in shown
    assert "句标好句法的句子里，60.6% 看准" in shown


def test_the_articles_claim_stands_there_as_a_question_with_the_answer_of_the_test(read):
    shown = "\n".join(m.value for m in after_the_guess().markdown)
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    reading = read(OPENING)
    query, keys = opening_query(reading), named_tokens(reading)
    verdict = check(reading, query, keys, precompute.load_places(shipped))
    holds = verdict.many_hold or verdict.best_holds
    assert "**那么，“书”会更多地看“读”“有趣”“图书馆”吗？**" in shown
    assert ("在这句话里站得住" if holds else "在这个模型里看不出来") in shown
    assert f"{verdict.passed.size} 个头里有 {verdict.passed.sum()} 个" in shown


def test_a_hostile_address_leaves_the_door_standing():
    at = open_page("home", s="<script>", layer="99", q="-1", table="{", door_query="999")
    assert not at.exception and not at.error


def test_without_any_model_the_door_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    for cached in (readings.opening, readings.shelf, readings.live):
        cached.clear()
    at = open_page("home")
    assert not at.exception
    assert "找不到模型文件夹" in said(at)
    for cached in (readings.opening, readings.shelf, readings.live):
        cached.clear()
