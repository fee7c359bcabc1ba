"""Addresses: a copied link restores the view in a cold server; a hostile one does no harm."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import (
    aloud,
    box,
    choose,
    click_head,
    drawn,
    no_error_box,
    no_exception,
    overview,
    rerun,
    settled,
    type_cell,
    visit,
    write,
)

SENTENCE = "小猫追着太阳跑，因为它觉得很好玩。"


def elsewhere(url: str, old: str, new: str) -> str:
    """The same link, on another server."""
    assert url.startswith(old)
    return new + url.removeprefix(old)


def test_a_copied_link_restores_sentence_head_and_query_in_a_cold_server(
    app, cold_server, page, context
):
    visit(page, app, "sentence")
    write(page, SENTENCE)
    click_head(page, layer=2, head=3)
    with rerun(page):
        page.get_by_role("button", name=re.compile("^阳，")).click()
    with rerun(page):
        page.get_by_role("radio", name="词").click()
    read_here = aloud(page).inner_text()

    other = context.new_page()
    other.goto(elsewhere(page.url, app, cold_server().url))
    settled(other)

    expect(other.get_by_role("textbox", name="你的句子")).to_have_value(SENTENCE)
    expect(box(other, "层")).to_have_value("2")
    expect(box(other, "头")).to_have_value("3")
    expect(box(other, "从哪个字看出去")).to_have_value(box(page, "从哪个字看出去").input_value())
    expect(other.get_by_role("radio", name="词")).to_be_checked()
    expect(overview(other)).to_have_attribute("data-chosen", "2-3")
    expect(aloud(other)).to_have_text(read_here)
    no_error_box(other)


def test_a_copied_link_restores_both_sides_in_a_cold_server(app, cold_server, page, context):
    visit(page, app, "side_by_side", layer="1", head="1")
    choose(page, "层", "2")
    choose(page, "头", "4")
    choose(page, "从哪个字看出去", "8 读")
    choose(page, "表", "单位矩阵")

    other = context.new_page()
    other.goto(elsewhere(page.url, app, cold_server().url))
    settled(other)

    expect(other.get_by_role("heading", name="真模型：第 2 层 · 第 4 头")).to_be_visible()
    expect(box(other, "从哪个字看出去")).to_have_value("8 读")
    expect(box(other, "表")).to_have_value("单位矩阵")
    no_error_box(other)


def test_a_copied_link_restores_the_learner_s_own_table_in_a_cold_server(
    app, cold_server, page, context
):
    visit(page, app, "calculator")
    type_cell(page, "键和值，可以改", row=0, column=4, text="48")
    expect(page).to_have_url(re.compile("table="))

    other = context.new_page()
    other.goto(elsewhere(page.url, app, cold_server().url))
    settled(other)

    expect(other.get_by_test_id("stMetricValue").nth(1)).to_have_text("27.89658")
    cell = other.get_by_role("region", name="键和值，可以改").get_by_test_id("glide-cell-0-0")
    expect(cell).to_have_text("张三")
    no_error_box(other)


def test_the_choices_go_along_from_page_to_page(app, page):
    visit(page, app, "sentence")
    click_head(page, layer=3, head=2)
    with rerun(page):
        page.get_by_role("button", name=re.compile("^读，")).click()
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("link", name="并排：玩具与真模型").click()
    expect(page.get_by_role("heading", name="真模型：第 3 层 · 第 2 头")).to_be_visible()
    expect(box(page, "从哪个字看出去")).to_have_value("8 读")
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("link", name="一句话的注意力").click()
    expect(box(page, "层")).to_have_value("3")
    expect(box(page, "头")).to_have_value("2")


# ── hostile: one of each kind here, the long lists are in tests/pages ───────────────────────

SCRIPT = "<script>window.harmed=1</script><img src=x onerror=window.harmed=1>"
PICTURE = "![](//a.invalid/b)"  # as Markdown: a request to another host


def harmless(page: Page) -> None:
    """The page stands, without an exception, and nothing from the address was run."""
    drawn(page)
    no_exception(page)
    expect(page.locator('[data-testid="stMain"] h1')).to_be_visible()
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("你好[SEP]再见", "[SEP] 是模型自己加的记号"),
        ("字" * 3000, "太长了"),
        ("🙂🙃", "全是 [UNK]"),
    ],
    ids=["separator", "very long", "emoji"],
)
def test_a_sentence_that_cannot_be_read_gets_a_chinese_message(app, page, sentence, message):
    visit(page, app, "sentence", s=sentence)
    harmless(page)
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text(message)
    # What was sent is still in the box, to be mended.
    expect(page.get_by_role("textbox", name="你的句子")).to_have_value(sentence)


def test_impossible_choices_fall_back_to_the_first_picture(app, page):
    visit(page, app, "sentence")
    first = overview(page).get_attribute("data-chosen")
    query = {"layer": "99", "head": "-1", "q": "999", "unit": "句", "view": "饼图"}
    visit(page, app, "sentence", model="../../../../etc/passwd", **query)
    harmless(page)
    expect(overview(page)).to_have_attribute("data-chosen", first)
    no_error_box(page)


@pytest.mark.parametrize("path", ["sentence", "side_by_side"])
def test_markup_in_the_sentence_is_shown_and_not_run(app, page, path):
    visit(page, app, path, s=f"你好{PICTURE}{SCRIPT}$x$", q="1")
    harmless(page)
    no_error_box(page)


def own_table(**changes) -> str:
    table = {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]} | changes
    return json.dumps(table, ensure_ascii=False)


@pytest.mark.parametrize("table", ["{", own_table(K=[[PICTURE, 0], [0, 1]])], ids=["cut", "cell"])
def test_a_mangled_table_is_named_and_the_article_s_stands(app, page, table):
    visit(page, app, "calculator", table=table)
    harmless(page)
    expect(page.get_by_text("链接里的表读不出来")).to_be_visible()
    expect(page.get_by_test_id("stMetricValue").nth(1)).to_have_text("19.47289")


@pytest.mark.parametrize(
    "changes",
    [
        {"key_names": [PICTURE, SCRIPT], "query_names": [PICTURE], "value_names": [PICTURE]},
        {"value_names": [PICTURE] * 4, "V": [[1] * 4, [2] * 4], "key_dims": [PICTURE, SCRIPT]},
        {"about": f"{PICTURE} [点这里](javascript:window.harmed=1) {SCRIPT}"},
        {"key_names": [r"\href{x}{y}", "'];window.harmed=1//"], "value_names": ["$\\frac"]},
    ],
    ids=["names", "columns", "about", "formula"],
)
def test_markup_in_a_linked_table_is_shown_and_not_run(app, page, changes):
    visit(page, app, "calculator", table=own_table(reference=[0.5, 0.5], **changes))
    harmless(page)
    no_error_box(page)


def test_an_unknown_path_still_shows_the_door(app, page):
    visit(page, app, "nonsense")
    expect(page.locator('[data-testid="stMain"] h1')).to_have_text("看见注意力")
