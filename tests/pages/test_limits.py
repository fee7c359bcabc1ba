"""模型与边界 without a browser: the facts come from files."""

import json

from streamlit.testing.v1 import AppTest

from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.ui.heads import report_card
from tests.pages.lesson import ROOT, words


def opened() -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    return at.switch_page("pages/limits.py").run()


def test_size_and_training_are_those_of_the_shipped_files():
    at = opened()
    folder = CATALOGUE[SHIPPED].folder
    config = json.loads((folder / "config.json").read_text("utf-8"))
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["层 × 头"] == f"{config['num_hidden_layers']} × {config['num_attention_heads']}"
    assert shown["词表"] == f"{config['vocab_size']:,}"
    assert not at.exception


def test_what_it_can_do_stands_there_in_chinese_with_heads_counted_from_one():
    measured = json.loads((CATALOGUE[SHIPPED].folder / "evaluation.json").read_text("utf-8"))
    shown = words(opened())
    best = max(measured["syntax_heads"]["relations"], key=lambda row: row["difference_95"][0])
    assert f"第 {best['layer'] + 1} 层第 {best['head'] + 1} 头" in shown
    assert report_card.RELATIONS[best["relation"]] in shown
    assert report_card.sleeping(measured) in shown and "代词" in shown


def test_a_sleeping_layer_is_named_as_the_app_counts_it():
    heads = [
        {"layer": layer, "head": head, "separator": share}
        for layer, shares in enumerate([(0.95, 0.9), (0.95, 0.89), (0.1, 0.5)])
        for head, share in enumerate(shares)
    ]
    told = report_card.sleeping({"head_roles": {"heads": heads, "resting_heads": 5}})
    assert "6 个头里有 5 个" in told and "第 1 层整层如此" in told


def test_a_relation_that_fails_with_the_halves_exchanged_is_uncertain():
    row = {"layer": 2, "head": 3, "head_accuracy": 0.6, "offset_accuracy": 0.25}
    rows = [row | {"relation": "obj"}, row | {"relation": "conj"}, row | {"relation": "clf"}]
    found = {"relations": rows, "beyond_doubt": ["obj", "conj"], "beyond_doubt_both_ways": ["obj"]}
    table = report_card.relations({"syntax_heads": found})
    assert table["两半对换后"].to_dict() == {"宾语": "仍胜过", "并列": "不确定"}
    assert table.loc["宾语", "最准的头"] == "第 3 层第 4 头"
