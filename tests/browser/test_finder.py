"""找头: the heads that do it carry a star, the best first; who connects two characters."""

import re

from playwright.sync_api import expect

from lib import precompute
from lib.heads import finding, roles
from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.browser.driver import choose, drawn, no_error_box, overview, pixels, rerun, visit

FILE = precompute.load_heads(CATALOGUE[SHIPPED])
LABELS = roles.roles(FILE)
OPENING = precompute.load_opening(CATALOGUE[SHIPPED])


def middle(canvas, layer: int, head: int) -> dict[str, float]:
    """The middle of a head in the overview, in pixels of the canvas; margins of thumbnails.js."""
    size = canvas.bounding_box()
    layers, heads = FILE.shape
    across, down = (size["width"] - 34) / heads, (size["height"] - 20) / layers
    return {"x": 34 + (head + 0.5) * across, "y": 20 + (layer + 0.5) * down}


def test_stars_mark_the_heads_best_first_and_the_pointer_names_them(app, page):
    visit(page, app, "sentence")
    drawn(page)
    canvas = overview(page)
    before = pixels(canvas)
    choose(page, "找什么", "看前一个字")
    drawn(page)
    assert pixels(canvas) != before
    found = finding.find(FILE, OPENING, "previous")
    assert len(found) >= 2
    tip = page.locator(".thumbnails .tip")
    for rank, one in enumerate(found, 1):
        canvas.hover(position=middle(canvas, one.layer, one.head))
        name = LABELS[one.layer][one.head].name
        expect(tip).to_have_text(f"★{rank} 第 {one.layer + 1} 层 · 第 {one.head + 1} 头：{name}")
    first = page.get_by_role("button", name=re.compile("^第 . 层第 . 头$")).first
    expect(first).to_have_text(f"第 {found[0].layer + 1} 层第 {found[0].head + 1} 头")
    no_error_box(page)


def test_the_keyboard_hears_the_star_and_the_name(app, page):
    visit(page, app, "sentence", layer="3", head="4", find="obj 1")
    drawn(page)
    best = finding.find(FILE, OPENING, "obj 1")[0]
    assert (best.layer, best.head) == (2, 3)
    canvas = overview(page)
    expect(canvas).to_have_attribute("aria-label", re.compile("现在选中★1 第 3 层 · 第 4 头"))
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    name = re.escape(LABELS[2][2].name)
    expect(canvas).to_have_attribute("aria-label", re.compile(f"第 3 层 · 第 3 头：{name}"))


def test_two_characters_and_the_heads_that_connect_them_beside_their_usual_share(app, page):
    visit(page, app, "sentence")
    drawn(page)
    with rerun(page):
        page.get_by_text("按两个字", exact=True).click()
    choose(page, "看这个字", "书·16")
    expect(page.get_by_text("“读·8”看“书·16”（后面第 8 个词元）")).to_be_visible()
    expect(page.get_by_text(re.compile(r"%，平时 ")).first).to_be_visible()
    buttons = page.get_by_role("button", name=re.compile("^第 . 层第 . 头$"))
    expect(buttons.first).to_have_text("第 3 层第 4 头")
    with rerun(page):
        buttons.nth(1).click()
    drawn(page)
    no_error_box(page)
    layer, head = re.findall(r"\d", buttons.nth(1).inner_text())
    expect(overview(page)).to_have_attribute("data-chosen", f"{layer}-{head}")
