"""Sequences of questions, and the teacher's link."""

from itertools import islice

import pytest

from lib.course.practice import KINDS, TEMPLATES, LinkError, Set, from_link, left_out, questions
from tests.course.practice.conftest import fake_read


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
    count = sum(template.kind == "compute" for template in TEMPLATES.values())
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
        (t.title, "这道题要用模型读一句话。") for t in TEMPLATES.values() if t.needs == ("reading",)
    ]


def test_a_link_goes_there_and_back():
    chosen = Set(7, 5, ("compute", "think"))
    assert from_link(chosen.params()) == chosen
    assert from_link({"s": "一句话"}) is None
    assert from_link({"set": "7"}) == Set(7, 8, tuple(KINDS))
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
