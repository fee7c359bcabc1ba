"""值去了哪里 without a browser: its tables against plain transformers."""

import pytest
import torch

from tests.pages.open_page import charts, open_page, said
from tests.told import differences

MASKED = "今天天气真[MASK]啊！"


def test_the_page_agrees_with_the_models_own_hidden_states():
    at = open_page("value_path", layer="3")
    assert not at.exception and not at.error and charts(at) == 3
    both = differences(at.success[0].value)
    assert len(both) == 2 and max(both) < 1e-4


@torch.inference_mode()
def test_lengths_and_guesses_are_those_of_plain_transformers(eager, tokenizer):
    at = open_page("value_path", s=MASKED, layer="2")
    assert not at.exception and not at.error
    assert at.selectbox(key="q").value == 6  # the [MASK], unless one chooses
    inputs = tokenizer(MASKED, return_tensors="pt")
    states = eager(**inputs, output_hidden_states=True).hidden_states
    real = at.table[1].value
    assert float(real.loc["进来的", "长度"]) == pytest.approx(
        float(states[1][0, 6].norm()), abs=0.006
    )
    assert float(real.loc["再归一，交出去", "长度"]) == pytest.approx(
        float(states[2][0, 6].norm()), abs=0.006
    )
    read_off = at.table[2].value
    for layer, state in enumerate(states):
        probabilities = eager.cls(state)[0, 6].softmax(-1)
        best = tokenizer.convert_ids_to_tokens(int(probabilities.argmax()))
        assert read_off.iloc[layer, 0].split()[0] == best


def test_the_toys_word_can_be_chosen():
    at = open_page("value_path")
    before = at.table[0].value
    at.segmented_control(key="toy_word").set_value("我").run()
    assert not at.exception and not at.table[0].value.equals(before)


@pytest.mark.parametrize("query", [{"layer": "99"}, {"q": "<b>"}, {"s": "你", "q": "2"}])
def test_a_hostile_address_leaves_the_page_standing(query):
    at = open_page("value_path", **query)
    assert not at.exception and not at.error and charts(at) == 3


def test_a_sentence_that_cannot_be_read_is_explained():
    at = open_page("value_path", s="。。。")
    assert not at.exception and "只有标点和空白" in said(at)
