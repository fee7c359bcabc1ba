"""The projector view without a browser: the same numbers, the words set aside."""

import pytest

from lib.ui import projector
from tests.pages.lesson import button, open_lesson, words
from tests.pages.open_page import charts, open_page


@pytest.mark.parametrize(
    ("lesson", "step"), [("origins", 2), ("lookup", 4), ("softmax", 1), ("projections", 3)]
)
def test_on_a_wall_the_same_figures_stand_there(lesson, step):
    plain, wall = (open_lesson(lesson, step, **q) for q in ({}, {"projector": "true"}))
    assert not wall.exception
    assert [t.value.to_string() for t in wall.table] == [t.value.to_string() for t in plain.table]
    assert [m.value for m in wall.metric] == [m.value for m in plain.metric]


def test_the_view_stays_from_step_to_step():
    at = open_lesson("lookup", 1, projector="true")
    button(at, "下一步").click().run()
    assert at.toggle(key="projector").value
    assert at.main.header[0].value.startswith("2 · ")
    assert "[[" not in words(at)


@pytest.mark.parametrize("page", projector.WITHOUT_STEPS)
def test_a_page_without_steps_can_be_put_on_a_wall_too(page):
    plain, wall = open_page(page), open_page(page, projector="true")
    assert not wall.exception and not plain.toggle(key="projector").value
    assert wall.toggle(key="projector").value
    assert charts(wall) == charts(plain)
    assert len(wall.table) == len(plain.table)
