"""Progress lives in the learner's browser; every kind of exercise is done by keyboard alone."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import no_error_box, no_exception, settled, visit

KEY = "attention-progress"


def stored(page: Page) -> dict:
    """The record in the browser, or {} where there is none."""
    return json.loads(page.evaluate("key => localStorage.getItem(key)", KEY) or "{}")


def wait_for_record(page: Page) -> dict:
    page.wait_for_function("key => localStorage.getItem(key) !== null", arg=KEY)
    return stored(page)


def wait_for_exercises(page: Page, count: int) -> None:
    page.wait_for_function(
        """([key, count]) => {
          try {
            return Object.keys(JSON.parse(localStorage.getItem(key)).exercises).length === count;
          } catch {
            return false;
          }
        }""",
        arg=[KEY, count],
    )


def answer(page: Page) -> None:
    """Choose and send. The record may be arriving just now, so nothing is said of reruns."""
    page.get_by_test_id("stForm").get_by_test_id("stRadioOption").first.click()
    page.get_by_role("button", name="交答案").click()
    expect(page.get_by_test_id("stAlert").first).to_be_visible()


def answer_one(page: Page, base: str) -> dict:
    """Answer the first question of a set; returns the record."""
    visit(page, base, "practice", set="5", n="2", kinds="think")
    answer(page)
    return wait_for_record(page)


def open_panel(page: Page) -> None:
    page.get_by_text("我的进度").click()
    expect(page.get_by_text("进度只存在")).to_be_visible()


def test_progress_survives_reload_and_a_server_restart(cold_server, page):
    server = cold_server()
    before = answer_one(page, server.url)
    assert len(before["exercises"]) == 1

    page.reload()
    settled(page)
    open_panel(page)
    expect(page.get_by_text("做过 1 种题")).to_be_visible()

    server.restart()
    visit(page, server.url, "practice", set="5", n="2", kinds="think")
    open_panel(page)
    expect(page.get_by_text("做过 1 种题")).to_be_visible()
    assert stored(page) == before
    no_error_box(page)


def test_two_tabs_lose_nothing(app, page):
    answer_one(page, app)
    other = page.context.new_page()
    visit(other, app, "practice", set="9", n="2", kinds="think")
    answer(other)
    wait_for_exercises(other, 2)
    # Back in the first tab, one more answer: the other tab's is still there.
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_role("heading", name="第 2 题")).to_be_visible()
    answer(page)
    wait_for_exercises(page, 3)


def test_export_erase_import(app, page, tmp_path):
    before = answer_one(page, app)
    open_panel(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出进度").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert json.loads(file.read_text("utf-8")) == before

    page.get_by_role("button", name="清空进度").click()
    assert stored(page) == before  # nothing happens before it is confirmed
    page.get_by_role("button", name="确定清空").click()
    page.wait_for_function("key => localStorage.getItem(key) === null", arg=KEY)
    expect(page.get_by_text("还没有记录")).to_be_visible()

    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("导入好了")).to_be_visible()
    assert wait_for_record(page) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not json", "这不是进度文件"), (b"{}", "不是从这里导出"), (b" " * 300_000, "太大")],
)
def test_a_bad_file_is_refused_and_changes_nothing(app, page, tmp_path, content, says):
    before = answer_one(page, app)
    open_panel(page)
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text(says)
    assert stored(page) == before


def test_a_damaged_record_in_the_browser_does_no_harm(app, page):
    visit(page, app, "glossary")
    page.evaluate("key => localStorage.setItem(key, '{broken')", KEY)
    visit(page, app, "practice", set="5", n="2", kinds="think")
    no_exception(page)
    open_panel(page)
    said = page.get_by_test_id("stAlertContentError")
    expect(said).to_contain_text("浏览器里存着的进度没有读进来：这不是进度文件")
    answer(page)
    wait_for_exercises(page, 1)


def test_the_page_does_not_jump_when_the_record_arrives(app, page):
    answer_one(page, app)
    page.reload()
    settled(page)
    button = page.get_by_role("button", name="交答案")
    place = button.bounding_box()
    page.wait_for_timeout(800)  # time enough for the record to come back
    assert button.bounding_box() == place
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


# ── by keyboard alone ───────────────────────────────────────────────────────────────────────
FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return { tag: at.tagName, type: at.type ?? "", text: (at.innerText ?? "").trim(),
           form: at.closest?.('[data-testid="stForm"]') !== null };
}"""


def tab_to(page: Page, fits: Callable[[dict], bool], key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the focus is where `fits` wants it."""
    for _ in range(80):
        page.keyboard.press(key)
        if fits(page.evaluate(FOCUS)):
            return
    raise AssertionError(f"not reached with {key}")


def button(label: str) -> Callable[[dict], bool]:
    return lambda at: at["tag"] == "BUTTON" and label in at["text"]


@pytest.mark.parametrize("kind", ["compute", "look", "think"])
def test_one_exercise_by_keyboard_alone(app, page, kind):
    visit(page, app, "practice", set="7", n="2", kinds=kind)
    tab_to(page, button("看提示"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("提示 1：")).to_be_visible()

    in_form = page.get_by_test_id("stForm").get_by_role("textbox").count()
    if in_form:
        tab_to(page, lambda at: at["form"] and at["tag"] == "INPUT", "Shift+Tab")
        page.keyboard.type("1")  # the last cell: one is enough to be marked
        page.keyboard.press("Enter")
    else:
        tab_to(page, lambda at: at["type"] == "radio", "Shift+Tab")
        page.keyboard.press("Space")
        tab_to(page, button("交答案"))
        page.keyboard.press("Enter")
    marked = page.get_by_text(re.compile("可以改了再交|这题得|解答")).or_(
        page.get_by_text("你选的")
    )
    expect(marked.first).to_be_visible()
    assert len(wait_for_record(page)["exercises"]) == 1
    settled(page)
    if page.get_by_role("button", name="看解答").count():
        tab_to(page, button("看解答"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("解答", exact=True)).to_be_visible()

    tab_to(page, button("下一题"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="第 2 题")).to_be_visible()
    no_error_box(page)


# ── the glossary's anchors ──────────────────────────────────────────────────────────────────
def test_a_link_to_a_term_opens_at_the_term(app, page):
    visit(page, app, "glossary#entropy")
    expect(page.locator("#entropy")).to_be_in_viewport()
