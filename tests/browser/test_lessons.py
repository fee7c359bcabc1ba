"""The whole course in a real browser: every step of every lesson, one after the other."""

import re

from playwright.sync_api import expect

from lib.course.lessons import texts
from lib.ui.menu import PAGES, following
from tests.browser.driver import no_error_box, settled, visit

LESSONS = [key for key, page in PAGES.items() if page.station]
STEPPED = ("origins", "lookup", "softmax", "projections", "chain")
OPEN_ENDED = ("practice", "exam")  # done by exercises, not by a button


def test_a_walk_from_the_door_through_every_lesson_ends_at_the_glossary(app, page):
    visit(page, app)
    sidebar = page.get_by_test_id("stSidebar")
    page.get_by_role("button", name="从第一课开始").click()
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
                    page.get_by_role("button", name=re.compile("^.*下一步：")).click()
        no_error_box(page)
        station = following(key)
        if key in OPEN_ENDED:
            page.get_by_role("link", name=f"下一站：{station.title}").click()
        elif station is not None:  # going on says that this one is learnt
            page.get_by_role("button", name=re.compile("下一站：")).click()
        else:
            page.get_by_role("button", name="这一课学完了").click()
            expect(page.get_by_role("button", name="学过了")).to_be_disabled()
            settled(page)

    sidebar.get_by_role("link", name="开始").click()
    learnt = len(LESSONS) - len(OPEN_ENDED)
    expect(page.get_by_text(re.compile("^学过了 · "))).to_have_count(learnt)
    no_error_box(page)
