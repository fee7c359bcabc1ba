"""What holds on every page of the menu: no error box, dark, 390 px, no English left over."""

import re

import pytest
from playwright.sync_api import Page, expect

from lib.ui.menu import PAGES
from tests.browser.driver import (
    box,
    drawn,
    no_error_box,
    overview,
    pull_down,
    rerun,
    settled,
    visit,
)

# What Streamlit's own widgets say in English, where nobody tells them otherwise.
ENGLISH = re.compile(
    r"\b(Press|Choose|Browse|Upload|Drag and drop|Deploy|No results|No options|Select all|"
    r"Sort (a|de)scending|Autosize|Pin column|Hide column|Show/hide|Download as|Search|Fullscreen|"
    r"Rerun|Clear cache|Settings|Record|Page not found|Made with|Limit \d)\b"
)
# Whatever juts out to the right and cannot be scrolled to inside a box of its own.
JUTTING = """() => {
  const inside = (e) => {
    for (let p = e.parentElement; p && p.dataset.testid !== "stMain"; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return true;
    return false;
  };
  return [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter((e) => {
      const r = e.getBoundingClientRect();
      return r.width > 0 && r.height > 0 && r.right > innerWidth + 1 && !inside(e);
    })
    .map((e) => `${e.tagName} ${e.dataset.testid ?? e.className}`.slice(0, 80));
}"""


def address(key: str) -> str:
    return "" if key == "home" else key


def english(page: Page) -> list[str]:
    """Streamlit's English words that can be seen now."""
    return [match[0] for match in ENGLISH.finditer(page.locator("body").inner_text())]


def test_the_menu_leads_to_every_page_without_an_error_box(app, page):
    visit(page, app)
    for entry in [*list(PAGES.values())[1:], PAGES["home"]]:
        page.get_by_test_id("stSidebar").get_by_role("link", name=entry.title, exact=True).click()
        heading = page.locator('[data-testid="stMain"] h1')
        expect(heading).to_have_text("看见注意力" if entry.key == "home" else entry.title)
        settled(page)
        no_error_box(page)
        assert english(page) == [], entry.key


@pytest.mark.browser_context_args(color_scheme="dark")
def test_the_overview_has_dark_cells_in_the_dark(app, page):
    visit(page, app, "sentence")
    drawn(page)
    # A cell of weight 0: the theme's first sequential colour in the dark, #211e1d.
    red, green, blue = overview(page).evaluate("""canvas => {
      const size = (canvas.width - 34) / 4;
      const x = Math.round(34 + size * 0.1), y = Math.round(20 + size * 0.8);
      return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3);
    }""")
    assert max(red, green, blue) < 80


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark")
def test_nothing_juts_out_on_a_dark_page_390_pixels_wide(app, page):
    for key in PAGES:  # each as the first page of a visit, not through the menu
        visit(page, app, address(key))
        drawn(page)
        ground = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        assert ground == "rgb(25, 24, 23)", key
        for place in (
            "document.scrollingElement",
            "document.querySelector('[data-testid=stMain]')",
        ):
            width = page.evaluate(f"{place}.scrollWidth")
            assert width <= 390, f"{key}: {place} is {width} wide"
        assert page.evaluate(JUTTING) == [], key
        no_error_box(page)


@pytest.mark.parametrize("width", [390, 700])
def test_where_the_menu_is_folded_away_its_bar_hides_no_title(app, page, width):
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, app, "sentence")
    bar = page.get_by_test_id("stHeader").bounding_box()
    title = page.locator('[data-testid="stMain"] h1').bounding_box()
    assert title["y"] >= bar["y"] + bar["height"]


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
def test_the_main_controls_can_be_used_at_390_pixels(app, page):
    visit(page, app, "sentence")
    drawn(page)
    for control in (
        page.get_by_role("textbox", name="你的句子"),
        box(page, "层"),
        box(page, "从哪个字看出去"),
        overview(page),
        page.get_by_role("radio", name="连线"),
    ):
        control.scroll_into_view_if_needed()
        place = control.bounding_box()
        assert place["x"] >= 0 and place["x"] + place["width"] <= 390
    with rerun(page):  # the menu is folded away; it opens, leads on, and is gone again
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebar").get_by_role("link", name="QKV 计算器").click()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    expect(page.get_by_role("heading", name="QKV 计算器", level=1)).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").nth(1)).to_have_text("19.47289")


def test_opened_boxes_and_tables_say_nothing_in_english(app, page):
    visit(page, app, "calculator")
    for name in ("换一张表", "看哪个查询", "屏蔽的键"):
        pull_down(page, box(page, name))
        expect(page.get_by_role("listbox")).to_be_visible()
        assert english(page) == [], name
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
    for name in ("大小", "粘贴", "文件"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        assert english(page) == [], name
        page.keyboard.press("Escape")
    settled(page)


def test_the_menu_of_a_column_says_nothing_in_english(app, page):
    visit(page, app, "calculator")
    grid = page.get_by_role("region", name="键和值，可以改")
    grid.hover(position={"x": 150, "y": 17})
    head = grid.locator("th").nth(1)
    assert head.inner_text() == "K1"
    grid.click(position={"x": 184, "y": 17})  # the three dots that hovering brings
    drawn(page)
    assert english(page) == []
