"""An exam in progress in a real browser: F5, and a server that restarts under the open page."""

from playwright.sync_api import Page, expect

from tests.browser.driver import no_error_box, settled, visit
from tests.browser.test_progress import stored


def reply(page: Page, number: int) -> None:
    """Answer the present question somehow, and go on."""
    expect(page.get_by_role("heading", name=f"第 {number} 题，共 20 题")).to_be_visible()
    form = page.get_by_test_id("stForm")
    boxes = form.get_by_role("textbox")
    if boxes.count():
        for i in range(boxes.count()):
            boxes.nth(i).fill(f"{number}.{i}")
    else:
        form.get_by_test_id("stRadioOption").first.click()
    page.get_by_role("button", name="交答案").click()
    expect(page.get_by_text("记下了")).to_be_visible()
    page.get_by_role("button", name="下一题").click()


def kept(page: Page, number: int) -> None:
    """Wait until the browser has the paper at this question."""
    page.wait_for_function(
        """at => JSON.parse(localStorage.getItem("attention-progress") ?? "{}").paper?.at === at""",
        arg=number - 1,
    )


def test_f5_and_a_restarted_server_lose_no_answer(cold_server, page):
    server = cold_server()
    visit(page, server.url, "exam")
    page.get_by_role("button", name="开始考").click()
    reply(page, 1)
    reply(page, 2)
    kept(page, 3)
    before = stored(page)["paper"]

    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="第 3 题，共 20 题")).to_be_visible()
    assert stored(page)["paper"] == before
    reply(page, 3)
    kept(page, 4)

    server.stop()  # the page stays open
    app = page.get_by_test_id("stApp")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    server.start()
    settled(page)
    reply(page, 4)
    kept(page, 5)
    answers = stored(page)["paper"]["answers"]
    assert answers[:2] == before["answers"][:2]
    assert all(answer is not None for answer in answers[:4]) and answers[4:] == [None] * 16
    no_error_box(page)
