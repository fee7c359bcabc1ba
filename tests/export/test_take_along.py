"""What a learner takes along: one HTML file that needs nobody, a notebook that runs without us."""

import base64
import dataclasses
import json
import re
import runpy
import struct
import zlib

import numpy as np
import pytest

from lib.export import offline
from lib.export.notebook import notebook
from lib.model.checkpoints import CATALOGUE, ROOT, SHIPPED
from lib.ui import components

DRAWING = components.drawing("wrapped", "colours", "thumbnails")
NASTY = "</script><b>你好</b>"


def page(reading, layers: int, heads: int, at=(0, 0, 1)) -> str:
    labels = [["看前一个字"] * heads for _ in range(layers)]
    made = offline.page(CATALOGUE[SHIPPED], reading, at, labels, DRAWING)
    return made.decode()


def test_64_tokens_of_144_heads_stay_under_a_megabyte_and_ask_nobody(made):
    weights = np.random.default_rng(0).dirichlet(np.ones(64), (12, 12, 64))
    text = page(made("长" * 62, weights), 12, 12)
    assert len(text.encode()) < 1_000_000
    assert not re.search(r"https?:|//[a-z]|src=|href=|url\(|import ", text.split('id="bytes"')[0])
    assert not re.search(r"https?:|fetch\(|^import |import\(", text.split("</script>", 2)[2], re.M)


def test_the_weights_in_it_are_the_readings(read):
    reading = read("小猫追着太阳跑。")
    text = page(reading, reading.layers, reading.heads)
    data = base64.b64decode(re.search(r'id="bytes">([^<]*)<', text)[1])
    (length,) = struct.unpack_from("<I", data)
    stored = np.frombuffer(zlib.decompress(data[4 + length :]), np.uint8).reshape(
        reading.weights.shape
    )
    np.testing.assert_allclose((stored / 255.0) ** 2, reading.weights, atol=0.005)


def test_a_learners_text_stays_text(made):
    reading = made(NASTY)
    reading = dataclasses.replace(reading, pair=NASTY)
    text = page(reading, 1, 1)
    assert NASTY not in text and text.count("</script>") == 3
    words = json.loads(re.search(r'id="words">(.*?)</script>', text)[1])
    assert words["sentence"] == f"{NASTY} ／ {NASTY}"
    assert [name for name in words["apart"] if name.startswith("<")] == ["<·1", "<·10", "<·15"]


@pytest.mark.parametrize("pair", [None, "'它'睡着了。"])
def test_the_notebook_runs_on_plain_transformers(read, tmp_path, monkeypatch, pair):
    reading = read("小猫追着太阳跑。", pair)
    book = json.loads(notebook(CATALOGUE[SHIPPED], reading, 2, 3))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    cells = [c["source"] for c in book["cells"] if c["cell_type"] == "code"]
    assert cells[0].startswith("%pip")
    code = "\n".join(
        ["chart = None", cells[1], cells[2].replace("alt.Chart(", "chart = alt.Chart(")]
    )
    path = tmp_path / "cells.py"
    path.write_text(code, "utf-8")
    monkeypatch.chdir(ROOT)
    found = runpy.run_path(str(path), run_name="__main__")
    np.testing.assert_allclose(found["weights"], reading.weights[2, 3], atol=1e-5)
    assert len(found["chart"].to_dict()["datasets"]) == 1
