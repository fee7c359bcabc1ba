"""The whole course in a real browser: every step of every lesson, one after the other."""

import re

from playwright.sync_api import expect

from lib.course.lessons import texts
from lib.ui.course.progress_panel import GROUPS
from lib.ui.menu import PAGES
from tests.browser.driver import no_error_box, settled, visit

LESSONS = [key for key, page in PAGES.items() if page.group in GROUPS and key != "practice"]
STEPPED = ("origins", "lookup", "softmax")


def test_a_walk_from_the_door_through_every_lesson_ends_at_the_exercises(app, page):
    visit(page, app)
    page.get_by_role("button", name="从第一课开始").click()
    for key in LESSONS:
        expect(page.get_by_role("heading", name=PAGES[key].title, level=1)).to_be_visible()
        settled(page)
        if key in STEPPED:
            for number, step in enumerate(texts.load(key).steps, 1):
                expect(page.get_by_role("heading", name=f"{number} · {step.title}")).to_be_visible()
                settled(page)
                no_error_box(page)
                if number < len(texts.load(key).steps):
                    page.get_by_role("button", name=re.compile("^.*下一步：")).click()
        no_error_box(page)
        page.get_by_role("button", name="这一课学完了").click()
        expect(page.get_by_role("button", name="学过了")).to_be_disabled()
        settled(page)
        page.get_by_role("link", name=re.compile("下一站：")).click()
    expect(page.get_by_role("heading", name="练习", level=1)).to_be_visible()

    page.get_by_test_id("stSidebar").get_by_role("link", name="开始").click()
    expect(page.get_by_text(re.compile("^学过了 · "))).to_have_count(len(LESSONS))
    no_error_box(page)
