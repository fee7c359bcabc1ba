"""Grading, and numbers as people type them."""

import pytest

from lib.course.practice import Cell, Option, Question, grade
from lib.course.practice.arithmetic import cell
from lib.course.practice.question import grade_typed, worths
from lib.text.numbers import NumberError, parse, percent, show

CELLS = Question(
    id="q",
    cells=(
        Cell("a", 2.0, 0.01, mistakes=((4.0, "要除以 2。"),)),
        Cell("b", 40.0, 5.0, spread=30.0, unit="%"),
    ),
)
OPTIONS = Question(
    id="o",
    options=(Option("甲", 1.0, "对。"), Option("乙", 0.4, "差一点。"), Option("丙", 0.0, "不对。")),
)


@pytest.mark.parametrize(
    ("answer", "marks"),
    [
        ((2.0, 40.0), (1, 1)),
        ((2.01, 45.0), (1, 1)),
        ((2.011, 60.0), (0, 0.25)),
        ((4.0, 75.0), (0, 0)),
        ((None, 5.0), (0, 0)),
        ((None, None), (0, 0)),
    ],
)
def test_each_cell_counts(answer, marks):
    result = grade(CELLS, answer)
    assert [mark.score for mark in result.marks] == pytest.approx(marks)
    assert result.score == pytest.approx(sum(marks) / 2)


def test_a_known_mistake_gets_its_reason():
    assert grade(CELLS, (4.0, 40.0)).marks[0].text == "要除以 2。"
    assert grade(CELLS, (3.0, 40.0)).marks[0].text == "偏大了。"
    assert grade(CELLS, (2.0, 70.0)).marks[1].text == "猜高了 30 个百分点。"


def test_what_was_right_is_counted_and_what_is_missing_is_said():
    assert grade(CELLS, (2.0, 40.0)).feedback == "全对。"
    half = grade(CELLS, (None, 40.0))
    assert half.feedback == "2 格里对了 1 格。看看没对的那几格的说明。"
    assert half.marks[0].text == "还没有填。"
    assert grade(CELLS, (2.0, 10.0)).marks[1].text == "猜低了 30 个百分点。"
    assert [mark.text for mark in grade(OPTIONS, None).marks] == ["还没有选。"]
    with pytest.raises(ValueError, match="o: an option from 0 to 2"):
        grade(OPTIONS, 3)


def test_what_was_typed_is_read_in_each_cells_unit():
    typed, errors = grade_typed(CELLS, ["2", "40"])
    assert typed == grade(CELLS, (2.0, 40.0)) and errors == {}
    typed, errors = grade_typed(CELLS, ["", "二"])
    assert typed.score == 0 and list(errors) == [1]
    assert grade_typed(CELLS, ["", " "]) == (None, {})
    with pytest.raises(ValueError, match="zip"):
        grade_typed(CELLS, ["2"])


def test_options_are_worth_what_they_say():
    assert grade(OPTIONS, 0).score == 1
    assert grade(OPTIONS, 1).score == 0.4
    assert grade(OPTIONS, 1).feedback == "差一点。"
    assert grade(OPTIONS, None).score == 0


@pytest.mark.parametrize("answer", [3, -1, 0.5, "甲", (1.0,)])
def test_an_answer_of_another_form_is_an_error(answer):
    with pytest.raises(ValueError):
        grade(OPTIONS, answer)


def test_no_wrong_option_passes():
    """By hand: of 40, 30 and 8, the second earns half of 30/40, the third half of 8/40."""
    assert worths([40, 30, 8]) == pytest.approx([1, 0.375, 0.1])
    assert worths([8, 40, 39.99]) == pytest.approx([0.1, 1, 0.499875])
    assert worths([0.6, 0.59]) == [1, 0]  # of two options one is right and one is wrong
    for options in (
        (Option("甲", 1.0, ""), Option("乙", 0.51, ""), Option("丙", 0.0, "")),
        (Option("甲", 1.0, ""), Option("乙", 0.4, "")),
        (Option("甲", 0.5, ""), Option("乙", 0.4, ""), Option("丙", 0.0, "")),
        (Option("甲", 1.0, ""), Option("乙", 1.0, ""), Option("丙", 0.0, "")),
    ):
        with pytest.raises(ValueError):
            Question(options=options)
    assert Question(options=(Option("甲", 1.0, ""), Option("乙", 0.5, ""), Option("丙", 0.0, "")))


def test_an_estimate_outside_its_room_earns_at_most_half():
    estimate = Question(cells=(CELLS.cells[1],))
    assert grade(estimate, (45.0,)).score == 1
    assert grade(estimate, (45.1,)).score == pytest.approx(0.5 * (1 - 0.1 / 30))
    assert grade(estimate, (74.9,)).score > 0
    assert grade(estimate, (75.0,)).score == 0


@pytest.mark.parametrize("answer", [0, (1.0,), (1.0, 2.0, 3.0)])
def test_cells_want_one_number_each(answer):
    with pytest.raises(ValueError):
        grade(CELLS, answer)


def test_a_mistake_that_is_right_is_dropped():
    assert cell("x", 2, mistakes={2.0: "错", 3.0: "错"}).mistakes == ((3.0, "错"),)


def test_the_tolerance_is_stated():
    assert "差 5 个百分点以内" in CELLS.tolerance_note()
    assert "差到 35 个百分点" in CELLS.tolerance_note()
    assert "±0.01" in Question(cells=CELLS.cells[:1]).tolerance_note()
    assert "准确" in Question(cells=(cell("x", 2),)).tolerance_note()
    mixed = Question(cells=(cell("x", 2, 0.01), cell("y", 2, 0.5), cell("z", 2)))
    assert "写在格子里" in mixed.tolerance_note()
    assert [c.room() for c in mixed.cells] == ["±0.01", "±0.5", "准确值"]
    assert CELLS.cells[1].room() == "±5 个百分点"
    assert OPTIONS.tolerance_note() == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5),
        (" 1 / 2 ", 0.5),
        ("５０％", 0.5),
        ("−3", -3),
        ("-3", -3),
        ("１．５", 1.5),
        ("1/3", 1 / 3),
        ("-1/4", -0.25),
        (".5", 0.5),
        ("1e2", 100),
        ("", None),
        ("　", None),
    ],
)
def test_numbers_as_people_type_them(text, number):
    assert parse(text) == (None if number is None else pytest.approx(number))


def test_percent_cells_take_35_and_35_percent():
    assert parse("35", "%") == parse("35%", "%") == parse("３５％", "%") == 35


@pytest.mark.parametrize(
    "text", ["abc", "1_0", "1_000", "1/0", "1/2/3", "nan", "inf", "--2", "二", "1" * 30, "1,5"]
)
def test_what_is_no_number_is_refused_in_chinese(text):
    with pytest.raises(NumberError, match="[\u4e00-\u9fff]"):
        parse(text)


def test_numbers_are_shown_plainly():
    assert show(2.0) == "2"
    assert show(-0.0001) == "0"
    assert show(-1.5) == "−1.5"
    assert show(100.0) == "100"
    assert percent(0.314) == "31%"
    assert percent(0.004) == "0.4%"
    assert percent(1e-9) == "＜0.1%"
    # Just on either side of each line: nothing that is not all is shown as 100 %.
    assert percent(0.997) == "99.7%"
    assert percent(0.9949) == "99%"
    assert percent(0.9951) == "99.5%"
    assert percent(0.9994) == "99.9%"
    assert percent(0.9996) == "＞99.9%"
    assert percent(0.0101) == "1%"
    assert percent(0.0099) == "1.0%"
    assert percent(0.0011) == "0.1%"
    assert percent(0.0009) == "＜0.1%"
    assert percent(0) == "0%"
    assert percent(0.99999) == "＞99.9%"
    assert percent(1.0) == "100%"


def test_a_share_typed_as_a_fraction_is_told_to_be_a_percentage():
    from lib.course.practice.templates.look import estimate

    question = Question(cells=(estimate("份额（%）", 0.35),))
    assert grade(question, (0.35,)).marks[0].text == "请填百分数：35% 填 35。"
    assert grade(question, (36.0,)).score == 1
    assert "个百分点" in grade(question, (50.0,)).marks[0].text
