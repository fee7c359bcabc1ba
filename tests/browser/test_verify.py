"""验证一句话: a ready claim fills the boxes, the answer follows, and the head can be looked at."""

import re

from playwright.sync_api import expect

from lib.examples import SAID
from tests.browser.driver import box, choose, drawn, no_error_box, rerun, visit

ANSWER = re.compile(r"^(在这句话里站不住。|这样看的头比碰运气多吗？(看不出来|在这句话里站得住)。)$")


def test_a_ready_claim_is_answered_and_its_head_opens_on_the_sentence(app, page):
    visit(page, app, "verify")
    drawn(page)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    said = next(said for said in SAID if said.query == "”")

    choose(page, "现成的说法", f"“{said.query}”更看“{said.targets}”：{said.sentence}")

    expect(page.get_by_role("textbox", name="你的句子")).to_have_value(said.sentence)
    expect(
        page.get_by_role("heading", name=re.compile(f"更看这些吗：{said.targets}"))
    ).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    no_error_box(page)
    drawn(page)
    layer, head = re.search(
        r"超出最多的是第 (\d+) 层第 (\d+) 头", page.get_by_text("超出最多的是").last.inner_text()
    ).groups()
    with rerun(page):
        page.get_by_role("link", name="在“一句话的注意力”里看这个头").click()
    expect(page.get_by_role("heading", name=f"第 {layer} 层 · 第 {head} 头")).to_be_visible()
    expect(page.get_by_role("textbox", name="你的句子")).to_have_value(said.sentence)
    expect(box(page, "头")).to_have_value(head)
    no_error_box(page)


def test_a_word_that_is_not_there_is_named_and_kept(app, page):
    visit(page, app, "verify")
    drawn(page)
    field = page.get_by_role("textbox", name=re.compile("更看哪些"))
    with rerun(page):
        field.fill("月亮")
        field.press("Enter")
    expect(page.get_by_text("句子里没有“月亮”")).to_be_visible()
    expect(field).to_have_value("月亮")
