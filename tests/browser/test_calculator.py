"""QKV 计算器: the article's table, edited in place."""

import re

from playwright.sync_api import expect

from tests.browser.driver import choose, no_error_box, no_exception, rerun, type_cell, visit

KEYS_VALUES = "键和值，可以改"


def soft(page):
    """The soft answer, large: the second number."""
    return page.get_by_test_id("stMetricValue").nth(1)


def hard(page):
    return page.get_by_test_id("stMetricValue").nth(0)


def test_an_edited_cell_changes_the_answer_and_can_be_taken_back(app, page):
    visit(page, app, "calculator")
    expect(hard(page)).to_have_text("19")
    expect(soft(page)).to_have_text("19.47289")
    type_cell(page, KEYS_VALUES, row=0, column=4, text="48")  # 张三 is 48 years old
    expect(soft(page)).to_have_text("27.89658")  # 19.47289 + 30 · 0.28079
    expect(hard(page)).to_have_text("29")
    with rerun(page):
        page.get_by_role("button", name="撤销", exact=True).click()
    expect(soft(page)).to_have_text("19.47289")
    no_error_box(page)


def test_an_emptied_cell_is_named_and_undo_brings_it_back(app, page):
    visit(page, app, "calculator")
    type_cell(page, KEYS_VALUES, row=1, column=4, text="")
    expect(page.get_by_text("V 第 2 行第 1 列是空的")).to_be_visible()
    expect(soft(page)).to_have_text("19.47289")  # the last good table is still shown
    no_exception(page)
    with rerun(page):
        page.get_by_role("button", name="撤销这次修改").click()
    expect(page.get_by_text("V 第 2 行第 1 列是空的")).to_have_count(0)
    cell = page.get_by_role("region", name=KEYS_VALUES).get_by_test_id("glide-cell-4-1")
    expect(cell).to_have_text("20")
    no_error_box(page)


def test_a_preset_is_taken_and_reset_brings_its_numbers_back(app, page):
    visit(page, app, "calculator")
    choose(page, "换一张表", "书桌上的五样东西")
    expect(page.get_by_text("红咖啡杯").first).to_be_attached()
    expect(page.get_by_test_id("stMetricLabel").first).to_contain_text("信息")
    before = soft(page).inner_text()
    type_cell(page, KEYS_VALUES, row=0, column=1, text="9")
    expect(soft(page)).not_to_have_text(before)
    with rerun(page):
        page.get_by_role("button", name="重置").click()
    expect(soft(page)).to_have_text(before)
    no_error_box(page)


def test_a_pasted_block_with_full_width_commas_becomes_the_matrix(app, page):
    visit(page, app, "calculator")
    page.get_by_role("button", name="粘贴", exact=True).click()
    field = page.get_by_role("textbox", name="数字")
    field.fill("1，2，0\n1，2，0\n0，0，2\n1，4")
    with rerun(page):
        page.get_by_role("button", name="换上").click()
    expect(page.get_by_text(re.compile("K 第 4 行有 2 个数"))).to_be_visible()
    expect(field).to_have_value("1，2，0\n1，2，0\n0，0，2\n1，4")
    field.fill("1，2，0\n1，2，0\n0，0，2\n−9，4，0")
    with rerun(page):
        page.get_by_role("button", name="换上").click()
    cell = page.get_by_role("region", name=KEYS_VALUES).get_by_test_id("glide-cell-1-3")
    expect(cell).to_have_text("-9")
    expect(hard(page)).to_have_text("19")  # 张三 and 张三-2: (18 + 20) / 2
    expect(soft(page)).not_to_have_text("19.47289")
    no_error_box(page)


def test_a_cell_keeps_what_was_typed_and_says_what_is_wrong_with_it(app, page):
    visit(page, app, "calculator")
    type_cell(page, KEYS_VALUES, row=0, column=4, text="23,4")
    expect(page.get_by_text("V 第 1 行第 1 列是“23,4”，不是数：小数点请写“.”")).to_be_visible()
    cell = page.get_by_role("region", name=KEYS_VALUES).get_by_test_id("glide-cell-4-0")
    expect(cell).to_have_text("23,4")
    expect(soft(page)).to_have_text("19.47289")
    type_cell(page, KEYS_VALUES, row=0, column=4, text="４８")  # full width
    expect(soft(page)).to_have_text("27.89658")
    no_error_box(page)


def test_a_file_of_a_chinese_windows_keeps_its_names(app, page):
    table = '{"Q":[[1]],"K":[[1],[0]],"V":[[1],[2]],"key_names":["苹果","香蕉"]}'
    visit(page, app, "calculator")
    page.get_by_role("button", name="文件", exact=True).click()
    with rerun(page):
        page.locator('input[type="file"]').set_input_files(
            {"name": "qkv.json", "mimeType": "application/json", "buffer": table.encode("gbk")}
        )
    cell = page.get_by_role("region", name=KEYS_VALUES).get_by_test_id("glide-cell-0-1")
    expect(cell).to_have_text("香蕉")
    no_error_box(page)
