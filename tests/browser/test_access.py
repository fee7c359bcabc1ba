"""Access for everybody: axe-core finds nothing serious, the keyboard leads everywhere.

axe is a dependency of the tests; the app itself loads nothing of it.
"""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from lib.course.lessons import texts
from lib.ui.menu import PAGES
from tests.browser.driver import box, drawn, overview, rerun, settled, visit
from tests.browser.test_every_page import JUTTING

pytestmark = pytest.mark.axe

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LEVELS = ("serious", "critical")
# What axe finds in Streamlit's own elements and no option of ours changes; each with its reason.
THEIRS: dict[str, str] = {}
# Pages in states that a link can name.
STATES = {key: (key, {}) for key in PAGES} | {
    "sentence, words": ("sentence", {"unit": "词", "view": "连线"}),
    "sentence, unknown": ("sentence", {"s": "他說：「你好」[MASK]。"}),
    "sentence, a pair": ("sentence", {"s": "小猫睡了。", "s2": "它很累。"}),
    "sentence, an error": ("sentence", {"s": "……"}),
    "surgery, changed": ("surgery", {"s": "今天天气真[MASK]啊！", "t": "0.5"}),
    "calculator, blocked": ("calculator", {"blocked": "1.2", "t": "0.5"}),
    "practice, free": ("practice", {"mode": "自由练"}),
    "lookup, last": ("lookup", {"lookup_step": "10"}),
    "softmax, last": ("softmax", {"softmax_step": "7"}),
    "origins, last": ("origins", {"origins_step": "6"}),
}


def findings(page: Page) -> dict[str, list[str]]:
    """rule → the places, of serious and critical findings that are ours."""
    page.wait_for_timeout(400)  # what scrolls is made reachable a moment after it stands
    page.evaluate(AXE)
    # Off by default, as it is new; speech control needs it: what is seen is what can be said.
    rules = "{'label-content-name-mismatch': {enabled: true}}"
    result = page.evaluate(
        f"() => axe.run(document, {{resultTypes: ['violations'], rules: {rules}}})"
    )
    return {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]]
        for rule in result["violations"]
        if rule["impact"] in LEVELS and rule["id"] not in THEIRS
    }


def check(page: Page, app: str, state: str) -> None:
    path, query = STATES[state]
    visit(page, app, "" if path == "home" else path, **query)
    drawn(page)
    found = findings(page)
    assert found == {}, f"{state}: {json.dumps(found, ensure_ascii=False, indent=1)}"


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious_in_the_light(app, page, state):
    check(page, app, state)


@pytest.mark.browser_context_args(color_scheme="dark")
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious_in_the_dark(app, page, state):
    check(page, app, state)


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
@pytest.mark.parametrize("state", list(PAGES))
def test_axe_finds_nothing_serious_on_a_narrow_page(app, page, state):
    check(page, app, state)


# ── the keyboard, large type, little motion ─────────────────────────────────────────────────


def tab_to(page: Page, name: str, most: int = 150) -> None:
    """Press Tab until the element whose text begins with `name` has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText ?? ''").strip().startswith(name):
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def test_a_whole_lesson_can_be_walked_with_the_keyboard(app, page):
    lesson = texts.load("origins")
    visit(page, app, "origins")
    for number, step in enumerate(lesson.steps[1:], 2):
        tab_to(page, "arrow_forward")  # the icon's name is the button's first text
        with rerun(page):
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"{number} · {step.title}")).to_be_visible()
    tab_to(page, "arrow_forward")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(PAGES["origins"].title)


def test_a_head_and_a_character_can_be_chosen_with_the_keyboard(app, page):
    visit(page, app, "sentence", layer="1", head="1")
    overview(page).focus()
    with rerun(page):
        page.keyboard.press("ArrowDown")
    expect(box(page, "层")).to_have_value("2")
    page.get_by_role("button", name=re.compile("^读")).first.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(box(page, "从哪个字看出去")).to_have_value("8 读")


@pytest.mark.browser_context_args(viewport={"width": 640, "height": 450})
@pytest.mark.parametrize("key", PAGES)
def test_at_200_percent_nothing_is_cut_off(app, page, key):
    visit(page, app, "" if key == "home" else key)  # 1280 × 900, everything twice as large
    drawn(page)
    assert page.evaluate(JUTTING) == []


@pytest.mark.browser_context_args(reduced_motion="reduce")
def test_nothing_moves_for_those_who_ask_for_it(app, page):
    visit(page, app, "sentence")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) => {
          const style = getComputedStyle(e);
          return [style.transitionDuration, style.animationDuration]
            .some((times) => times.split(',').some((t) => parseFloat(t) > 0));
        }).length"""
    )
    assert moving == 0


def test_streamlit_s_own_names_are_chinese(app, page):
    visit(page, app, "sentence")
    names = page.evaluate(
        """() => [...document.querySelectorAll('[aria-label]:not([aria-hidden])')]
          .map((e) => e.getAttribute('aria-label'))
          .filter((name) => /[A-Za-z]{3,}/.test(name) && !/[\\u4e00-\\u9fff]/.test(name))"""
    )
    assert names == []


def test_while_the_server_is_away_the_page_says_so_in_chinese(cold_server, page):
    server = cold_server()
    visit(page, server.url, "glossary")
    server.stop()
    said = (
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]'), '::after').content"
    )
    page.wait_for_function(f"({said})().includes('和服务器的连接断了')")
    page.wait_for_timeout(4000)  # Streamlit's own words come late
    expect(page.get_by_text("Connection error")).to_be_hidden()
    server.start()
    settled(page)
    assert page.evaluate(said) == "none"
