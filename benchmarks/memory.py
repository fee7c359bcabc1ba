"""Resident memory of the server: before any model, after ten sentences, with three visitors.

One server, measured after each step has come to rest. The first visitor types ten sentences; two
more open the page while the first stays, and each of the three types three further sentences.
"""

from contextlib import ExitStack

from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import serve
from benchmarks.timing import Row
from lib.examples import EXAMPLES

LIMIT = 600  # MiB


def run() -> tuple[list[Row], dict]:
    texts = [e.sentence for e in EXAMPLES[1:]]
    raw = {}
    with chromium() as browser, serve("run", "streamlit_app.py") as server, ExitStack() as stack:

        def enter():
            page = stack.enter_context(visitor(browser))
            visit(page, server.url + "/sentence", "overview", "chart")
            settle(page)
            return page

        raw["started"] = server.rss()
        pages = [enter()]
        raw["opening example, no model loaded"] = server.rss()
        _type(pages[0], texts[0])
        raw["after 1 sentence"] = server.rss()
        for text in texts[1:10]:
            _type(pages[0], text)
        raw["after 10 sentences"] = server.rss()
        pages += [enter(), enter()]
        for i in range(3):
            for j, page in enumerate(pages):
                _type(page, f"{texts[10 + i]}{'一二三'[j]}")
        raw["after 10 sentences and 3 visitors"] = server.rss()
    rows = [
        Row(
            f"server's memory, {name}",
            f"{value:.0f} MiB",
            f"≤ {LIMIT} MiB" if "sentences" in name else "",
            value <= LIMIT if "sentences" in name else None,
        )
        for name, value in raw.items()
    ]
    return rows, raw


def _type(page, text: str) -> None:
    box = page.get_by_role("textbox").first
    box.fill(text)
    changes(page, ["sentence", "overview"], lambda: box.press("Enter"))
