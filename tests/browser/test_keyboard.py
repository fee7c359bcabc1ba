"""Without a mouse, without motion, in Chinese also for those who hear the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import box, overview, rerun, settled, visit


def test_a_head_and_a_character_can_be_chosen_with_the_keyboard(app, page):
    visit(page, app, "sentence", layer="1", head="1")
    overview(page).focus()
    with rerun(page):
        page.keyboard.press("ArrowDown")
    expect(box(page, "层")).to_have_value("2")
    page.get_by_role("button", name=re.compile("^趣，")).first.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(box(page, "从哪个字看出去")).to_have_value("14 趣")


@pytest.mark.browser_context_args(reduced_motion="reduce")
def test_nothing_moves_for_those_who_ask_for_it(app, page):
    visit(page, app, "sentence")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) => {
          const style = getComputedStyle(e);
          return [style.transitionDuration, style.animationDuration]
            .some((times) => times.split(',').some((t) => parseFloat(t) > 0));
        }).length"""
    )
    assert moving == 0


def test_streamlit_s_own_names_are_chinese(app, page):
    visit(page, app, "sentence")
    names = page.evaluate(
        """() => [...document.querySelectorAll('[aria-label]:not([aria-hidden])')]
          .map((e) => e.getAttribute('aria-label'))
          .filter((name) => /[A-Za-z]{3,}/.test(name) && !/[\\u4e00-\\u9fff]/.test(name))"""
    )
    assert names == []


def test_while_the_server_is_away_the_page_says_so_in_chinese(cold_server, page):
    server = cold_server()
    visit(page, server.url, "glossary")
    server.stop()
    said = (
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]'), '::after').content"
    )
    page.wait_for_function(f"({said})().includes('和服务器的连接断了')")
    page.wait_for_timeout(4000)  # Streamlit's own words come late
    expect(page.get_by_text("Connection error")).to_be_hidden()
    server.start()
    settled(page)
    assert page.evaluate(said) == "none"
