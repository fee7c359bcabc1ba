"""两句对照: a ready pair, the heads that changed, and one of them."""

import re

from playwright.sync_api import expect

from lib.examples import PAIRS
from tests.browser.driver import choose, drawn, no_error_box, pixels, rerun, visit


def test_a_ready_pair_changes_the_pictures_and_its_address_restores_it(app, page):
    visit(page, app, "pairs")
    drawn(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    maps = page.locator(".map")  # the difference, and both sentences
    expect(maps).to_have_count(3)
    before = pixels(maps.nth(0).locator("canvas"))

    choose(page, "现成的一对", " ／ ".join(PAIRS[2]))

    expect(page.get_by_role("textbox", name="第一句")).to_have_value(PAIRS[2][0])
    expect(page.get_by_role("textbox", name="第二句")).to_have_value(PAIRS[2][1])
    expect(maps.nth(0)).to_contain_text("把/被")
    assert pixels(maps.nth(0).locator("canvas")) != before
    with rerun(page):
        page.get_by_role("button", name="看多变得最多的头").click()
    drawn(page)
    told = page.get_by_text(re.compile("^差得最多的一格")).inner_text()
    no_error_box(page)

    again = page.context.new_page()
    again.goto(page.url)
    expect(again.get_by_text(told)).to_be_visible()
    no_error_box(again)
