"""并排：玩具与真模型: two sides, one function, and the way into the calculator."""

import re

from playwright.sync_api import expect

from tests.browser.driver import choose, drawn, no_error_box, rerun, visit
from tests.told import differences


def test_both_sides_stand_and_agree_with_the_model(app, page):
    visit(page, app, "side_by_side")
    drawn(page)
    note = page.get_by_text("最大相差")
    expect(note).to_be_visible()
    assert differences(note.inner_text())[0] < 1e-5
    no_error_box(page)


def test_the_numbers_and_the_code_come_when_one_clicks(app, page):
    visit(page, app, "side_by_side")
    with rerun(page):
        page.get_by_role("button", name="看这些数").click()
    expect(page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")).to_have_count(4)
    with rerun(page):
        page.keyboard.press("Escape")
    with rerun(page):
        page.get_by_text("看代码", exact=True).click()
    expect(page.get_by_test_id("stCode")).to_have_count(2)
    no_error_box(page)


def test_a_real_head_s_vectors_arrive_in_the_calculator_with_the_model_s_weights(app, page):
    visit(page, app, "side_by_side", layer="2", head="2")
    with rerun(page):
        page.get_by_role("button", name="把这几个向量拿进计算器").click()
    expect(page.get_by_role("heading", name="QKV 计算器", level=1)).to_be_visible()
    grid = page.get_by_role("region", name="键和值，可以改")
    expect(grid.get_by_test_id("glide-cell-0-0")).to_have_text(re.compile(r".+·\d+"))
    expect(page.get_by_text("取自第 2 层第 2 头")).to_be_visible()
    note = page.get_by_text("最大相差")
    expect(note).to_be_visible()
    assert differences(note.inner_text())[0] < 1e-5
    no_error_box(page)


def test_the_real_side_follows_layer_and_head_and_the_toy_stays(app, page):
    visit(page, app, "side_by_side", layer="1", head="1")
    drawn(page)
    charts = page.get_by_test_id("stVegaLiteChart")
    toy, real = charts.nth(2).inner_html(), charts.nth(3).inner_html()
    choose(page, "层", "3")
    drawn(page)
    expect(
        page.get_by_role("heading", name=re.compile("真模型：第 3 层 · 第 1 头"))
    ).to_be_visible()
    assert charts.nth(2).inner_html() == toy
    assert charts.nth(3).inner_html() != real


def test_a_covered_character_is_guessed_before_and_after_a_change(app, page):
    visit(page, app, "side_by_side", t="5")
    with rerun(page):
        page.get_by_role("button", name="遮住“读”").click()
    expect(page.get_by_role("textbox", name="你的句子")).to_have_value(re.compile(r"馆\[MASK\]了"))
    expect(page.get_by_text("改动之后")).to_be_visible()
    expect(page.get_by_text(re.compile("猜：.+%"))).to_have_count(2)
    no_error_box(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("改动之后").scroll_into_view_if_needed()
    heat = page.get_by_test_id("stSlider").filter(has_text="温度")
    expect(heat).to_be_in_viewport()  # beside the guess that it changes, without a swipe
