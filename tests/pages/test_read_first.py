"""On the route nothing has to be opened first; who has learnt a page finds its words closed."""

import pytest

from lib.course.progress import Progress
from lib.ui.menu import PAGES, following
from tests.pages.open_page import ROOT, open_page

READ_FIRST = [
    key
    for key in PAGES
    if (ROOT / f"pages/{key}.py").is_file()
    and "guide.read_first(" in (ROOT / f"pages/{key}.py").read_text("utf-8")
]


def panel(at):
    return next(e for e in at.expander if e.label.startswith("第一次来"))


@pytest.mark.parametrize("page", ["calculator", "sentence", "verify"])
def test_the_words_are_open_until_the_page_is_learnt(page):
    assert page in READ_FIRST
    at = open_page(page)
    assert panel(at).proto.expanded
    at.session_state["_progress"] = Progress(lessons={page: "2026-01-01"})
    assert not panel(at.run()).proto.expanded


@pytest.mark.parametrize("page", ["practice", "exam"])
def test_the_route_goes_on_where_no_button_says_that_a_lesson_is_done(page):
    links = [link.proto for link in open_page(page).main.get("page_link")]
    assert any(link.label == f"下一站：{following(page).title}" for link in links)
