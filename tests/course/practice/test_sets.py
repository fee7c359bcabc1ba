"""Sequences of questions, and the teacher's link."""

import json
import re
from itertools import islice
from pathlib import Path

import pytest

from lib.course.practice import (
    KINDS,
    TEMPLATES,
    FirstSet,
    LinkError,
    Name,
    Set,
    from_link,
    left_out,
    questions,
)
from lib.course.practice.registry import drawn, template
from lib.course.practice.sets import LONGEST
from tests.course.practice.conftest import fake_read, random_reading


def quiz(seed, count, *arguments):
    return list(islice(questions(seed, *arguments), count))


def test_a_set_is_the_same_for_everybody(opening):
    first = quiz(7, 12, tuple(KINDS), opening, fake_read)
    assert first == quiz(7, 12, tuple(KINDS), opening, fake_read)
    assert [q.id for q in first] != [q.id for q in quiz(8, 12, tuple(KINDS), opening, fake_read)]


def test_kinds_take_turns(opening):
    asked = quiz(1, 9, tuple(KINDS), opening, fake_read)
    assert [q.kind for q in asked] == [*KINDS] * 3
    assert {q.kind for q in quiz(1, 6, ("think",))} == {"think"}


def test_no_template_returns_before_all_were_asked():
    count = len(drawn("compute"))
    asked = quiz(3, 2 * count, ("compute",))
    assert len({q.template for q in asked[:count]}) == count
    assert len({q.id for q in asked}) == 2 * count


def test_without_a_reading_the_other_kinds_go_on():
    assert {q.kind for q in quiz(1, 6)} == {"compute", "think"}
    assert quiz(1, 6, ("look",)) == []


def test_questions_do_not_end(opening):
    assert len(list(islice(questions(1, ("look",), opening), 200))) == 200


def test_what_cannot_be_asked_says_why(opening):
    assert dict(left_out(opening)) == {"你的 [MASK] 里填什么": "句子里没有 [MASK]。"}
    reasons = dict(left_out(fake_read("你好")))
    assert len(reasons) > 20
    assert all(reasons.values())
    assert left_out(None) == [
        (t.title, "这道题要用模型读一句话。")
        for t in TEMPLATES.values()
        if t.needs == ("reading",) and not (t.retired or t.held)
    ]


def test_a_link_names_its_questions():
    chosen = Set((Name("dot", 7), Name("row-top-character", 7000), Name("symmetric", 0)))
    assert chosen.params() == {"set": "dot-7,row-top-character-7000,symmetric-0"}
    assert from_link(chosen.params()) == chosen
    assert chosen.kinds == ("compute", "look", "think")
    helped = Set(chosen.names, level=2)
    assert helped.params() == chosen.params() | {"level": "2"}
    assert from_link(helped.params()) == helped
    assert from_link({"s": "一句话"}) is None


def asked(source, count, reading=None):
    return [source.draw(reading, fake_read) for _ in range(count)]


def test_a_new_template_changes_no_set_that_was_given_out():
    named = Set(tuple(Name.read(q.id) for q in quiz(3, 6, ("compute",))))
    first = FirstSet(3, 6, ("compute",))
    before = asked(named.source(), 6), asked(first.source(), 6)

    @template("aaa-new", "compute", "新题")
    def ask(rng):
        return TEMPLATES["dot"].make(rng)

    try:
        assert "aaa-new" in drawn("compute")
        assert (asked(named.source(), 6), asked(first.source(), 6)) == before
        new_quizzes = [q.template for seed in range(60) for q in quiz(seed, 6, ("compute",))]
        assert "aaa-new" in new_quizzes
    finally:
        del TEMPLATES["aaa-new"]


STORED = json.loads((Path(__file__).parent / "data" / "stored_links.json").read_text("utf-8"))


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: "&".join(stored["link"].values()))
def test_a_link_of_the_first_edition_opens_the_same_questions(stored):
    """Written down by the first edition itself, before any template was added or mended."""
    chosen = from_link(stored["link"])
    reading = random_reading(3, "我昨天在图书馆读了一本很有趣的书。")
    opened = asked(chosen.source(), chosen.count, reading if "look" in chosen.kinds else None)
    assert [q.id for q in opened] == [q["id"] for q in stored["questions"]]
    for question, then in zip(opened, stored["questions"], strict=True):
        if question.kind == "compute":
            assert [c.answer for c in question.cells] == pytest.approx(then["answers"], abs=1e-5)
        elif question.kind == "look":
            assert numbers_in(question.prompt) == numbers_in(then["prompt"])
        else:
            assert len(question.options) == len(then["options"])


def numbers_in(text):
    """What a prompt asks about: layers, heads, positions, shares; its words may be mended."""
    return re.findall(r"\d+(?:\.\d+)?", text)


def test_what_a_set_cannot_ask_is_skipped_and_named():
    source = Set((Name("row-top", 1), Name("dot", 1), Name("order-matters", 2))).source()
    assert [q.id for q in asked(source, 1, fake_read("好"))] == ["dot-1"]
    assert source.draw(fake_read("好"), fake_read) is None
    assert [title for title, _ in source.declined] == [
        TEMPLATES["row-top"].title,
        TEMPLATES["order-matters"].title,
    ]


def test_a_link_of_the_first_edition_goes_there_and_back():
    chosen = FirstSet(7, 5, ("compute", "think"))
    assert from_link(chosen.params()) == chosen
    assert from_link({"set": "7"}) == FirstSet(7, 8, tuple(KINDS))
    assert from_link({"set": "7", "kinds": "look,look"}).kinds == ("look",)


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"set": ""}, "set"),
        ({"set": "-1"}, "set"),
        ({"set": "1000000"}, "set"),
        ({"set": "９"}, "set"),
        ({"set": "9" * 5000}, "set"),
        ({"set": "1.5"}, "set"),
        ({"set": "dot-7", "level": "0"}, "level"),
        ({"set": "dot-7", "level": "4"}, "level"),
        ({"set": "dot-"}, "dot-"),
        ({"set": "no-such-7"}, "no-such"),
        ({"set": "dot-7,,scale-1"}, "没有这道题"),
        ({"set": "dot-７"}, "没有这道题"),
        ({"set": "dot-7,dot-7"}, "两次"),
        ({"set": ",".join(f"dot-{i}" for i in range(LONGEST + 1))}, "太多"),
        ({"set": "dot-" + "9" * 5000}, "没有这道题"),
        ({"set": "1", "n": "0"}, "n"),
        ({"set": "1", "n": "21"}, "n"),
        ({"set": "1", "n": "x"}, "n"),
        ({"set": "1", "kinds": "exam"}, "exam"),
        ({"set": "1", "kinds": "<b>" * 100}, "kinds"),
    ],
)
def test_a_damaged_link_is_explained(params, says):
    with pytest.raises(LinkError, match=says) as error:
        from_link(params)
    assert len(str(error.value)) < 120
