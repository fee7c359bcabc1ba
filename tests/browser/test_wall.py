"""A page without steps on a wall: figures and controls are there, words are not, arrows go on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import drawn, no_error_box, visit

SCROLLED = "() => document.querySelector('[data-testid=\"stMain\"]').scrollTop"


def press(page: Page, key: str, there: str) -> float:
    """Press a key; returns how far the page is scrolled once `there` holds of that."""
    page.keyboard.press(key)
    page.wait_for_function(f"({SCROLLED})() {there}")
    return page.evaluate(SCROLLED)


def test_figures_and_controls_without_words(app, page):
    visit(page, app, "calculator", projector="true")
    drawn(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_text("把查询和键对应的数相乘")).to_be_hidden()
    expect(page.get_by_text("第一次来？")).to_be_hidden()
    expect(page.get_by_text("带走一个问题")).to_be_hidden()
    expect(page.get_by_role("slider", name="温度")).to_be_visible()
    expect(page.locator(".katex-display").nth(1)).to_be_visible()
    first = press(page, "ArrowRight", "> 0")
    second = press(page, "PageDown", f"> {first}")
    assert press(page, "ArrowLeft", f"< {second}") < second
    no_error_box(page)


def test_a_guess_is_a_figure(app, page):
    visit(page, app, "surgery", projector="true", s="中国的首都是[MASK]京。", off="1-1")
    expect(page.get_by_text(re.compile(r"% → .+%"))).to_be_visible()
    expect(page.get_by_text("第一次来？")).to_be_hidden()


@pytest.mark.parametrize("path", ["calculator", "verify", "softmax"])
def test_no_figure_is_wider_than_the_wall(app, page, path):
    """Charts measured an enlarged width and were enlarged again."""
    visit(page, app, path, projector="true", softmax_step="6")
    drawn(page)
    figures = page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stDataFrame] canvas")
    boxes = [box for figure in figures.all() if (box := figure.bounding_box())]
    width = page.viewport_size["width"]
    assert boxes and all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert max(box["width"] for box in boxes) > width / 4
    no_error_box(page)


def test_switched_off_the_words_are_back(app, page):
    visit(page, app, "calculator", projector="true")
    page.get_by_text("投影", exact=True).click()
    expect(page.get_by_text("把查询和键对应的数相乘")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    no_error_box(page)
