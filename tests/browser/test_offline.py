"""The HTML file that a learner takes along, opened from the disk in a real browser."""

import numpy as np
import pytest
from playwright.sync_api import expect

from lib.export import offline
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.ui import components

pytestmark = pytest.mark.browser


def test_the_file_draws_all_heads_and_a_click_shows_one(page, tmp_path, made):
    weights = np.random.default_rng(0).dirichlet(np.ones(6), (2, 3, 6))
    weights[1, 2, 1] = [0, 0, 0.75, 0.25, 0, 0]
    labels = [[f"第 {i + 1}-{j + 1} 种" for j in range(3)] for i in range(2)]
    reading = made("你好吗？", weights)
    at = (0, 0, 1)
    file = tmp_path / "attention.html"
    file.write_bytes(
        offline.page(
            CATALOGUE[SHIPPED],
            reading,
            at,
            labels,
            components.drawing("wrapped", "colours", "thumbnails"),
        )
    )
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: problems.append(r.url) if not r.url.startswith("file:") else None)
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text("你好吗？")
    expect(page.locator("#which")).to_contain_text("第 1 层 · 第 1 头　第 1-1 种")
    canvas = page.locator("#overview canvas")
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#which")).to_contain_text("第 2 层 · 第 3 头　第 2-3 种")
    expect(page.locator("#tip")).to_have_text("从“你”看“好”：约 75.1%")
    assert problems == []
