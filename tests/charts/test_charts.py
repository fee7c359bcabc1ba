"""Charts: the numbers in them, and that a learner's text stays text."""

import json
import re

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.charts import Inks, calculator_charts, maps, step_charts
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
    frame = step_charts.row_frame(result, VALUE, 0, [0, 2])
    weights = frame[frame.step == 2].number.tolist()
    assert weights == pytest.approx([1 / 3, 0])
    assert frame[frame.step == 3].number.tolist() == pytest.approx([18 / 3, 0])
    drawn = step_charts.bars(frame, ["张三", "李四"], INKS).to_dict()
    texts = [r["text"] for rows in drawn["datasets"].values() for r in rows if "text" in r]
    assert "屏蔽" in texts and "33.3%" in texts


def test_the_curve_runs_from_the_hard_answer_to_the_mean_of_all():
    frame = calculator_charts.temperature_frame(QUERY[0], KEY, VALUE, NONE, 3)
    assert frame.soft.iloc[0] == pytest.approx(19, abs=1e-9)
    assert frame.soft.iloc[-1] == pytest.approx((18 + 20 + 22 + 19) / 4, abs=0.03)
