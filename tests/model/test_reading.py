"""A Reading keeps what it was given, and a damaged file is never taken for one."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from lib.model.intervention import Intervention
from lib.model.reading import ARRAYS, Reading

CHANGE = Intervention(0.5, False, frozenset({(0, 1), (1, 0)}), frozenset({2}))


@pytest.fixture(scope="module")
def full(read):
    """A Reading with everything in it: a pair, masks, an unknown character, a change."""
    return read("天[MASK]好Ａ😋", "“书”，[MASK]？", change=CHANGE)


def test_saving_and_loading_gives_the_same_reading(full, tmp_path):
    path = tmp_path / "reading.npz"
    full.save(path)
    loaded = Reading.load(path)
    for field in dataclasses.fields(Reading):
        before, after = getattr(full, field.name), getattr(loaded, field.name)
        if field.name in ARRAYS:
            assert after.dtype == before.dtype
            np.testing.assert_array_equal(after, before)
        else:
            assert after == before, field.name


def test_a_saved_reading_needs_no_pickle(full, tmp_path):
    full.save(tmp_path / "reading.npz")
    with np.load(tmp_path / "reading.npz", allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored} == {"f", "U"}


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.99, 0.9999])
def test_a_cut_off_file_raises_value_error(full, tmp_path, share):
    path = tmp_path / "reading.npz"
    full.save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(ValueError, match="no reading"):
        Reading.load(path)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_damaged_bytes_raise_value_error(full, tmp_path, share):
    path = tmp_path / "reading.npz"
    full.save(path)
    data = bytearray(path.read_bytes())
    at = int(share * len(data))
    data[at : at + 8] = bytes(b ^ 0xFF for b in data[at : at + 8])
    path.write_bytes(data)
    with pytest.raises(ValueError, match="no reading"):
        Reading.load(path)


META = '{"sentence": "", "pair": null, "checkpoint": "", "change": {}, "tokens": [], "guesses": []}'


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"meta": np.array("{}")},
        {"meta": np.array("not json")},
        {"meta": np.array(META)},
        {"meta": np.array(META)} | {name: np.zeros(1) for name in ARRAYS},
    ],
)
def test_a_file_with_other_contents_raises_value_error(tmp_path, arrays):
    np.savez(tmp_path / "other.npz", **arrays)
    with pytest.raises(ValueError, match="no reading"):
        Reading.load(tmp_path / "other.npz")


def test_a_missing_file_raises_os_error(tmp_path):
    with pytest.raises(OSError):
        Reading.load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize("name", ARRAYS)
def test_no_array_can_be_written_to(full, tmp_path, name):
    full.save(tmp_path / "reading.npz")
    for reading in (full, Reading.load(tmp_path / "reading.npz")):
        with pytest.raises(ValueError, match="read-only"):
            getattr(reading, name)[0, 0] = 0


def test_no_field_can_be_replaced(full):
    with pytest.raises(dataclasses.FrozenInstanceError):
        full.sentence = "别的"


def test_a_head_is_the_slice_of_its_layer(full):
    steps = full.head(1, 0)
    np.testing.assert_array_equal(steps.weights, full.weights[1][0])
    np.testing.assert_array_equal(steps.context, full.context[1][0])
    np.testing.assert_array_equal(steps.scores, full.query[1][0] @ full.key[1][0].T)


def test_labels_keep_repeated_characters_apart(made):
    assert made("书书").labels() == ["[CLS]·0", "书·1", "书·2", "[SEP]·3"]


def test_the_first_picture_needs_no_torch():
    code = (
        "import sys\n"
        "import lib.attention, lib.examples, lib.heads.measures, lib.heads.words\n"
        "import lib.precompute, lib.toy\n"
        "from lib.model.checkpoints import CATALOGUE, SHIPPED\n"
        "lib.precompute.Reading.load(lib.precompute.opening_path(CATALOGUE[SHIPPED]))\n"
        "lib.precompute.load_heads(CATALOGUE[SHIPPED])\n"
        "assert not {'torch', 'transformers', 'jieba', 'streamlit'} & sys.modules.keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
