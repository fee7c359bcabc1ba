"""After every guess about the real model there is a map, and before it there is none."""

import pytest

from lib.course.practice import TEMPLATES
from tests.pages.open_page import charts
from tests.pages.practising import open_page, press, question, reply

NAMES = [n for n, t in TEMPLATES.items() if t.kind == "look" and not t.retired]
WITH_MASK = "今天天气真[MASK]啊！"


def walk(names: list[str], **query: str) -> set[str]:
    """Answer each question of a set; the templates that were asked."""
    at = open_page(set=",".join(f"{name}-4" for name in names), **query)
    asked = set()
    while not at.metric:
        assert not at.exception
        given = question(at).given
        assert charts(at) == bool(given.get("shown")), question(at).id
        reply(at)
        assert not at.exception and charts(at) >= 1, question(at).id
        asked.add(question(at).template)
        press(at, "看总分" if any(b.label == "看总分" for b in at.button) else "下一题")
    return asked


@pytest.mark.parametrize("start", range(0, len(NAMES), 12))
def test_the_map_is_shown_after_the_guess_and_not_before(start):
    names = NAMES[start : start + 12]
    assert len(walk(names)) >= len(names) - 2  # some ask for another sentence than the opening one


def test_also_where_the_learner_has_covered_a_character():
    assert walk(["mask-given"], s=WITH_MASK) == {"mask-given"}
