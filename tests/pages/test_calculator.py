"""QKV 计算器 without a browser: the article's numbers, switches, tables from the address."""

import json

import pytest

from lib import toy
from tests.pages.open_page import charts, open_page, said

PICTURE = "![](//a.invalid/b)"


def answers(at) -> list[str]:
    return [metric.value for metric in at.metric]


def own_table(**changes) -> str:
    table = {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]} | changes
    return json.dumps(table, ensure_ascii=False)


def test_the_article_s_numbers_stand_there():
    at = open_page("calculator")
    assert not at.exception and not at.error
    assert answers(at) == ["19", "19.47289"]
    assert charts(at) >= 5


@pytest.mark.parametrize(
    ("temperature", "soft"), [("0.01", "19"), ("0.1", "19.00311"), ("0.5", "19.28519")]
)
def test_a_low_temperature_brings_the_soft_answer_to_the_hard_one(temperature, soft):
    assert answers(open_page("calculator", t=temperature)) == ["19", soft]


def test_without_the_root_the_soft_answer_is_harder():
    at = open_page("calculator")
    at.toggle(key="sqrt").set_value(False).run()
    assert not at.exception
    with_root, without = 19.47289, float(answers(at)[1])
    assert 19 < without < with_root


def test_a_blocked_key_gives_its_weight_to_the_others():
    at = open_page("calculator")
    at.multiselect(key="blocked").set_value([2]).run()  # 李四
    assert not at.exception and not at.error
    assert answers(at) == ["19", "19"]


def test_blocking_every_key_is_explained_and_the_editors_stay():
    at = open_page("calculator")
    at.multiselect(key="blocked").set_value([0, 1, 2, 3]).run()
    assert not at.exception
    assert "键全被屏蔽了" in said(at)
    assert at.multiselect(key="blocked").value == [0, 1, 2, 3]
    at.multiselect(key="blocked").set_value([]).run()
    assert answers(at) == ["19", "19.47289"]


@pytest.mark.parametrize("key", toy.PRESETS)
def test_every_preset_stands_and_can_be_left_again(key):
    at = open_page("calculator")
    at.selectbox(key="preset").set_value(key).run()
    assert not at.exception and not at.error
    preset = toy.PRESETS[key]
    assert len(answers(at)) == 2 * len(preset.value_names)
    if key != "ages":
        button(at, "撤销").click().run()
        assert answers(at) == ["19", "19.47289"]


def button(at, label: str):
    return next(b for b in at.button if b.label == label)


def test_a_table_from_the_address_is_taken():
    at = open_page("calculator", table=own_table())
    assert not at.exception and not at.error and not at.warning
    assert answers(at)[0] == "1"


@pytest.mark.parametrize(
    "table",
    [
        "{",
        own_table(Q=[[1, 2, 3]]),
        own_table(K=[[PICTURE, 0], [0, 1]]),
    ],
    ids=lambda table: table[:40],
)
def test_a_mangled_table_is_named_and_the_article_s_stands(table):
    at = open_page("calculator", table=table)
    assert not at.exception
    assert "链接里的表读不出来" in said(at)
    assert answers(at) == ["19", "19.47289"]


@pytest.mark.parametrize(
    "changes",
    [
        {"query_names": 5, "key_names": {"a": 1}, "value_names": None, "key_dims": "xy"},
        {"key_names": [None, 1, 2, 3, 4, 5, 6, 7, 8, 9]},
        {"key_names": ["", " "], "value_names": ["\n"]},
        {"key_names": ["一样", "一样"], "query_names": ["一样"], "value_names": ["一样"]},
        {"key_names": ["字" * 500, "\\}{$%&#_^~"], "value_names": ["$\\frac"]},
        {"about": ["x"], "scale_dim": -1},
        {"about": "x" * 10_000, "scale_dim": True},
        {"scale_dim": "64", "reference": []},
        {"scale_dim": 4096, "reference": [0.5, 0.5]},
        {"reference": [0.5, 0.3, 0.2]},
        {"Q": [[1, 0]] * 8, "V": [[1] * 8, [2] * 8]},
        {"Q": [[1, 0]], "V": [[1] * 3, [2] * 3], "value_names": ["甲", "甲", "甲"]},
        {"Q": [[1, 0]], "V": [[1] * 8, [2] * 8], "value_names": ["甲"] * 8},
        {"K": [[0, 0], [0, 0]], "V": [[0], [0]]},
        {"K": [[1e6, 1e6], [-1e6, -1e6]], "Q": [[1e6, 1e6]], "V": [[1e6], [-1e6]]},
        {"K": [[1e-9, 0], [0, -1e-9]], "Q": [[1e-9, 0]], "V": [[1e-9], [-1e-9]]},
        {"K": [[True, "１"], ["−1", " 2 "]]},
    ],
    ids=lambda changes: json.dumps(changes, ensure_ascii=False)[:50],
)
def test_odd_names_and_numbers_in_a_table_do_no_harm(changes):
    at = open_page("calculator", table=own_table(**changes))
    assert not at.exception
    assert not at.error, said(at)
    assert charts(at) >= 5


def test_text_from_the_address_is_never_markdown():
    names = {"value_names": [PICTURE], "key_names": [PICTURE], "query_names": [PICTURE]}
    at = open_page("calculator", table=own_table(about=f"关于{PICTURE}", **names))
    assert not at.exception
    labels = [metric.label for metric in at.metric]
    texts = [c.value for c in at.caption if "关于" in c.value]
    assert labels and texts
    assert not any(PICTURE in text for text in [*labels, *texts])


@pytest.mark.parametrize(
    "query",
    [
        {"t": "0"},
        {"t": "-1"},
        {"t": "nan"},
        {"t": "1e999"},
        {"row": "77"},
        {"row": "-1"},
        {"blocked": "1,9"},
        {"blocked": "一"},
        {"sqrt": "maybe"},
    ],
    ids=repr,
)
def test_impossible_switches_in_the_address_fall_back(query):
    at = open_page("calculator", **query)
    assert not at.exception and not at.error
    assert len(answers(at)) == 2


def test_a_blocked_name_is_not_carried_to_what_stands_third_in_another_table():
    at = open_page("calculator")
    at.multiselect(key="blocked").set_value([2]).run()  # 李四
    at.selectbox(key="preset").set_value("pronoun").run()
    assert at.multiselect(key="blocked").value == []
    assert not at.exception


def test_reset_takes_every_switch_back_too():
    at = open_page("calculator", t="0.1", sqrt="false", uniform="true")
    at.multiselect(key="blocked").set_value([0]).run()
    button(at, "重置").click().run()
    assert answers(at) == ["19", "19.47289"]
    assert (at.select_slider(key="t").value, at.toggle(key="sqrt").value) == (1.0, True)
    assert at.multiselect(key="blocked").value == []
    assert not at.toggle(key="uniform").value


@pytest.mark.parametrize(
    "query", [{"t": "0.1"}, {"sqrt": "false"}, {"blocked": "3 李四"}], ids=repr
)
def test_temperature_root_and_blocking_leave_the_dot_products_alone(query):
    first = open_page("calculator", **query).latex[1].value
    assert r"1\times 1 + 0\times 4 + 0\times 0 = 1" in first


def test_a_very_small_number_is_written_with_a_power_of_ten():
    at = open_page("calculator", table=own_table(V=[[1e-7], [3e-7]]))
    assert not at.exception and not at.error
    assert answers(at)[0] == "1×10⁻⁷"
    assert not any("e-" in text for metric in at.metric for text in (metric.value, metric.delta))
