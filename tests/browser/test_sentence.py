"""一句话的注意力: the learner's own sentence, the heads, the chosen character."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driver import (
    aloud,
    box,
    choose,
    click_head,
    drawn,
    head_map,
    no_error_box,
    overview,
    pixels,
    rerun,
    settled,
    switch,
    tile,
    visit,
    write,
)


def token(page: Page, text: str):
    """The button of a token in the shaded sentence (the first with this text)."""
    return page.get_by_role("button", name=re.compile(f"^{re.escape(text)}，")).first


def test_a_typed_sentence_changes_the_maps(app, page):
    visit(page, app, "sentence")
    drawn(page)
    before = pixels(overview(page))
    expect(head_map(page)).to_contain_text("图")

    write(page, "小猫追着太阳跑。")

    expect(token(page, "猫")).to_be_visible()
    expect(head_map(page)).to_contain_text("猫")
    expect(head_map(page)).not_to_contain_text("图")
    assert pixels(overview(page)) != before
    assert "s=" in page.url
    no_error_box(page)


def test_the_boxes_of_one_row_stand_on_one_line(app, page):
    visit(page, app, "sentence")
    drawn(page)
    unit = page.get_by_role("radio", name="字", exact=True).bounding_box()
    layer = box(page, "层").bounding_box()
    middles = [place["y"] + place["height"] / 2 for place in (unit, layer)]
    assert abs(middles[0] - middles[1]) < 8


def test_an_example_fills_the_sentence_box_and_a_mask_is_guessed(app, page):
    visit(page, app, "sentence")
    choose(page, "换个例句", "今天天气真[MASK]啊！")
    expect(page.get_by_role("textbox", name="你的句子")).to_have_value("今天天气真[MASK]啊！")
    expect(page.get_by_text(re.compile(r"猜：.+%"))).to_be_visible()
    no_error_box(page)


def test_a_click_on_a_head_changes_boxes_heading_and_map(app, page):
    visit(page, app, "sentence")
    drawn(page)
    before = pixels(head_map(page).locator("canvas"))

    click_head(page, layer=2, head=3)

    expect(box(page, "层")).to_have_value("2")
    expect(box(page, "头")).to_have_value("3")
    expect(page.get_by_role("heading", name="第 2 层 · 第 3 头")).to_be_visible()
    expect(overview(page)).to_have_attribute("data-chosen", "2-3")
    assert pixels(head_map(page).locator("canvas")) != before

    choose(page, "层", "3")  # and the other way: the boxes move the frame in the overview
    expect(overview(page)).to_have_attribute("data-chosen", "3-3")
    expect(overview(page)).to_have_accessible_name(re.compile("第 3 层 · 第 3 头"))


def test_the_pointer_moves_like_a_lens_and_the_words_follow_the_last_head(app, page):
    visit(page, app, "sentence", layer="4", head="3")
    drawn(page)
    shares = "[...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')]" + (
        ".flatMap(e => [...(e.shadowRoot?.querySelectorAll('.heads button small') ?? [])])"
        ".map(e => e.dataset.share)"
    )
    told = page.evaluate(shares)
    spoken = aloud(page).text_content()
    # Over one head after the other, without waiting, and to the one that is chosen.
    for layer, head in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (6, 2), (6, 3), (5, 3), (4, 3)):
        overview(page).hover(position=tile(page, layer, head))
        if (layer, head) == (6, 2):
            expect(page.get_by_role("heading", name="第 6 层 · 第 2 头")).to_be_visible()
            assert page.evaluate(shares) != told
            assert "约" in aloud(page).text_content()
    expect(page.get_by_role("heading", name="第 4 层 · 第 3 头")).to_be_visible()
    expect(aloud(page)).to_have_text(spoken)
    assert page.evaluate(shares) == told


def test_arrow_keys_walk_over_the_heads_and_stop_at_the_edge(app, page):
    visit(page, app, "sentence", layer="1", head="1")
    overview(page).focus()
    for key, layer, head in (
        ("ArrowRight", "1", "2"),
        ("ArrowDown", "2", "2"),
        ("ArrowLeft", "2", "1"),
    ):
        page.keyboard.press(key)
        expect(box(page, "层")).to_have_value(layer)
        expect(box(page, "头")).to_have_value(head)
    page.keyboard.press("ArrowLeft")  # nothing lies there
    page.keyboard.press("ArrowUp")
    expect(box(page, "层")).to_have_value("1")
    expect(box(page, "头")).to_have_value("1")
    settled(page)


def test_arrow_keys_pressed_in_haste_are_all_counted(app, page):
    visit(page, app, "sentence", layer="1", head="1")
    overview(page).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(box(page, "头")).to_have_value("4")
    settled(page)
    expect(overview(page)).to_have_attribute("data-chosen", "1-4")


def test_a_click_on_a_character_reads_its_row_aloud(app, page):
    visit(page, app, "sentence")
    expect(aloud(page)).to_contain_text("从“读”看出去")
    with rerun(page):
        token(page, "趣").click()
    expect(aloud(page)).to_contain_text("从“趣”看出去")
    expect(token(page, "趣")).to_have_attribute("aria-pressed", "true")
    expect(box(page, "从哪个字看出去")).to_have_value("14 趣")
    with rerun(page):  # repeated characters stay apart: the 书 of 图书馆, not the last one
        page.get_by_role("button", name=re.compile("^书，6 号")).click()
    expect(box(page, "从哪个字看出去")).to_have_value("6 书")
    expect(aloud(page)).to_contain_text("从“书·6”看出去")
    last = page.get_by_role("button", name=re.compile("^书，16 号"))
    expect(last).to_have_attribute("aria-pressed", "false")


def test_words_join_characters_separators_hide_and_lines_are_drawn(app, page):
    visit(page, app, "sentence")
    with rerun(page):
        page.get_by_role("radio", name="词").click()
    expect(token(page, "图书馆")).to_be_visible()
    expect(head_map(page)).to_contain_text("图书馆")
    switch(page, "显示 [CLS]、[SEP]")
    expect(page.get_by_role("button", name=re.compile(r"^\[CLS\]"))).to_have_count(0)
    expect(page.get_by_text("重新归一")).to_be_visible()
    drawn(page)
    before = pixels(head_map(page).locator("canvas"))
    with rerun(page):
        page.get_by_role("radio", name="连线").click()
    expect(head_map(page)).to_have_class(re.compile("lines"))
    drawn(page)
    assert pixels(head_map(page).locator("canvas")) != before
    no_error_box(page)


def test_a_wrong_segmentation_is_explained_in_place(app, page):
    visit(page, app, "sentence", unit="词")
    split = page.get_by_role("textbox", name=re.compile("^分词"))
    with rerun(page):
        split.fill("我/今天/在图书馆")
        split.press("Enter")
    expect(page.get_by_text("不能改字")).to_be_visible()
    expect(split).to_have_value("我/今天/在图书馆")  # what was typed is still there
    expect(overview(page)).to_be_visible()
