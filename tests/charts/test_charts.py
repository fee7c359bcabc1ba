"""Charts: the numbers in them, and that a learner's text stays text."""

import json
import re

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.charts import Inks, calculator_charts, maps, step_charts
from lib.charts.labels import LABEL, placed
from lib.model.intervention import NONE
from lib.toy import PRESETS

INKS = Inks("#000000", "#ffffff")
QUERY, KEY, VALUE = PRESETS["ages"].arrays()
NASTY = ["'", '"', "\\", "]", "</script>", "datum.value", "😋", "\n", "书"]


def spoken(expression: str) -> list[str]:
    """The names in a Vega list expression, read as JavaScript would read its string literals."""
    inside = expression[1 : expression.rindex("][")]
    assert re.fullmatch(r"('(\\u[0-9a-f]{4})*',?)*", inside)  # nothing but \uXXXX in quotes
    return json.loads("[" + inside.replace("'", '"') + "]")


def test_a_learners_text_enters_an_expression_only_as_escaped_code_units():
    assert spoken(maps.names_expression(NASTY, "datum.value")) == NASTY


def test_the_frame_has_a_row_a_cell_and_its_share_of_the_largest():
    frame = maps.matrix_frame(np.array([[0.1, 0.9], [0.6, 0.4]]))
    assert len(frame) == 4
    cell = frame[(frame["query"] == 1) & (frame["key"] == 0)].iloc[0]
    assert cell.weight == 0.6 and cell.shade == pytest.approx(0.6 / 0.9)


def test_the_heat_map_carries_no_data_so_that_heads_share_one_specification():
    spec = maps.heat_map(["甲", "乙"]).to_dict()
    assert "datasets" not in spec and spec["data"] == {"name": "matrix"}


def test_lines_are_drawn_from_two_percent_up():
    frame = maps.matrix_frame(np.array([[0.019, 0.981], [0.02, 0.98]]))
    chart = maps.lines(frame, ["甲", "乙"], 0, INKS).to_dict()
    drawn = max(chart["datasets"].values(), key=lambda rows: "weight" in rows[0])
    assert sorted(row["weight"] for row in drawn) == [0.02, 0.98, 0.981]


def test_bars_carry_the_articles_numbers_and_leave_a_blocked_key_without_a_bar():
    blocked = np.array([False, False, True, False])
    result = scaled_dot_product(QUERY, KEY, VALUE, blocked=blocked)
    numbers = step_charts.row_numbers(result, VALUE, 0, [0, 2])
    assert numbers[:, 2].tolist() == pytest.approx([1 / 3, 0])
    assert numbers[:, 3].tolist() == pytest.approx([18 / 3, 0])
    columns = step_charts.bar_columns(numbers, ["张三", "李四"], (1, 2))
    assert columns["text"] == ["0.58", "屏蔽", "33.3%", "0.0%"]
    assert columns["end"][1] == columns["zero"][1]  # no bar


def test_a_learners_names_are_in_no_specification():
    bars = step_charts.bars(2, 4, INKS)
    strips = step_charts.strips(2, 3, INKS)
    table = calculator_charts.weights_table(2, INKS)
    curve = calculator_charts.temperature_curve(True)
    for spec in (bars, strips, table, curve):
        expressions = re.findall(
            r'"(?:labelExpr|calculate|filter|test)": "([^"]*)"', json.dumps(spec)
        )
        assert set(expressions) <= {
            LABEL,
            "abs(datum.shade) > 0.55",
            *(f"datum.kind === '{kind}'" for kind in ("soft", "hard", "now")),
        }


def test_repeated_and_nasty_names_stay_apart_and_whole():
    marks = placed([*NASTY, *NASTY])
    assert len(set(marks)) == 2 * len(NASTY)
    assert [mark[mark.index(" ") + 1 :] for mark in marks] == [*NASTY, *NASTY]


def test_the_curve_runs_from_the_hard_answer_to_the_mean_of_all():
    frame = calculator_charts.temperature_frame(PRESETS["ages"], 0, NONE)
    assert frame.soft.iloc[0] == pytest.approx(19, abs=1e-9)
    assert frame.soft.iloc[-1] == pytest.approx((18 + 20 + 22 + 19) / 4, abs=0.03)
