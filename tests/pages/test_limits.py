"""模型与边界 without a browser: the facts come from files, the experiment from the model."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.checkpoints import CATALOGUE, SHIPPED
from tests.pages.lesson import ROOT, button, words


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


def test_switching_every_head_off_once_names_the_models_first_guess():
    at = opened()
    button(at, "每个头轮流关一次").click().run()
    assert not at.exception
    assert "模型第一个猜的是" in words(at)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [("今天天气真好。", "没有 [MASK]"), ("[MASK]" * 200, "太长"), ("[MASK][SEP]", "[SEP]")],
)
def test_a_sentence_that_cannot_be_used_gets_a_plain_message_and_stays(sentence, message):
    at = opened()
    at.text_input(key="cloze").set_value(sentence)
    button(at, "每个头轮流关一次").click().run()
    assert not at.exception
    assert any(message in error.value for error in at.error)
    assert at.text_input(key="cloze").value == sentence
