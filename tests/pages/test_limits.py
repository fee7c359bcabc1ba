"""模型与边界 without a browser: the facts come from files."""

import json
from dataclasses import replace

import numpy as np
from streamlit.testing.v1 import AppTest

from lib import precompute
from lib.heads import relation_names, roles
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.ui.heads import report_card
from tests.heads.test_roles import NOWHERE
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
    assert relation_names.NAMES[best["relation"]][0] in shown
    assert report_card.sleeping(precompute.load_heads(CATALOGUE[SHIPPED]).weights) in shown
    assert "代词" in shown


def test_a_sleeping_layer_is_named_as_the_app_counts_it():
    heads = [
        [replace(NOWHERE, cls=share - 0.05, sep=0.05) for share in shares]
        for shares in [(0.95, 0.9), (0.95, 0.89), (0.1, 0.5)]
    ]
    told = report_card.sleeping(heads)
    assert "6 个头里有 5 个" in told and "第 1 层整层如此" in told


def test_a_relation_that_fails_with_the_halves_exchanged_is_uncertain():
    row = {"layer": 2, "head": 3, "head_accuracy": 0.6, "offset_accuracy": 0.25}
    rows = [row | {"relation": "obj"}, row | {"relation": "conj"}, row | {"relation": "clf"}]
    found = {"relations": rows, "beyond_doubt": ["obj", "conj"], "beyond_doubt_both_ways": ["obj"]}
    table = report_card.relations({"syntax_heads": found})
    assert table["两半对换后"].to_dict() == {"宾语": "仍胜过", "并列": "不确定"}
    assert table.loc["宾语", "最准的头"] == "第 3 层第 4 头"


def test_the_names_of_heads_are_those_of_the_file():
    at = opened()
    named = roles.roles(precompute.load_heads(CATALOGUE[SHIPPED]))
    table = at.dataframe[0].value
    assert table.values.tolist() == [[role.name for role in row] for row in named]
    assert any("句验证文字" in caption.value for caption in at.caption)


def test_the_share_of_the_separators_is_that_of_the_learners_own_sentence(read):
    at = opened()
    at.text_input(key="s").set_value("小猫追着太阳跑。").run()
    assert not at.exception
    assert any("句子：小猫追着太阳跑。　行：句子里的 8 个词元" in m.value for m in at.markdown)
    table = at.dataframe[1].value.set_index(["层", "头"])
    reading = read("小猫追着太阳跑。")
    share = reading.weights[2, 3, 1:-1][:, [0, -1]].sum(-1).mean()
    assert np.isclose(table.loc[(3, 4), "按权重"], share, atol=1e-5)
    assert not np.isclose(table.loc[(3, 4), "按权重 × ‖v·W_O‖"], share, atol=1e-3)
