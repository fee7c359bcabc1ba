"""Sheets on paper: nothing to press, black on white also from a dark screen, answers apart."""

from playwright.sync_api import expect

from tests.browser.driver import drawn, no_error_box, visit


def test_a_class_set_on_paper(app, page):
    page.emulate_media(media="print", color_scheme="dark")
    visit(page, app, "class_set")
    drawn(page)
    for hidden in ("stSidebar", "stHeader"):
        expect(page.get_by_test_id(hidden)).to_be_hidden()
    expect(page.get_by_role("button", name="打印，或存成 PDF")).to_be_hidden()
    expect(page.get_by_role("link", name="打开这组题")).to_be_hidden()
    answers = page.locator("[class*=st-key-sheet_answers]")
    expect(answers).to_be_visible()
    assert answers.evaluate("e => getComputedStyle(e).breakBefore") == "page"
    text = page.locator("[class*=st-key-sheet_question] p").first
    assert text.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    no_error_box(page)


def test_a_result_on_paper(app, page):
    page.emulate_media(media="print")
    visit(page, app, "exam", exam="3", got="k" * 10 + "a" * 10)
    expect(page.get_by_text("要再学（10）")).to_be_visible()
    expect(page.get_by_text("带着例题练这个技能").first).to_be_hidden()
    expect(page.get_by_text("下一站：模型与边界")).to_be_hidden()
    no_error_box(page)
