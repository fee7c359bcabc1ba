"""模型与边界 without a browser: the facts come from files."""

import json

from streamlit.testing.v1 import AppTest

from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.pages.lesson import ROOT


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
