"""想一想: the text is complete, one option is right, and every wrong one teaches."""

import pytest

from lib.course.practice import TEMPLATES, grade
from lib.course.practice.templates.think import EXAM, load
from lib.ui.menu import PAGES

ENTRIES = load() + load(EXAM)
NAMES = [entry["name"] for entry in ENTRIES]


def test_there_are_enough_questions_in_all():
    kinds = [template.kind for template in TEMPLATES.values()]
    assert len(kinds) >= 60
    assert kinds.count("look") >= 25


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_text_is_complete(entry):
    assert sum(bool(o.get("right")) for o in entry["options"]) == 1
    assert entry["hints"] and entry["solution"]
    assert entry["see"] in PAGES
    texts = [option["text"] for option in entry["options"]]
    assert len(set(texts)) == len(texts) >= 3
    feedback = [option["feedback"] for option in entry["options"]]
    assert len(set(feedback)) == len(feedback)
    for option in entry["options"]:
        assert option["feedback"].startswith("对。") == bool(option.get("right"))
        # A wrong answer gets a reason and not only a verdict.
        assert len(option["feedback"]) >= 8


@pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
def test_the_right_option_is_the_one_marked_in_the_file(entry):
    right = next(o["text"] for o in entry["options"] if o.get("right"))
    places = set()
    for seed in range(1000):
        question = TEMPLATES[entry["name"]].ask(seed)
        texts = [option.text for option in question.options]
        assert sorted(texts) == sorted(option["text"] for option in entry["options"])
        at = texts.index(right)
        places.add(at)
        assert grade(question, at).score == 1
        assert all(grade(question, i).score == 0 for i in range(len(texts)) if i != at)
    assert places == set(range(len(entry["options"])))  # the place gives nothing away


@pytest.mark.parametrize(
    "topic",
    [
        "rows-or-columns",
        "explanation",
        "three-inputs",
        "not-probability",
        "separator",
        "temperature-direction",
        "higher-layer",
        "why-root-d",
        "mask-meaning",
        "position",
        "why-many-heads",
        "one-head-one-function",
        "importance",
    ],
)
def test_known_misconceptions_are_covered(topic):
    assert topic in NAMES
