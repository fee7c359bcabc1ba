"""Addresses: a copied link restores the view in a cold server, at the next page and after F5."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from lib.ui.menu import PAGES
from tests.browser.driver import (
    aloud,
    box,
    choose,
    click_head,
    no_error_box,
    overview,
    own_table,
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
    choose(page, "从哪个字看出去", "11 本")
    choose(page, "表", "单位矩阵")

    other = context.new_page()
    other.goto(elsewhere(page.url, app, cold_server().url))
    settled(other)

    expect(other.get_by_role("heading", name="真模型：第 2 层 · 第 4 头")).to_be_visible()
    expect(box(other, "从哪个字看出去")).to_have_value("11 本")
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
        page.get_by_role("button", name=re.compile("^本，")).click()
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("link", name="并排：玩具与真模型").click()
    expect(page.get_by_role("heading", name="真模型：第 3 层 · 第 2 头")).to_be_visible()
    expect(box(page, "从哪个字看出去")).to_have_value("11 本")
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("link", name="一句话的注意力").click()
    expect(box(page, "层")).to_have_value("3")
    expect(box(page, "头")).to_have_value("2")


# ── a copied link or F5, and nothing touched before the next page ────────────────────────────

COVERED = "今天天气真[MASK]啊！"
HELD = {
    "sentence": {"s": SENTENCE, "layer": "2", "head": "2", "q": "1"},
    "side_by_side": {"s": SENTENCE, "layer": "2", "head": "2", "q": "1"},
    "verify": {"s": SENTENCE, "to": "太阳"},
    "surgery": {"s": COVERED},
}


def menu(page: Page, title: str) -> None:
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    settled(page)


def stands(page: Page, query: dict[str, str]) -> None:
    """The page shows the learner's sentence, and its address says so."""
    expect(page.get_by_role("textbox", name="你的句子", exact=True)).to_have_value(query["s"])
    assert parse_qs(urlsplit(page.url).query)["s"] == [query["s"]]


@pytest.mark.parametrize("path", HELD)
def test_a_link_keeps_its_sentence_at_the_next_page_and_back_although_nothing_was_touched(
    app, page, path
):
    query = HELD[path]
    target = "side_by_side" if path == "sentence" else "sentence"
    visit(page, app, path, **query)
    menu(page, PAGES[target].title)
    stands(page, query)
    if "layer" in query:
        expect(box(page, "层")).to_have_value("2")
        expect(box(page, "头")).to_have_value("2")
        expect(box(page, "从哪个字看出去")).to_have_value("1 小")
    with rerun(page):
        page.go_back()
    expect(page.get_by_role("heading", name=PAGES[path].title, level=1)).to_be_visible()
    stands(page, query)


def test_f5_keeps_the_sentence_through_a_page_that_does_not_show_it(app, page):
    visit(page, app, "sentence", **HELD["sentence"])
    page.reload()
    settled(page)
    menu(page, PAGES["glossary"].title)
    page.reload()
    settled(page)
    menu(page, PAGES["surgery"].title)
    stands(page, HELD["sentence"])


def test_a_link_of_the_menu_opened_in_another_tab_has_the_sentence(app, page, context):
    visit(page, app, "sentence", **HELD["sentence"])
    with context.expect_page() as opened:
        link = page.get_by_test_id("stSidebar").get_by_role("link", name=PAGES["why"].title)
        link.click(modifiers=["ControlOrMeta"])
    other = opened.value
    settled(other)
    expect(other.get_by_role("heading", name=PAGES["why"].title, level=1)).to_be_visible()
    stands(other, HELD["sentence"])


def test_an_embedded_page_stays_embedded_through_the_menu_and_back(app, page):
    visit(page, app, "sentence", embed="true", **HELD["sentence"])
    menu(page, PAGES["why"].title)
    stands(page, HELD["sentence"])
    assert parse_qs(urlsplit(page.url).query)["embed"] == ["true"]
    assert "menu" not in parse_qs(urlsplit(page.url).query)
    with rerun(page):
        page.go_back()
    stands(page, HELD["sentence"])


def test_back_leaves_a_page_at_once_however_many_choices_were_made_on_it(app, page):
    visit(page, app, "verify", s=SENTENCE)
    menu(page, PAGES["sentence"].title)
    for layer in (1, 2, 3):
        click_head(page, layer=layer, head=1)
    with rerun(page):
        page.go_back()
    expect(page.get_by_role("heading", name=PAGES["verify"].title, level=1)).to_be_visible()
    stands(page, {"s": SENTENCE})
    with rerun(page):
        page.go_forward()
    expect(box(page, "层")).to_have_value("3")


def test_a_corrected_segmentation_goes_along_and_a_pair_has_two(app, page, context):
    visit(page, app, "sentence", s="中君意", s2="他中君意", unit="词")
    for label, words in (("第一句的分词", "中/君意"), ("第二句的分词", "他/中君/意")):
        field = page.get_by_role("textbox", name=label)
        with rerun(page):
            field.fill(words)
            field.press("Enter")
    expect(page.get_by_role("button", name=re.compile("^君意，"))).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("^中君，"))).to_have_count(1)
    menu(page, PAGES["verify"].title)
    menu(page, PAGES["sentence"].title)
    expect(page.get_by_role("textbox", name="第二句的分词")).to_have_value("他/中君/意")

    other = context.new_page()
    other.goto(page.url)
    settled(other)
    expect(other.get_by_role("textbox", name="第一句的分词")).to_have_value("中/君意")
    expect(other.get_by_role("textbox", name="第二句的分词")).to_have_value("他/中君/意")


def test_a_table_of_one_s_own_is_in_the_address_of_both_sides(app, cold_server, page, context):
    visit(page, app, "calculator", table=own_table(key_names=["甲", "乙"]))
    menu(page, PAGES["side_by_side"].title)
    expect(box(page, "表")).to_have_value("计算器里的表")
    other = context.new_page()
    other.goto(elsewhere(page.url, app, cold_server().url))
    settled(other)
    expect(box(other, "表")).to_have_value("计算器里的表")


def test_what_was_changed_on_one_page_does_not_act_on_another(app, page):
    visit(page, app, "side_by_side", s=COVERED, t="0.5", masked="1")
    menu(page, PAGES["surgery"].title)
    stands(page, {"s": COVERED})
    expect(page.get_by_text("改动之后", exact=False)).to_have_count(1)  # “动一个，这里就有……”
    menu(page, PAGES["side_by_side"].title)
    assert parse_qs(urlsplit(page.url).query)["t"] == ["0.5"]


# ── a choice that depends on other data ─────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["sentence", "side_by_side", "verify"])
def test_a_new_sentence_never_leaves_the_name_of_an_old_character_in_the_box(app, page, path):
    visit(page, app, path, to="很")  # both sentences have it
    choose(page, "从哪个字看出去", "11 本")
    write(page, SENTENCE)
    expect(box(page, "从哪个字看出去")).to_have_value("16 玩")
    if path == "verify":
        expect(page.get_by_role("heading", name=re.compile("“玩”更看这些吗"))).to_be_visible()
    assert "q" not in parse_qs(urlsplit(page.url).query)


def test_a_blocked_key_is_forgotten_when_the_table_calls_it_otherwise(app, page):
    visit(page, app, "calculator", blocked="3", t="0.5")
    expect(page.get_by_text("3 李四", exact=True)).to_be_visible()
    choose(page, "换一张表", "书桌上的五样东西")
    expect(page.get_by_text("3 李四", exact=True)).to_have_count(0)


def test_a_second_sentence_that_counts_is_seen(app, page):
    visit(page, app, "sentence", s="小猫睡了。", s2="它很累。")
    write(page, "小狗睡了。")
    expect(page.get_by_role("textbox", name="第二句")).to_be_visible()
    expect(page.get_by_role("textbox", name="第二句")).to_have_value("它很累。")
