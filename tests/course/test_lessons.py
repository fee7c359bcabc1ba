"""The lessons' numbers against the article, hand calculation and torch; their texts' form."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lib import precompute
from lib.charts import matrix_png
from lib.course.lessons import desk, people, scaling, texts
from lib.course.terms import TERMS
from lib.model import checkpoints
from lib.model.reading import Reading
from lib.text import latex
from lib.text.numbers import vector

CONTENT = Path(texts.FOLDER)
ZHANG = people.QUESTIONS["张"]


# ── texts ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["origins", "lookup", "softmax", "projections"])
def test_every_term_that_a_text_links_is_in_the_glossary(key):
    words = (CONTENT / f"{key}.md").read_text("utf-8")
    linked = {match[2] for match in texts.TERM.finditer(words)}
    assert linked and linked <= set(TERMS)


@pytest.mark.parametrize("key", ["origins", "lookup", "softmax", "projections"])
def test_every_step_has_words_and_the_lesson_ends_with_a_question_and_an_answer(key):
    lesson = texts.load(key)
    assert all(step.title and step.text for step in lesson.steps)
    assert lesson.think.text and lesson.think.more
    assert [lesson.number(step.key) for step in lesson.steps] == [*range(1, len(lesson.steps) + 1)]


def test_each_step_of_the_three_lessons_names_the_one_thing_to_change():
    for key in ("origins", "lookup", "softmax"):
        assert all(step.change for step in texts.load(key).steps), key


def test_fill_puts_numbers_in_and_misses_none():
    assert texts.fill("答案是 [[soft]]，见 $[1,0]$", soft="19.47") == "答案是 19.47，见 $[1,0]$"
    with pytest.raises(KeyError, match="hard"):
        texts.fill("[[hard]]", soft="19.47")


def test_a_text_without_a_question_is_refused(tmp_path, monkeypatch):
    (tmp_path / "half.md").write_text("## one · 一步\n\n字。\n", "utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="think"):
        texts.load("half")


# ── the desk ────────────────────────────────────────────────────────────────────────────────


def test_without_a_cue_everything_gets_the_same_and_the_output_is_the_plain_mean():
    steps = desk.look()
    np.testing.assert_allclose(steps.weights, 0.2)
    np.testing.assert_allclose(steps.context[0], desk.VALUES.mean(0))


def test_taking_one_thing_away_leaves_a_quarter_for_each_of_the_others():
    gone = np.array([False, True, False, False, False])
    np.testing.assert_allclose(desk.look(gone=gone).weights[0], [0.25, 0, 0.25, 0.25, 0.25])


def test_salience_alone_picks_the_cup_with_the_weight_worked_out_by_hand():
    e = [math.exp(b) for b in desk.SALIENCE]
    weights = desk.look(salience=desk.SALIENCE).weights[0]
    assert weights.argmax() == desk.CUP
    assert weights[desk.CUP] == pytest.approx(e[desk.CUP] / sum(e))


def test_reading_moves_the_weight_to_the_book_as_worked_out_by_hand():
    weights = desk.look(desk.goal_query("读书", 2), desk.SALIENCE).weights[0]
    # q = [2, 0, 0]; what can be read: 2, 1, 1, 3, 0.
    e = [
        math.exp(2 * r / math.sqrt(3) + b)
        for r, b in zip((2, 1, 1, 3, 0), desk.SALIENCE, strict=True)
    ]
    np.testing.assert_allclose(weights, np.array(e) / sum(e))
    assert desk.THINGS[weights.argmax()] == "书"


@pytest.mark.parametrize(
    ("goal", "thing"), [("读书", "书"), ("喝咖啡", "红咖啡杯"), ("记笔记", "笔记本")]
)
def test_a_strong_goal_finds_its_thing_and_a_goal_of_no_strength_changes_nothing(goal, thing):
    strong = desk.look(desk.goal_query(goal, 5), desk.SALIENCE).weights[0]
    assert desk.THINGS[strong.argmax()] == thing
    none = desk.look(desk.goal_query(goal, 0), desk.SALIENCE).weights
    np.testing.assert_array_equal(none, desk.look(salience=desk.SALIENCE).weights)


def test_two_equal_cups_get_more_than_half_of_what_one_got():
    one, each = desk.second_cup(desk.goal_query("读书", 2))
    assert one / 2 < each < one
    assert each == pytest.approx(one / (1 + one))  # a second e^b in the sum


# ── the table ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("temperature", "age"), [(1, 19.47289), (0.5, 19.28519), (0.1, 19.00311), (0.01, 19.0)]
)
def test_the_articles_ages(temperature, age):
    assert people.answer(ZHANG, temperature=temperature) == pytest.approx(age, abs=1e-5)


def test_the_hard_answer_is_the_mean_of_the_zhangs_and_the_limit_of_the_soft_one():
    assert people.hard_answer(ZHANG) == 19
    assert people.surname_weights("张") @ people.AGES[:, 0] == pytest.approx(19)
    np.testing.assert_array_equal(people.hard_weights(ZHANG), people.surname_weights("张"))
    assert people.answer(ZHANG, temperature=1e4) == pytest.approx(people.AGES.mean(), abs=1e-3)


def test_asking_for_li_worked_out_by_hand():
    e = math.exp(2 / math.sqrt(3))
    expected = (22 * e + 18 + 20 + 19) / (e + 3)
    assert people.answer(people.QUESTIONS["李"]) == pytest.approx(expected)


def test_asking_for_zhang_san_finds_zhang_mazi_because_his_key_is_longer():
    weights = people.ask(people.QUESTIONS["张三"]).weights[0]
    assert people.NAMES[weights.argmax()] == "张麻子"


def test_equal_keys_get_equal_weights_until_a_dimension_tells_them_apart():
    query = np.array([1.0, 0, 0, 1])
    same = people.ask(query, keys=np.hstack([people.KEYS, np.zeros((4, 1))])).weights[0]
    apart = people.ask(query, keys=people.twin_keys()).weights[0]
    assert same[0] == same[1]
    assert apart[1] > apart[0]


def test_between_runs_from_one_question_to_the_other():
    np.testing.assert_array_equal(people.between(0.0), ZHANG)
    np.testing.assert_array_equal(people.between(1.0), people.QUESTIONS["李"])
    assert people.between(np.linspace(0, 1, 7)).shape == (7, 3)


def test_questions_asked_together_are_answered_as_if_alone():
    together = people.ask(np.array(list(people.QUESTIONS.values()))).context[:, 0]
    alone = [people.answer(query) for query in people.QUESTIONS.values()]
    np.testing.assert_allclose(together, alone)


def test_a_year_more_for_li_moves_the_answer_by_his_weight():
    ages = people.AGES.copy()
    ages[people.LI] += 1
    moved = people.answer(ZHANG, ages=ages) - people.answer(ZHANG)
    assert moved == pytest.approx(people.ask(ZHANG).weights[0, people.LI])


# ── softmax and √d ──────────────────────────────────────────────────────────────────────────


def test_weights_equal_torchs_softmax():
    scores = np.random.default_rng(0).normal(0, 5, 6)
    for temperature in (0.1, 1.0, 7.0):
        expected = torch.tensor(scores / temperature).softmax(0).numpy()
        np.testing.assert_allclose(scaling.weights_of(scores, temperature), expected)


def test_a_constant_changes_nothing_and_doubling_is_temperature_one_half():
    scores = np.array(scaling.START)
    np.testing.assert_allclose(scaling.weights_of(scores + 5), scaling.weights_of(scores))
    np.testing.assert_allclose(scaling.weights_of(2 * scores), scaling.weights_of(scores, 0.5))


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_random_products_spread_as_the_root_of_the_dimension(seed):
    for spread in scaling.spreads(seed):
        root = math.sqrt(spread.dimension)
        assert spread.products.shape == (scaling.PAIRS,)
        assert abs(spread.mean) < 5 * root / math.sqrt(scaling.PAIRS)
        assert spread.deviation == pytest.approx(root, rel=0.15)


def test_without_the_root_the_largest_weight_grows_and_its_slope_shrinks():
    first, *_, last = scaling.largest_weights(1)
    assert last.unscaled > 0.9 > 0.3 > last.scaled
    assert last.slope_unscaled < last.slope_scaled
    assert first.unscaled == first.scaled  # d = 1: the root is 1


def test_the_same_seed_draws_the_same_numbers():
    assert scaling.largest_weights(5) == scaling.largest_weights(5)
    assert scaling.largest_weights(5) != scaling.largest_weights(6)


@pytest.fixture(scope="module")
def opening() -> Reading:
    return Reading.load(precompute.opening_path(checkpoints.CATALOGUE[checkpoints.SHIPPED]))


def test_a_real_heads_row_comes_out_as_recorded_and_is_sharper_without_the_root(opening):
    at, query = (1, 1), 5
    _, weights = scaling.head_row(
        opening.query[at][query], opening.key[at], opening.value[at], by_root=True
    )
    np.testing.assert_allclose(weights, opening.weights[at][query], atol=1e-6)
    old, new = (scaling.mean_largest(opening, by_root) for by_root in (True, False))
    np.testing.assert_allclose(old, opening.weights.max(-1).mean(-1), atol=1e-6)
    assert (new > old).all()


# ── pictures and formulas ───────────────────────────────────────────────────────────────────


def test_a_signed_picture_shows_sign_and_size_cell_by_cell():
    png = matrix_png.signed(np.array([[1.0, -0.5, 0.0]]), largest=1.0, across=3, down=2)
    image = Image.open(io.BytesIO(png))
    assert (image.size, image.mode) == ((9, 2), "RGBA")
    assert image.getpixel((0, 0)) == (*matrix_png.RED, 255)
    assert image.getpixel((5, 1)) == (*matrix_png.BLUE, 128)
    assert image.getpixel((8, 0))[3] == 0


def test_a_matrix_in_latex_keeps_the_heads_apart():
    text = latex.matrix(np.array([[1.0, 2, 0.125, -0.0]]), "Q", heads=2)
    assert "{cc|cc}" in text
    assert "1 & 2 & 0.12 & 0" in text
    assert vector(np.array([1.0, 0, 2.5]), 2) == "[1, 0, 2.5]"
