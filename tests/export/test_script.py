"""The script that a learner takes home runs, and finds what the page shows."""

import runpy

import pytest

from lib.export.script import reproduce
from lib.model.checkpoints import CATALOGUE, ROOT, SHIPPED


@pytest.mark.parametrize("pair", [None, "'它'睡着了。"])
def test_it_prints_the_same_weights_as_the_reading(tmp_path, monkeypatch, capsys, read, pair):
    reading = read("他说：“\\'{x}\"”" + '"""', pair)
    path = tmp_path / "script.py"
    path.write_text(reproduce(CATALOGUE[SHIPPED], reading, 1, 2), "utf-8")
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(path), run_name="__main__")
    lines = [line for line in capsys.readouterr().out.splitlines() if "看得最多的是" in line]
    assert len(lines) == len(reading.tokens)
    for line, row in zip(lines, reading.weights[1, 2], strict=True):
        shown = float(line.rsplit("：", 1)[1].rstrip("%")) / 100
        assert shown == pytest.approx(row.max(), abs=2e-4)


def test_a_hub_model_is_pinned_to_its_revision(made):
    text = reproduce(CATALOGUE["rbt3"], made("你好"), 0, 0)
    assert text.count(f"revision='{CATALOGUE['rbt3'].revision}'") == 2
