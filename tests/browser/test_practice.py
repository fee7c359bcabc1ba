"""What is graded is what is shown, also in the browser's own memory of a box."""

from itertools import islice

from playwright.sync_api import Page, expect

from lib.course.practice import questions
from tests.browser.driver import no_error_box, rerun, visit


def send(page: Page, numbers: list[str]) -> None:
    boxes = page.get_by_test_id("stForm").get_by_role("textbox")
    for i, number in enumerate(numbers):
        boxes.nth(i).fill(number)
    with rerun(page):
        page.get_by_role("button", name="交答案").click()


def test_the_boxes_keep_what_was_sent_last(app, page):
    question = next(islice(questions(7, ("compute",)), 0, None))
    visit(page, app, "practice", set=question.id)
    right = [repr(cell.answer) for cell in question.cells]
    boxes = page.get_by_test_id("stForm").get_by_role("textbox")
    for wrong in ("98761", "98762"):
        send(page, [wrong] * len(right))
        for i in range(len(right)):
            expect(boxes.nth(i)).to_have_value(wrong)
    send(page, right)
    block = page.get_by_test_id("stMainBlockContainer")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    expect(block).not_to_contain_text("9876")
    for number in right:
        expect(page.get_by_text(number, exact=True).first).to_be_visible()
    assert page.locator("input[value^='9876']").count() == 0
    no_error_box(page)
