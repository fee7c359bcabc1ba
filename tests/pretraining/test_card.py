"""The card's tables say what the files beside it say; its words stay as written."""

import pytest

from pretraining.card import fill_card
from pretraining.errors import PipelineError

RESULTS = {
    "masked_characters": {
        "positions": 1234,
        "model": {"accuracy": 0.5, "loss": 2.0, "perplexity": 7.389},
        "unigram": {"accuracy": 0.01, "loss": 6.0, "perplexity": 403.4},
        "left_bigram": {"accuracy": 0.2, "loss": 4.0, "perplexity": 54.6},
        "two_sided": {"accuracy": 0.4, "loss": 3.0, "perplexity": 20.09},
    }
}


def test_a_table_replaces_the_old_one_and_nothing_else():
    card = "# Name\n<!-- table: masked_characters -->\nold\n<!-- end -->\nWords."
    filled = fill_card(card, RESULTS, {}, [])
    assert filled.startswith("# Name\n<!-- table") and filled.endswith("<!-- end -->\nWords.")
    assert "| this model | 50.0 % | 2.000 | 7.4 |" in filled and "1,234 positions" in filled
    assert "old" not in filled
    assert fill_card(filled, RESULTS, {}, []) == filled


def test_the_curve_shows_its_first_and_last_row():
    row = {"learning_rate": "0.001", "valid_loss": "3.5", "valid_accuracy": "0.4"}
    curve = [row | {"tokens": str(million * 1_000_000)} for million in range(1, 41)]
    text = fill_card("<!-- table: training_curve -->\n<!-- end -->", {}, {}, curve)
    assert "| 1.0M | 1.0e-03 | 3.500 | 40.0 % |" in text and "| 40.0M |" in text
    assert text.count("\n") < 20


def test_an_unknown_table_is_named():
    with pytest.raises(PipelineError, match="'weather'"):
        fill_card("<!-- table: weather -->\n<!-- end -->", {}, {}, [])
