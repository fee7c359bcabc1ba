"""Skills: every template has one, every one is taught, and the help gets less."""

from collections import Counter

import pytest

from lib.course.practice import TEMPLATES, grade
from lib.course.practice.levels import answer_of, example, faded
from lib.course.skills import SKILLS, skill_of, taught
from lib.ui.menu import PAGES
from tests.course.practice.conftest import fake_read


def test_every_template_has_one_skill_and_every_skill_has_templates():
    named = Counter(name for skill in SKILLS.values() for name in skill.templates + skill.exam)
    assert max(named.values()) == 1
    assert {name for name, t in TEMPLATES.items() if not t.retired} == set(named)
    assert {name for s in SKILLS.values() for name in s.exam} == {
        name for name, t in TEMPLATES.items() if t.held
    }
    assert all(skill_of(name) in SKILLS for name in TEMPLATES)
    assert len(SKILLS) >= 20
    assert all(len(skill.templates) >= 2 for skill in SKILLS.values())


def test_only_what_finished_lessons_taught():
    assert {skill.lesson for skill in SKILLS.values()} <= PAGES.keys()
    assert taught([]) == []
    assert taught(["origins"]) == ["cue"]
    assert taught(PAGES) == list(SKILLS)


PRACTISED = [name for name, t in TEMPLATES.items() if t.kind == "compute"]


@pytest.mark.parametrize("name", PRACTISED)
def test_a_faded_question_asks_for_the_second_half(name):
    question = TEMPLATES[name].ask(3)
    less = faded(question)
    given = len(question.cells) - len(less.cells)
    assert given == len(question.cells) // 2
    assert less.cells == question.cells[given:]
    assert grade(less, [cell.answer for cell in less.cells]).score == 1
    for cell in question.cells[:given]:
        assert f"{cell.label} = **" in less.prompt


def test_the_worked_twin_is_another_question_with_its_answer():
    question = TEMPLATES["scores-row"].ask(3)
    twin = example(question, None, None)
    assert twin.template == "scores-row" and twin.prompt != question.prompt
    assert answer_of(twin).count("**") == 2 * len(twin.cells)
    choice = TEMPLATES["row-two-keys"].ask(3, fake_read("我在图书馆读了一本书"), fake_read)
    best = next(o.text for o in choice.options if o.score == 1)
    assert answer_of(choice) == f"**{best}**"
    # A concept is one text: there is no other question of it.
    assert example(TEMPLATES["symmetric"].ask(1), None, None) is None
