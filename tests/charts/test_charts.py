"""Charts: the numbers in them, and that a learner's text stays text."""

import json
import re

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.charts import calculator_charts, measures_map, step_charts
from lib.charts.labels import LABEL, placed
from lib.model.intervention import NONE
from lib.text.palette import Inks
from lib.toy import PRESETS

INKS = Inks("#000000", "#ffffff")
QUERY, KEY, VALUE = PRESETS["ages"].arrays()
NASTY = ["'", '"', "\\", "]", "</script>", "datum.value", "😋", "\n", "书"]


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


def test_the_axis_of_agreements_has_room_for_those_below_nought_too():
    figures = {"a": (0.1, -0.25, 0.41), "b": (0.3, 0.2, 0.4), "c": (float("nan"),) * 3}
    assert measures_map.span(figures) == pytest.approx((-0.4, 0.6))
    assert measures_map.span({"b": (0.3, 0.2, 0.4)}) == pytest.approx((0, 0.4))


def test_a_long_sentence_is_cut_into_lines_each_with_its_tokens_and_all_measures():
    tokens = ["[CLS]", *"春天来了我们去公园看花天气真好啊大家都很高", "[MASK]", "[SEP]"]
    rows = {"+0.10 甲": np.arange(24.0), "−0.20 乙": -np.arange(24.0)}
    columns = measures_map.map_columns(rows, tokens)
    assert measures_map.lines_of(24) == (2, 12)
    order = list(dict.fromkeys(columns["row"]))
    assert order == ["0 ", "1 +0.10 甲", "2 −0.20 乙", "3 ", "4 +0.10 甲", "5 −0.20 乙"]
    at = [i for i, text in enumerate(columns["text"]) if text]
    assert "".join(columns["text"][i] for i in at) == (
        "CLS春天来了我们去公园看花天气真好啊大家都很高MASKSEP"
    )
    last = columns["row"].index("4 +0.10 甲")
    assert (columns["column"][last], columns["token"][last]) == (0, "12 天")
    assert columns["value"][last] == 12 and columns["shade"][last] == pytest.approx(12 / 23)
    assert columns["shade"][columns["row"].index("2 −0.20 乙")] == 1  # never positive: its largest
