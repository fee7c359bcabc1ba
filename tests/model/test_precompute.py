"""What ships beside the checkpoint equals what the checkpoint says today."""

import dataclasses

import numpy as np
import pytest

from lib import precompute
from lib.examples import EXAMPLES, OPENING, named_tokens, opening_query
from lib.experiments.claims import places
from lib.heads.measures import HeadMeasures, label, measure
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.reading import ARRAYS, Reading

CHECKPOINT = CATALOGUE[SHIPPED]


@pytest.fixture(scope="module")
def opening():
    return Reading.load(precompute.opening_path(CHECKPOINT))


@pytest.fixture(scope="module")
def live(read):
    return [read(example.sentence) for example in EXAMPLES]


@pytest.mark.parametrize("name", ARRAYS)
def test_the_shipped_opening_equals_the_live_one(opening, live, name):
    shipped, now = getattr(opening, name), getattr(live[0], name)
    assert shipped.dtype == now.dtype
    # Weights lie in 0…1; vectors and scores are larger, and so is their last float32 digit.
    np.testing.assert_allclose(shipped, now, atol=1e-5 * max(1, np.abs(now).max()), rtol=0)


def test_the_shipped_opening_has_the_live_ones_tokens_and_provenance(opening, live):
    for name in ("sentence", "pair", "checkpoint", "change", "tokens"):
        assert getattr(opening, name) == getattr(live[0], name), name
    assert opening.sentence == OPENING
    assert opening.checkpoint == SHIPPED


def test_the_articles_question_is_about_its_last_character_and_three_words(opening):
    assert opening_query(opening) == len(opening.tokens) - 3  # before 。 and [SEP]
    assert "".join(opening.tokens[i].text for i in named_tokens(opening)) == "图书馆读有趣"


def test_the_shipped_heads_equal_the_live_measurement(live):
    shipped, now = precompute.load_heads(CHECKPOINT), measure(live)
    assert len(shipped) == len(now) == CHECKPOINT.layers
    for shipped_row, row in zip(shipped, now, strict=True):
        assert len(shipped_row) == len(row) == CHECKPOINT.heads
        for before, after in zip(shipped_row, row, strict=True):
            np.testing.assert_allclose(
                dataclasses.astuple(before), dataclasses.astuple(after), atol=1e-4
            )
            assert label(before) == label(after)


def test_the_shipped_habits_of_place_equal_the_live_ones(live):
    shipped, now = precompute.load_places(CHECKPOINT), places(live)
    np.testing.assert_array_equal(shipped.rows, now.rows)
    np.testing.assert_allclose(shipped.mean, now.mean, atol=1e-5)


@pytest.mark.parametrize("contents", [None, b"", b"not a zip", b"PK\x03\x04"])
def test_places_that_cannot_be_read_are_simply_not_known(tmp_path, monkeypatch, contents):
    monkeypatch.setattr(precompute, "places_path", lambda _: tmp_path / "places.npz")
    if contents is not None:
        (tmp_path / "places.npz").write_bytes(contents)
    assert precompute.load_places(CHECKPOINT) is None


def test_every_example_can_be_read_and_says_what_to_look_for(live):
    assert len(live) >= 13
    assert len({example.sentence for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.look for example in EXAMPLES)
    masked = [reading for reading in live if "[MASK]" in reading.sentence]
    assert masked
    assert all(reading.guesses for reading in masked)


@pytest.mark.parametrize(
    "contents", [None, "", "not json", "[]x", "[[5]]", '{"a": 1}', '[[{"a": 1}]]']
)
def test_heads_that_cannot_be_read_are_simply_not_known(tmp_path, monkeypatch, contents):
    monkeypatch.setattr(precompute, "heads_path", lambda _: tmp_path / "heads.json")
    if contents is not None:
        (tmp_path / "heads.json").write_text(contents, "utf-8")
    assert precompute.load_heads(CHECKPOINT) is None


def test_nothing_ships_for_a_checkpoint_from_the_hub():
    for checkpoint in CATALOGUE.values():
        if checkpoint.revision:
            assert precompute.load_heads(checkpoint) is None


def test_precomputing_writes_what_load_reads(tmp_path, monkeypatch, live):
    monkeypatch.setattr(precompute, "live_readings", lambda _: live)
    monkeypatch.setattr(precompute, "opening_path", lambda _: tmp_path / "opening.npz")
    monkeypatch.setattr(precompute, "heads_path", lambda _: tmp_path / "heads.json")
    monkeypatch.setattr(precompute, "places_path", lambda _: tmp_path / "places.npz")
    precompute.main()
    assert precompute.load_places(CHECKPOINT).mean.shape[:2] == live[0].weights.shape[:2]
    assert Reading.load(tmp_path / "opening.npz").tokens == live[0].tokens
    heads = precompute.load_heads(CHECKPOINT)
    assert heads == measure(live)
    assert isinstance(heads[0][0], HeadMeasures)
