"""一条链 without a browser: first guess, then see; numbers lead back; another row is followed."""

import json

import pytest

from tests.pages.lesson import button, hostile, open_lesson, words

STEPS = range(1, 11)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens_asks_first_and_leaves_no_number_out(step):
    at = open_lesson("chain", step)
    assert not at.exception
    assert at.main.header[0].value.startswith(f"{step} · ")
    assert "[[" not in words(at)
    asks = [b for b in at.button if b.label == "不猜了，直接看"]
    assert len(asks) == (step < 10)
    if asks:
        tables = len(at.table)
        asks[0].click().run()
        assert not at.exception
        assert "[[" not in words(at)
        assert len(at.table) >= tables


def test_a_guess_is_judged_and_then_the_numbers_stand_there():
    at = open_lesson("chain", 4)
    assert not at.table
    at.button_group(key=guess_key(at)).set_value("会").run()
    assert "不是“会”。" in words(at) and at.table
    at.button_group(key=guess_key(at)).set_value("不会").run()
    assert "猜对了。" in words(at)


def guess_key(at) -> str:
    return next(g.key for g in at.button_group if g.key and g.key.startswith("guess "))


def test_the_row_is_the_opening_evidence_s_and_another_can_be_followed():
    at = open_lesson("chain", 1)
    assert "第 16 号词元“**书**”，在第 3 层第 2 头" in words(at)
    at.selectbox(key="q").set_value(8).run()
    assert "第 8 号词元“**读**”" in words(at)
    assert not at.exception


def test_a_clicked_number_goes_to_its_source_with_the_same_key():
    at = open_lesson("chain", 4)
    button(at, "不猜了").click().run()
    at.selectbox(key="chain_token").set_value(8).run()
    trace = next(e for e in at.get("bidi_component") if "lines" in e.proto.json)
    line = json.loads(trace.proto.json)["lines"][0]
    assert line[0]["source"] == 0  # the score leads back to q·k


def test_a_separator_cannot_be_covered_and_the_page_says_so():
    at = open_lesson("chain", 9, q="0 [CLS]")
    assert not at.exception
    assert any("不能遮" in box.value for box in at.info)


BOXES = ("layer", "head", "q")


@pytest.mark.parametrize(("step", "query"), hostile(BOXES, (1, 6)))
def test_hostile_addresses_are_ignored(step, query):
    assert not open_lesson("chain", step, **query).exception
