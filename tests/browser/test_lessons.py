"""The whole course in a real browser, by the keyboard alone: every step of every lesson."""

import re

from playwright.sync_api import Page, expect

from lib.course.lessons import texts
from lib.ui.menu import PAGES, following
from tests.browser.driver import no_error_box, settled, tab_to, visit

LESSONS = [key for key, page in PAGES.items() if page.station]
STEPPED = ("origins", "lookup", "softmax", "projections", "chain")
OPEN_ENDED = ("practice", "exam")  # done by exercises, not by a button


def press(page: Page, name: str) -> None:
    """Go to the button or link of this name with Tab, and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_a_walk_from_the_door_through_every_lesson_ends_at_the_glossary(app, page):
    visit(page, app)
    press(page, "从第一课开始")
    for key in LESSONS:
        expect(page.get_by_role("heading", name=PAGES[key].title, level=1)).to_be_visible()
        settled(page)
        if key in STEPPED:
            for number in range(1, len(texts.load(key).steps) + 1):
                heading = page.get_by_role("heading", name=re.compile(f"^{number} · "))
                expect(heading).to_be_visible()
                settled(page)
                no_error_box(page)
                if number < len(texts.load(key).steps):
                    press(page, "下一步：")
        no_error_box(page)
        station = following(key)
        if key in OPEN_ENDED:
            press(page, f"下一站：{station.title}")
        elif station is not None:  # going on says that this one is learnt
            press(page, "下一站：")
        else:
            press(page, "这一课学完了")
            expect(page.get_by_role("button", name="学过了")).to_be_disabled()
            settled(page)

    press(page, PAGES["home"].title)
    learnt = len(LESSONS) - len(OPEN_ENDED)
    expect(page.get_by_text(re.compile("^学过了 · "))).to_have_count(learnt)
    no_error_box(page)
