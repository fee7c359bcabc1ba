"""动手术: cover a character, switch heads off, see guesses and weights change."""

import re

from playwright.sync_api import expect

from tests.browser.driver import drawn, no_error_box, pull_down, rerun, visit


def test_from_covering_a_character_to_switching_heads_off(app, page):
    visit(page, app, "surgery")
    with rerun(page):
        page.get_by_role("button", name="遮住“书·16”").click()
    expect(page.get_by_text(re.compile("猜：.+%"))).to_be_visible()

    box = page.get_by_role("combobox", name="关掉的头（层-头）")
    with rerun(page):
        pull_down(page, box)
        page.get_by_role("option", name="1-2", exact=True).click()
    page.keyboard.press("Escape")  # the open list hides the page behind it

    expect(page.get_by_text(re.compile("→.*log 概率"))).to_be_visible()
    expect(page.get_by_text(re.compile("也一个一个地关"))).to_be_visible()
    drawn(page)
    expect(page.locator(".map")).to_have_count(2)
    with rerun(page):
        page.get_by_role("button", name="轮流关").click()
    drawn(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    assert "off=1-2" in page.url and "MASK" in page.url
    no_error_box(page)

    again = page.context.new_page()
    again.goto(page.url)
    expect(again.get_by_text(re.compile("也一个一个地关"))).to_be_visible()
    no_error_box(again)
