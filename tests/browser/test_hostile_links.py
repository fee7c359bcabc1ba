"""Hostile addresses do no harm: one of each kind here, the long lists are in tests/pages."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import drawn, no_error_box, no_exception, overview, own_table, visit

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
        ("字" * 900, "太长了"),
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


@pytest.mark.parametrize("path", ["sentence", "side_by_side", "verify", "surgery", "pairs"])
def test_an_address_in_a_learner_s_text_is_no_link(app, page, path):
    text = "见www.evil.test或me@evil.test，好[MASK]。"
    visit(page, app, path, s=text, to="www.evil.test", one=text, other=text.replace("见", "看"))
    harmless(page)
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.protocol + a.host)")
    assert set(links) == {f"http:{urlsplit(app).netloc}"}


def test_an_unknown_path_still_shows_the_door(app, page):
    visit(page, app, "nonsense")
    expect(page.locator('[data-testid="stMain"] h1')).to_have_text("看见注意力")
