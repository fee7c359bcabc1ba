"""A run through the narrow door, rehearsed on the CPU: the same script, packing and parts.

The far side runs in a process of its own in which this repository can import only the packages
promised there.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from transformers import AutoModelForMaskedLM

from lib.experiments import film as films
from pretraining import narrow, packing, parts
from pretraining.errors import PipelineError

THERE = ["torch", "transformers", "accelerate", "tokenizers", "safetensors", "numpy", "tqdm"]
FAR_SIDE = f"""
import builtins, json, sys
allowed, plain = {{*sys.stdlib_module_names, "pretraining", "lib", *{THERE!r}}}, __import__
def only_there(name, globals=None, *rest, **more):
    ours = (globals or {{}}).get("__name__", "").partition(".")[0] in ("pretraining", "lib")
    if ours and name.partition(".")[0] not in allowed:
        raise ModuleNotFoundError(name)
    return plain(name, globals, *rest, **more)
builtins.__import__ = only_there
from pretraining import narrow, recipe
tiny = recipe.Recipe(layers=2, heads=2, hidden=32, batch_tokens=512, warmup_steps=5,
                     mixed_precision="no", compile=False, shares=(("corpus", 0.5),))
recipe.PRESETS |= {{"card": tiny, "card-small": tiny.but(layers=1)}}
for arguments in json.loads(sys.argv[1]):
    sys.argv[1:] = arguments
    narrow.main()
"""


def far(*commands: tuple) -> subprocess.CompletedProcess:
    """Each a command with its arguments, one after the other; the libraries take long to import."""
    asked = json.dumps([[str(argument) for argument in command] for command in commands])
    environment = os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", FAR_SIDE, asked],
        env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


@pytest.fixture(scope="module")
def carry(tokens_folder, vocabulary, tmp_path_factory):
    folder, bank = (tmp_path_factory.mktemp("door") / name for name in ("carry", "bank"))
    bank.mkdir()
    rows = [
        "1 妈妈 _ NOUN _ _ 2 nsubj _ _",
        "2 看 _ VERB _ _ 0 root _ _",
        "3 书 _ NOUN _ _ 2 obj _ _",
    ]
    for split in ("dev", "test"):
        text = "\n".join(rows).replace(" ", "\t") + "\n\n"
        (bank / f"zh_gsdsimp-ud-{split}.conllu").write_text(text * 3, encoding="utf-8")
    assert narrow.pack(tokens_folder, vocabulary, folder, bank) < 64 * 2**20
    return folder


def test_sixteen_bits_hold_a_token_and_its_flags():
    ids = np.array([7, 8191, 0, 5], np.uint16)
    flags = np.array([3, 0, 1, 2], np.uint8)
    packed = packing.pack(ids, flags, np.array([3, 1], np.int32))
    # by hand: id + flags · 2^13 + 2^15 where a chunk begins
    assert packed.tolist() == [7 + 3 * 8192 + 32768, 8191, 8192, 5 + 2 * 8192 + 32768]
    back = packing.unpack(packed)
    assert (back["ids"].tolist(), back["flags"].tolist()) == (ids.tolist(), flags.tolist())
    assert back["lengths"].tolist() == [3, 1]


def test_a_vocabulary_of_more_than_thirteen_bits_is_refused():
    with pytest.raises(PipelineError, match="8,192 entries"):
        packing.pack(np.array([8192], np.uint16), np.zeros(1, np.uint8), np.array([1]))


def test_the_cache_comes_out_of_the_pack_as_it_went_in(tokens_folder, carry, tmp_path):
    packing.read(carry / narrow.PACKED, carry / narrow.VOCABULARY, tmp_path / "tokens")
    for split in ("train", "valid"):
        before, after = (
            load_file(folder / f"{split}.safetensors")
            for folder in (tokens_folder, tmp_path / "tokens")
        )
        assert before.keys() == after.keys()
        assert all(np.array_equal(before[name], after[name]) for name in before)


def test_the_far_side_has_no_segmenter():
    code = FAR_SIDE.replace("from pretraining import narrow, recipe", "import pretraining.encode")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "ModuleNotFoundError: jieba" in ran.stderr


@pytest.fixture(scope="module")
def far_run(carry, tmp_path_factory):
    """Where forty steps left their parts and worked, and what a rehearsal before left."""
    names = ("out", "work", "rehearsed")
    out, work, rehearsed = (tmp_path_factory.mktemp("far") / name for name in names)
    limits = ("--steps", 40, "--work", work, "--part-bytes", 100_000)
    ran = far(
        ("rehearse", carry, rehearsed, "--minutes", 0.05),
        ("train", carry, out, *limits, "--film"),
    )
    assert ran.returncode == 0, ran.stderr
    return out, work, rehearsed


def test_a_run_on_the_far_side_comes_back_in_parts_and_loads(far_run, vocabulary, tmp_path):
    out, work, _ = far_run
    leaving = sorted(out.iterdir())
    assert 4 < len(leaving) <= parts.MOST
    assert all(file.stat().st_size <= 100_000 for file in leaving if file.suffix == ".bin")
    joined = parts.join(out, vocabulary, tmp_path / "joined")
    there, here = (
        AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).state_dict()
        for folder in (work / "run" / "export", joined)
    )
    assert there.keys() == here.keys()
    assert all(torch.equal(there[name], here[name]) for name in there)
    assert (tmp_path / "joined" / "log.csv").read_text() == (work / "run" / "log.csv").read_text()
    film = films.load(out / "upbringing.npz")
    assert film.read[0] == 0 and film.points >= 2 and np.isfinite(film.loss).all()
    assert films.is_of(film, joined)
    recipe = json.loads((tmp_path / "joined" / "recipe.json").read_text())
    assert (recipe["layers"], recipe["hidden"]) == (2, 32)


def test_the_rehearsal_measures_both_sizes_and_sends_weights_back(far_run, vocabulary, tmp_path):
    rehearsed = far_run[2]
    rates = json.loads((rehearsed / "rehearsal.json").read_text())
    assert set(rates) == {"card-small", "card"} and min(rates.values()) > 0
    assert parts.join(rehearsed, vocabulary, tmp_path / "joined").is_dir()


def test_parts_that_do_not_belong_together_are_found_out(far_run, vocabulary, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(PipelineError, match="before its first checkpoint"):
        parts.join(out, vocabulary, tmp_path / "joined")
    shutil.copytree(far_run[0], out)
    first = out / json.loads((out / parts.ABOUT).read_text())["parts"][0]
    whole = first.read_bytes()
    first.write_bytes(bytes(len(whole)))
    with pytest.raises(PipelineError, match="do not belong together"):
        parts.join(out, vocabulary, tmp_path / "joined")
    first.unlink()
    with pytest.raises(PipelineError, match="lacks weights-01"):
        parts.join(out, vocabulary, tmp_path / "joined")
    assert not (tmp_path / "joined").exists()


def test_a_model_too_large_for_the_door_is_refused_before_it_is_trained_away(tmp_path):
    from pretraining.model import from_scratch
    from pretraining.recipe import Recipe

    model = from_scratch(Recipe(layers=1, heads=2, hidden=32), 4200)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "log.csv").write_text("")
    (tmp_path / "run" / "recipe.json").write_text("{}")
    with pytest.raises(PipelineError, match="Choose a smaller model"):
        parts.write(model, {}, tmp_path / "run", tmp_path / "out", largest=10_000)
