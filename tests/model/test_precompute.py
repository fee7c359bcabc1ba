"""What ships beside the checkpoint equals what the checkpoint says today."""

import hashlib
import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from lib import precompute
from lib.examples import EXAMPLES, OPENING, PAIRS, SAID, named_tokens, opening_query
from lib.heads import samples, treebank
from lib.heads.relations import DIRECTIONS
from lib.model import checkpoints, manifest
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.reading import ARRAYS, Reading
from lib.ui.heads import beginning

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


@pytest.fixture(scope="module")
def heads():
    return precompute.load_heads(CHECKPOINT)


def test_the_shipped_heads_were_measured_on_enough(heads):
    assert heads.shape == (CHECKPOINT.layers, CHECKPOINT.heads)
    assert heads.basis.sentences >= 500 and heads.basis.covered >= 200
    assert heads.basis.dev > 450 and heads.basis.test > 450


def test_the_shipped_shares_are_those_of_plain_transformers(heads, eager, tokenizer):
    """The share to the token before and to [SEP], on a tenth of the sentences."""
    import torch

    before, sep, rows = 0, 0, 0
    for sentence in samples.sentences()[::10]:
        inputs = tokenizer(sentence, return_tensors="pt")
        with torch.inference_mode():
            output = eager(**inputs, output_attentions=True)
        weights = torch.cat(output.attentions).numpy()  # (layers, heads, tokens, tokens)
        n = weights.shape[-1]
        at = np.arange(2, n - 1)  # ordinary tokens with an ordinary one before
        before = before + weights[:, :, at, at - 1].sum(-1)
        sep = sep + weights[:, :, 1 : n - 1, n - 1].sum(-1)
        rows += n - 2
    sentences = len(samples.sentences()[::10])
    for i, j in np.ndindex(heads.shape):
        m = heads.weights[i][j]
        assert m.previous == pytest.approx(before[i, j] / (rows - sentences), abs=0.03)
        assert m.sep == pytest.approx(sep[i, j] / rows, abs=0.05)


def test_the_shipped_relations_are_those_of_the_evaluation(heads):
    """One measurement, two files: the app's and the model card's."""
    ours = {(r.relation, r.direction): r for r in heads.relations}
    for row in checkpoints.evaluation(CHECKPOINT)["syntax_heads"]["relations"]:
        direction = DIRECTIONS.index(row["direction"])
        mine = ours[row["relation"], direction]
        at = row["layer"], row["head"]
        assert mine.dependencies == row["dependencies"]
        assert mine.accuracy[at] == pytest.approx(row["head_accuracy"], abs=0.003)
        assert mine.offset == row["offset"] * (-1 if direction else 1)
        assert mine.offset_accuracy == pytest.approx(row["offset_accuracy"], abs=1e-3)
        assert [mine.low[at], mine.high[at]] == pytest.approx(row["difference_95"], abs=0.006)


def test_files_stay_small():
    assert sum(p.stat().st_size for p in CHECKPOINT.folder.glob("heads.json")) < 300_000


def test_the_shipped_habits_of_place_equal_the_live_ones(shipped):
    """Measured again on the longest sentences, which alone reach the furthest places."""
    stored = precompute.load_places(CHECKPOINT)
    assert stored.sentences == len(samples.sentences()) >= 500
    longest = sorted(samples.sentences(), key=len)[-3:]
    now = precompute.usual_places(*shipped, CHECKPOINT.key, longest)
    wide, narrow = len(stored.rows) // 2, len(now.rows) // 2
    assert wide == narrow
    far = stored.rows == now.rows  # places that no other sentence reached
    assert far.any()
    np.testing.assert_allclose(stored.mean[..., far], now.mean[..., far], atol=1e-5)


def test_no_sample_sentence_is_one_that_the_app_asks_about():
    asked = {e.sentence for e in EXAMPLES} | {s.sentence for s in SAID} | set(chain(*PAIRS))
    for sentence in samples.sentences():
        assert not any(sentence in one or one in sentence for one in asked)


def test_every_example_can_be_read_and_says_what_to_look_for(live):
    assert len(live) >= 13
    assert len({example.sentence for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.look for example in EXAMPLES)
    masked = [reading for reading in live if "[MASK]" in reading.sentence]
    assert masked
    assert all(reading.guesses for reading in masked)


def test_nothing_ships_for_a_checkpoint_from_the_hub():
    for checkpoint in CATALOGUE.values():
        if checkpoint.revision:
            assert precompute.load_heads(checkpoint) is None


# What does not belong to the weights.

LOADERS = {
    "opening.npz": precompute.load_opening,
    "heads.json": precompute.load_heads,
    "places.npz": precompute.load_places,
    "first_view.json": precompute.load_first_view,
    "beginning.json": beginning.load,
    "training.json": checkpoints.facts,
    "evaluation.json": checkpoints.evaluation,
}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A copy of the shipped folder, which the catalogue takes for the shipped one."""
    copy = tmp_path / CHECKPOINT.source
    shutil.copytree(CHECKPOINT.folder, copy)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    return copy


def test_the_manifest_lists_every_file_that_ships_as_it_is():
    here = CHECKPOINT.folder
    listed = manifest.read(here)
    assert set(listed) | set(manifest.NOT_LISTED) == {path.name for path in here.iterdir()}
    assert set(checkpoints.SOURCES) < set(listed) and set(LOADERS) < set(listed)
    for name, wanted in listed.items():
        assert hashlib.sha256((here / name).read_bytes()).hexdigest() == wanted, (
            f"{name} changed: run `make precompute`"
        )


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_that_fits_is_used(folder, name):
    assert LOADERS[name](CHECKPOINT)


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


FOREIGN = {
    "one flipped bit": one_bit,
    "a valid file of something else": lambda path: path.write_text("[]"),
    "an object without our keys": lambda path: path.write_text("{}"),
    "the file of another folder": lambda path: shutil.copy(CHECKPOINT.folder / "README.md", path),
}


@pytest.mark.parametrize("how", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("name", LOADERS)
def test_a_file_that_does_not_fit_is_left_aside_with_a_line_in_the_log(folder, caplog, name, how):
    how(folder / name)
    assert not LOADERS[name](CHECKPOINT)
    assert f"{name} is not the one of manifest.json: left aside" in caplog.text


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("listed", ["", "[]", "{}", '{"x": 1}'])
def test_without_a_manifest_nothing_is_known_to_belong_to_the_weights(folder, name, listed):
    (folder / manifest.NAME).write_text(listed)
    assert not LOADERS[name](CHECKPOINT)
    (folder / manifest.NAME).unlink()
    assert not LOADERS[name](CHECKPOINT)


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("contents", [b"", b"not a zip", b"PK\x03\x04", b"[]x", b"[[5]]", b"\xff"])
def test_a_listed_file_that_cannot_be_read_is_simply_not_known(folder, name, contents):
    (folder / name).write_bytes(contents)
    manifest.write(folder)
    assert not LOADERS[name](CHECKPOINT)


def test_new_weights_put_what_was_measured_of_the_old_ones_aside(folder):
    # As pretraining leaves the folder: it lists what it wrote, and nothing else.
    one_bit(folder / "model.safetensors")
    manifest.write(folder, checkpoints.SOURCES)
    assert manifest.changed(folder, checkpoints.SOURCES) == []
    assert not any(load(CHECKPOINT) for load in LOADERS.values())


def test_precomputing_writes_what_load_reads(folder, monkeypatch, live):
    monkeypatch.setattr(precompute, "live_readings", lambda _: live)
    few = samples.sentences()[:3]
    monkeypatch.setattr(samples, "sentences", lambda: few)
    monkeypatch.setattr(treebank, "shipped", lambda split, all=treebank.shipped: all(split)[:2])
    (folder / "heads.json").write_text("[]")
    precompute.main()
    assert precompute.load_places(CHECKPOINT).sentences == 3
    assert precompute.load_places(CHECKPOINT).mean.shape[:2] == live[0].weights.shape[:2]
    assert precompute.load_opening(CHECKPOINT).tokens == live[0].tokens
    assert precompute.load_heads(CHECKPOINT).basis.sentences == 3
    assert beginning.load(CHECKPOINT) is None  # not the pictures of what was there before
    beginning.main()
    assert beginning.load(CHECKPOINT)
