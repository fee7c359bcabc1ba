"""The browser, and what a test does and asks in it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from playwright.sync_api import Locator, Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.model.checkpoints import CATALOGUE, SHIPPED

MODEL = CATALOGUE[SHIPPED]

PATIENCE = 60_000  # milliseconds; the machine may be busy with something else
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
)


def find_browser() -> str | None:
    """The first Chromium on the PATH, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const still = app !== null
    && app.dataset.testConnectionState === "CONNECTED"
    && app.dataset.testScriptState === "notRunning"
    && document.querySelector('[data-testid="stMain"] h1') !== null
    && document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]') === null;
  // A script that asks for another run is still for a moment in between.
  window.stillSince = still ? window.stillSince ?? performance.now() : undefined;
  return still && performance.now() - window.stillSince > 120;
}"""


def settled(page: Page) -> None:
    """Wait until the script has run and everything it asked for is on the page."""
    page.evaluate("() => { window.stillSince = undefined; }")
    page.wait_for_function(SETTLED, timeout=PATIENCE)


# The socket between each page and its server; filled by `listen`.
SOCKETS: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()


def listen(page: Page) -> None:
    """Remember the page's socket, so that `rerun` hears when a script has ended."""
    page.on("websocket", lambda socket: SOCKETS.update({page: socket}))


def script_over(payload: bytes | str) -> bool:
    """Whether a message from the server says that a script has run to its end."""
    message = ForwardMsg.FromString(payload)
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != early


@contextmanager
def rerun(page: Page) -> Iterator[None]:
    """What is done inside makes the script run again; leave when that run is over.

    The server is asked, not the page: a short run may begin and end between two of its pictures.
    """
    with SOCKETS[page].expect_event("framereceived", script_over, timeout=PATIENCE):
        yield
    settled(page)


def visit(page: Page, base: str, path: str = "", **query: str) -> None:
    """Open `path` with the query in the address, and wait until it stands."""
    page.goto(f"{base}/{path}" + (f"?{urlencode(query)}" if query else ""))
    settled(page)


def no_exception(page: Page) -> None:
    """No box of Streamlit's own: an uncaught exception, “page not found”, a lost connection."""
    boxes = page.locator('[data-testid="stException"], [data-testid="stDialog"]')
    assert boxes.all_inner_texts() == []


def errors(page: Page) -> list[str]:
    """The texts of our own red boxes."""
    return page.locator('[data-testid="stAlertContentError"]').all_inner_texts()


def no_error_box(page: Page) -> None:
    """Neither an exception nor a red box of our own."""
    no_exception(page)
    assert errors(page) == []


DRAWN = """() => document.fonts.status === "loaded"
  && [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
       .every((chart) => chart.querySelector("canvas, svg") !== null)"""


def drawn(page: Page) -> None:
    """Wait until every chart of a settled page is drawn in the size that it has now."""
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    if page.locator(".heads").count():
        heads_drawn(page)
    two_frames(page)  # charts follow a new size one frame later


def two_frames(page: Page) -> None:
    """Wait for the browser's next frame but one: what was asked of it has happened by then."""
    page.evaluate("() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")


FOCUS = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e.matches('a, button') ? e.getAttribute('aria-label') ?? e.innerText : '';
}"""


def tab_to(page: Page, name: str, most: int = 300) -> None:
    """Press Tab until a link or button that has `name` among its words has the focus."""
    for _ in range(most):
        if name in page.evaluate(FOCUS):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to “{name}”")


# ── places on the pages ─────────────────────────────────────────────────────────────────────


def box(page: Page, name: str) -> Locator:
    """A selectbox by its label; its value is what the learner reads."""
    return page.get_by_role("combobox", name=name, exact=True)


def switch(page: Page, name: str) -> None:
    """Turn a switch the other way."""
    with rerun(page):
        page.get_by_test_id("stCheckbox").filter(has_text=name).locator("label").first.click()


def choose(page: Page, name: str, option: str) -> None:
    """Open a selectbox and take the option with this text."""
    with rerun(page):
        pull_down(page, box(page, name))
        page.get_by_role("option", name=option, exact=True).click()


def pull_down(page: Page, field: Locator) -> None:
    """Open a selectbox. A page that scrolls closes its list, so it is scrolled there first.

    The event of a scroll comes with the next frame; on a busy machine that is after a click.
    """
    field.scroll_into_view_if_needed()
    two_frames(page)
    field.click()


def write(page: Page, sentence: str) -> None:
    """Type a sentence into the box and press Enter."""
    field = page.get_by_role("textbox", name="你的句子", exact=True)
    with rerun(page):
        field.fill(sentence)
        field.press("Enter")


def overview(page: Page) -> Locator:
    """The canvas of all heads."""
    return page.get_by_role("img", name="缩略图").and_(page.locator("canvas"))


def head_map(page: Page) -> Locator:
    """The chosen head, drawn large: its names, its canvas, what the pointer reads."""
    return page.locator(".map").first


def aloud(page: Page) -> Locator:
    """The chosen row as a sentence in words."""
    return page.get_by_text("看出去：").first


def heads_drawn(page: Page) -> None:
    """Wait until the browser has drawn the heads, with the numbers that came for the chosen row."""
    page.locator(".heads[data-exact=true]").wait_for(timeout=PATIENCE)


def pixels(canvas: Locator) -> str:
    """All pixels of a canvas, as text to compare."""
    return canvas.evaluate("canvas => canvas.toDataURL()")


def click_head(page: Page, layer: int, head: int) -> None:
    """Click a head of the shipped model in the overview; counted from 1."""
    with rerun(page):
        overview(page).click(position=tile(page, layer, head))


def tile(page: Page, layer: int, head: int) -> dict[str, float]:
    """The middle of a head of the shipped model in the overview; counted from 1."""
    left, top = 34, 20  # the margins of thumbnails.js
    size = overview(page).bounding_box()
    across, down = (size["width"] - left) / MODEL.heads, (size["height"] - top) / MODEL.layers
    return {"x": left + (head - 0.5) * across, "y": top + (layer - 0.5) * down}


def type_cell(page: Page, table: str, row: int, column: int, text: str) -> None:
    """Put `text` into a cell of an editable table (counted from 0); "" empties the cell."""
    grid = page.get_by_role("region", name=table)
    grid.click(position={"x": 30, "y": 35 + 35 * row + 17})
    for at in range(column + 1):
        if at:
            page.keyboard.press("ArrowRight")
        selected = f'[data-testid="glide-cell-{at}-{row}"][aria-selected="true"]'
        grid.locator(selected).wait_for(state="attached")
    with rerun(page):
        if text:
            page.keyboard.press("Enter")
            page.locator("#portal :is(input, textarea)").fill(text)
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Delete")


def own_table(**changes) -> str:
    """A small table as the address holds it, with what is to be otherwise."""
    table = {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]} | changes
    return json.dumps(table, ensure_ascii=False)
