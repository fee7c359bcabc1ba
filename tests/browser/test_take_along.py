"""What the buttons hand over: a page that opens offline, a notebook that runs, all heads."""

import json
import re
import subprocess
import sys

import numpy as np
from playwright.sync_api import expect

from lib import precompute
from lib.model.checkpoints import CATALOGUE, ROOT, SHIPPED
from tests.browser.test_export import opened, saved

SHOWN = precompute.load_opening(CATALOGUE[SHIPPED])


def test_the_html_file_opens_without_a_network_at_the_head_that_was_shown(app, page, tmp_path):
    opened(page, app, "sentence", layer="3", head="4")
    name = page.locator(".heads .evidence b").inner_text()
    file = saved(page, re.compile("一个网页，离线也能看"), tmp_path)
    assert file.suffix == ".html" and file.stat().st_size < 1_000_000
    problems = []
    page.context.set_offline(True)
    alone = page.context.new_page()
    alone.on("pageerror", lambda error: problems.append(str(error)))
    alone.on("request", lambda r: problems.append(r.url) if not r.url.startswith("file:") else None)
    alone.goto(file.as_uri())
    expect(alone.locator("h1")).to_have_text(SHOWN.sentence)
    expect(alone.locator("#which")).to_contain_text(f"第 3 层 · 第 4 头　{name}")
    canvas = alone.locator("#overview canvas")
    assert len(canvas.evaluate("c => c.toDataURL()")) > 5_000
    canvas.focus()
    alone.keyboard.press("ArrowLeft")  # 第 3 层第 3 头
    tip = alone.locator("#tip").inner_text()
    query, key, share = re.fullmatch("从“(.+)”看“(.+)”：约 (.+)%", tip).groups()
    row = SHOWN.named().index(query)
    best = int(SHOWN.weights[2, 2, row].argmax())
    assert SHOWN.named()[best] == key
    assert abs(float(share) - 100 * SHOWN.weights[2, 2, row, best]) < 0.5
    assert problems == []


def test_the_notebook_from_the_button_runs_on_plain_transformers(app, page, tmp_path):
    opened(page, app, "sentence", layer="3", head="4")
    file = saved(page, re.compile("笔记本"), tmp_path)
    book = json.loads(file.read_text("utf-8"))
    cells = [cell["source"] for cell in book["cells"] if cell["cell_type"] == "code"]
    script = tmp_path / "cells.py"
    script.write_text(cells[1] + "\nprint('found', weights.tolist())", "utf-8")
    run = [sys.executable, "-X", "utf8", str(script)]
    out = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert out.returncode == 0, out.stderr
    found = json.loads(re.search(r"found (\[.*\])$", out.stdout, re.M)[1])
    np.testing.assert_allclose(found, SHOWN.weights[2, 3], atol=1e-5)


def test_all_heads_come_in_one_file_of_numpy(app, page, tmp_path):
    opened(page, app, "sentence")
    file = saved(page, re.compile("所有头的权重"), tmp_path)
    with np.load(file) as stored:
        np.testing.assert_allclose(stored["weights"], SHOWN.weights, atol=1e-6)
