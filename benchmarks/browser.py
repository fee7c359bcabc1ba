"""Headless Chromium with a stopwatch inside the page (stopwatch.js)."""

import contextlib
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import find_browser

STOPWATCH = (Path(__file__).parent / "stopwatch.js").read_text("utf-8")


@contextlib.contextmanager
def chromium():
    """The system's Chromium, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def visitor(browser: Browser):
    """A page in a fresh context: no cache, no cookies, 1280 × 900."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(STOPWATCH)
    page = context.new_page()
    page.set_default_timeout(90_000)
    yield page
    context.close()


def visit(page: Page, url: str, *probes: str) -> dict[str, float]:
    """Open `url`; probe → clock (ms) of the frame in which the page first showed it."""
    page.goto(url, wait_until="commit")
    return page.evaluate("names => stopwatch.shown(names)", list(probes))


def settle(page: Page) -> None:
    """Wait until the script has ended and nothing watched has changed for half a second."""
    page.evaluate("() => stopwatch.quiet()")


def changes(
    page: Page, probes: list[str], act, kinds: tuple[str, ...] = ("click", "keydown")
) -> dict[str, dict[str, float]]:
    """What `act()` does to the page; the first event of these `kinds` starts the clock.

    probe → {first, last}: ms from the event to the frames in which what the probe sees changed
    for the first and for the last time. Ends when every probe has changed, the script has ended
    and the picture stands still; the wait is not part of any number.
    """
    page.evaluate("([names, kinds]) => void stopwatch.arm(names, kinds)", [probes, list(kinds)])
    act()
    return page.evaluate("() => stopwatch.result")
