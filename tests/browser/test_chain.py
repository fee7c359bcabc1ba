"""一条链 and the projector in a real browser: numbers lead back, arrow keys step, a guess stays."""

from playwright.sync_api import expect

from tests.browser.driver import box, no_error_box, rerun, settled, visit


def heading(page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def test_a_number_leads_back_to_the_step_that_made_it(app, page):
    visit(page, app, "chain", chain_step="4", chain_token="8")
    with rerun(page):
        page.get_by_role("button", name="不猜了，直接看").click()
    number = page.get_by_title("这个数从哪来？").first
    score = number.inner_text()
    with rerun(page):
        number.click()
    heading(page, "3 · 和每个键做点积")
    expect(box(page, "看哪个键")).to_have_value("8 读")
    with rerun(page):
        page.get_by_role("button", name="不猜了，直接看").click()
    expect(page.get_by_role("list", name="算式")).to_contain_text(f"= {score}")
    no_error_box(page)


def test_arrow_keys_step_through_a_lesson_on_a_wall(app, page):
    visit(page, app, "lookup", projector="true")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    with rerun(page):
        page.keyboard.press("ArrowRight")
    heading(page, "2 · 一次查好几个人")
    with rerun(page):
        page.keyboard.press("ArrowLeft")
    heading(page, "1 · 先老老实实地查")
    no_error_box(page)


def test_the_first_guess_is_still_there_after_a_new_visit(app, page):
    visit(page, app, "book")
    with rerun(page):
        page.get_by_role("button", name="图书馆", exact=True).click()
    expect(page.get_by_text("你当时猜的是：图书馆")).to_be_visible()
    settled(page)
    visit(page, app, "chain", chain_step="10")
    expect(page.get_by_text("你当时猜的是：图书馆")).to_be_visible()
    no_error_box(page)
