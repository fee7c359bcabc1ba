"""On the route nothing has to be opened: what a page teaches stands on it; the way goes on."""

import pytest

from lib.course.lessons import texts
from lib.ui.course import guide
from lib.ui.menu import PAGES, following
from tests.pages.open_page import ROOT, open_page

READ = [
    key
    for key in PAGES
    if (ROOT / f"pages/{key}.py").is_file()
    and "frame.how_below()" in (ROOT / f"pages/{key}.py").read_text("utf-8")
]


@pytest.mark.parametrize("page", READ)
def test_what_a_page_teaches_stands_on_it_below_the_figures_and_in_no_fold(page):
    at = open_page(page)
    folded = {element.value for fold in at.expander for element in fold.markdown}
    words = [element.value for element in at.main.markdown]
    for step in texts.load(page).steps:
        found = [words_ for words_ in words if words_.startswith(f"**{step.title}**")]
        assert len(found) == 1 and found[0] not in folded, step.title
    assert "(#how)" in "".join(caption.value for caption in at.caption)


def test_a_closing_mark_goes_into_the_formula_before_it():
    """A browser would begin a line with it; and no two formulas may touch."""
    told = guide.filled("$q$、$k_j$）：看 $v$ 和 $a$。")
    assert told == "$q\\text{、}$\u200b$k_j\\text{）：}$\u200b看 $v$ 和 $a\\text{。}$\u200b"


@pytest.mark.parametrize("page", ["practice", "exam"])
def test_the_route_goes_on_where_no_button_says_that_a_lesson_is_done(page):
    links = [link.proto for link in open_page(page).main.get("page_link")]
    assert any(link.label == f"下一站：{following(page).title}" for link in links)
