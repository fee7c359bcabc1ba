"""512 tokens on every page that reads a sentence, by a model that takes so many."""

import numpy as np
import pytest

from lib.model import own
from lib.model.checkpoints import CATALOGUE
from lib.ui import readings
from tests.model.families import PIECES, save_long

from .open_page import charts, open_page, said

TEXT = "".join(np.random.default_rng(1).choice(PIECES, 509)) + "。"


@pytest.fixture(scope="module")
def long_model(tmp_path_factory):
    """The key of a random model of 12 × 12 heads and 512 positions in the catalogue."""
    folder = tmp_path_factory.mktemp("long")
    save_long(folder)
    checkpoint = own.from_folder(str(folder))
    CATALOGUE[checkpoint.key] = checkpoint
    yield checkpoint.key
    del CATALOGUE[checkpoint.key]
    readings.shelf.clear()
    readings.live.clear()


@pytest.mark.parametrize("key", ["sentence", "side_by_side", "why"])
def test_a_page_shows_all_of_a_long_text(long_model, key):
    at = open_page(key, s=TEXT, model=long_model)
    assert not at.exception
    assert not at.error, said(at)
    assert charts(at)


def test_a_text_of_one_token_too_many_is_refused_and_kept(long_model):
    at = open_page("sentence", s="你" + TEXT, model=long_model)
    assert not at.exception
    assert "最多读 512 个词元" in said(at)
    assert at.text_input(key="s").value == "你" + TEXT


@pytest.mark.parametrize("key", ["truth", "value_path", "verify", "surgery"])
def test_a_page_that_goes_through_a_text_many_times_says_how_long_it_may_be(long_model, key):
    at = open_page(key, s=TEXT, model=long_model)
    assert not at.exception
    assert "最多读 128 个词元" in said(at) and "一句话的注意力" in said(at)
