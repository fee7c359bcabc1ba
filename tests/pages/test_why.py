"""为什么看它 without a browser: what the page adds up against plain transformers."""

import re

import pytest
import torch

from lib.examples import OPENING
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said


@torch.inference_mode()
def score(eager, tokenizer, layer: int, head: int, query: int, key: int) -> float:
    """q·k in plain transformers; layer and head count from 1, as in the address."""
    states = eager(**tokenizer(OPENING, return_tensors="pt"), output_hidden_states=True)
    x = states.hidden_states[layer - 1][0]
    attention = eager.bert.encoder.layer[layer - 1].attention.self
    d = x.shape[1] // eager.config.num_attention_heads
    own = slice((head - 1) * d, head * d)
    return float(attention.query(x)[query, own] @ attention.key(x)[key, own])


def added_up(at) -> float:
    """The sum that the page prints."""
    text = at.success[0].value
    return float(re.search(r"加起来是 ([+−][\d.]+)", text)[1].replace("−", "-"))


@pytest.mark.parametrize(
    ("layer", "head", "query", "key"), [(1, 1, 8, 16), (3, 4, 8, 16), (6, 2, 0, 3)]
)
def test_the_parts_add_up_to_the_score_of_transformers(eager, tokenizer, layer, head, query, key):
    at = open_page("why", layer=str(layer), head=str(head), q=f"{query} x", k=f"{key} x")
    at.selectbox(key="q").set_value(query).run()
    at.selectbox(key="k").set_value(key).run()
    assert not at.exception and not at.error
    expected = score(eager, tokenizer, layer, head, query, key)
    assert added_up(at) == pytest.approx(expected, abs=1e-3)
    assert charts(at) == 3


def test_the_first_layer_has_the_four_parts_of_the_embedding():
    at = open_page("why", layer="1", head="1")
    assert "4 × 4 个乘积" in at.success[0].value


def test_what_is_beyond_the_row_can_be_chosen_and_the_check_stays(eager, tokenizer):
    at = open_page("why")
    whole = added_up(at)
    at.segmented_control(key="take").set_value("比这一行平均多出的").run()
    assert not at.exception and added_up(at) == whole


def test_both_directions_of_the_look_are_told(read):
    at = open_page("why", layer="3", head="4")
    at.selectbox(key="q").set_value(8).run()
    at.selectbox(key="k").set_value(16).run()
    weights = read(OPENING).weights[2, 3]
    assert f"**{weights[8, 16]:.1%}**" in words(at)
    assert any(f"{weights[16, 8]:.1%}" in c.value for c in at.caption)


@pytest.mark.parametrize(
    "query",
    [{"k": "99"}, {"q": "<b>", "k": "x"}, {"layer": "99", "take": "?"}, {"s": "你", "k": "2"}],
)
def test_a_hostile_address_leaves_the_page_standing(query):
    at = open_page("why", **query)
    assert not at.exception and not at.error and charts(at) == 3


def test_a_sentence_that_cannot_be_read_is_explained():
    at = open_page("why", s="。。。")
    assert not at.exception and "只有标点和空白" in said(at)
