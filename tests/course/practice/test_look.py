"""先猜后看: the best answer and the worth of the others, computed a second time from the arrays."""

import re
from collections import Counter

import pytest

from lib.course.practice import TEMPLATES, NotApplicable, grade
from lib.course.practice.templates.look_guess import PAIRS
from lib.ui.heads.step_controls import TEMPERATURES
from lib.ui.menu import PAGES
from tests.course.practice.by_hand import CHECKS
from tests.course.practice.conftest import fake_read

SEEDS = range(150)
NAMES = [name for name, t in TEMPLATES.items() if t.kind == "look"]


def test_every_template_is_worked_out_a_second_time():
    assert set(CHECKS) == set(NAMES)
    assert len(NAMES) >= 25


def test_roles_of_the_shipped_model_are_asked_about(opening):
    """Every template but the one about a [MASK] has something to ask of the opening sentence."""
    silent = set()
    for name in NAMES:
        asked = 0
        for seed in range(30):
            try:
                TEMPLATES[name].ask(seed, opening, fake_read)
                asked += 1
            except NotApplicable:
                continue
        if not asked:
            silent.add(name)
    assert silent <= {"mask-given", "mask-rank", "mask-easier", "mask-fill"}


@pytest.mark.parametrize("name", NAMES)
def test_answers(name, readings):
    template = TEMPLATES[name]
    # A forward pass is faked anew for each question: fewer seeds are enough there.
    seeds = SEEDS if "read" not in template.needs else range(60)
    asked, reasons = 0, Counter()
    for seed in seeds:
        reading = readings[seed % len(readings)]
        try:
            question = template.ask(seed, reading, fake_read)
        except NotApplicable as reason:
            reasons[str(reason)] += 1
            continue
        asked += 1
        assert question.prompt and question.solution and question.hints
        assert bool(question.cells) != bool(question.options)
        assert question.see.page in PAGES
        told = [question.prompt, question.solution]
        told += [text for option in question.options for text in (option.text, option.feedback)]
        unquoted = [text for text in told if re.search(r"·\d+ →|→ [^“]", text)]
        assert not unquoted, "a name may be a mark itself: “把·2” → “，·9”"
        if question.options:
            scores = [option.score for option in question.options]
            assert scores.count(1.0) == 1, (seed, scores)
            assert all(0 <= s <= 0.5 for s in scores if s != 1.0), (seed, scores)
            assert len({option.text for option in question.options}) == len(scores) >= 2
            assert grade(question, scores.index(1.0)).score == 1
        else:
            assert grade(question, [cell.answer for cell in question.cells]).score == 1
        CHECKS[name](reading, question)
    assert asked > len(seeds) / 20, reasons
    assert all(reason.endswith("。") for reason in reasons)


def test_one_seed_one_question(opening):
    for name in NAMES:
        try:
            first = TEMPLATES[name].ask(3, opening, fake_read)
        except NotApplicable:
            continue
        assert first == TEMPLATES[name].ask(3, opening, fake_read)


def test_short_sentences_are_declined_with_a_reason():
    short = fake_read("好")
    for name in NAMES:
        if name in ("table-shape", "pair-it"):
            continue
        with pytest.raises(NotApplicable):
            TEMPLATES[name].ask(1, short, fake_read)


def test_text_of_a_learner_is_never_markup(hostile):
    """No unescaped sign of the learner's reaches Markdown."""
    for name in NAMES:
        for seed in range(5):
            try:
                question = TEMPLATES[name].ask(seed, hostile, None)
            except NotApplicable:
                continue
            texts = [question.prompt, question.solution, *question.hints]
            texts += [o.text + o.feedback for o in question.options]
            texts += [c.label for c in question.cells]
            for text in texts:
                assert "<" not in text.replace("\\<", ""), (name, text)
                assert not re.search(r"(?<!\\)[$`]", text), (name, text)
                assert ":smile:" not in text, (name, text)


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_share_the_word_and_the_pronoun(pair):
    first, second, word = pair
    assert first != second
    for sentence in (first, second):
        assert sentence.index(word) < sentence.index("它")


def test_a_temperature_that_is_asked_about_is_the_one_that_the_link_shows(opening):
    """change-melt asked about T = 1000 and led to T = 20."""
    for name in ("change-melt", "change-freeze", "change-temperature"):
        question = TEMPLATES[name].ask(3, opening)
        shown = question.see.params["temperature"]
        assert shown in TEMPERATURES
        assert f"{shown:g}" in question.prompt
