"""A click on another head: from the click to new pixels, beside a rerun that does nothing.

Two servers, one browser, in turn: a click on a tile of the overview on /sentence, and a click on
the button of apps/empty.py, whose page is a button and a number. The overview answers in the
browser; the heat map needs the rerun, and its time is that of its last change. A third case
tells what is the page's and what is the head's: the key R on /sentence runs the same page again
with nothing changed; there both are timed to the end of the script.
"""

import itertools

from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import APPS, serve
from benchmarks.timing import Row, interleaved, ratio, spread
from lib.model.checkpoints import CATALOGUE, SHIPPED

MODEL = CATALOGUE[SHIPPED]

REPEATS = 15
LEFT, TOP = 34, 20  # the overview's margins, as in thumbnails.js


def run() -> tuple[list[Row], dict]:
    clicks = []
    with (
        chromium() as browser,
        serve("run", "streamlit_app.py") as ours,
        serve("run", str(APPS / "empty.py"), cwd=APPS) as empty,
        visitor(browser) as page,
        visitor(browser) as base,
    ):
        visit(page, ours.url + "/sentence", "overview", "chart")
        visit(base, empty.url, "count")
        settle(page)
        settle(base)
        heads = itertools.cycle([(1, 2), (3, 0), (2, 3), (0, 1), (3, 3), (1, 0), (2, 1), (0, 3)])

        def head() -> float:
            x, y = _tile(page, *next(heads))
            page.mouse.move(x, y)  # the outline under the pointer is drawn before the click
            settle(page)
            probes = ["overview", "chart", "script"]
            clicks.append(changes(page, probes, lambda: page.mouse.click(x, y)))
            return clicks[-1]["chart"]["last"]

        def same() -> float:
            return changes(page, ["script"], lambda: page.keyboard.press("r"))["script"]["last"]

        def nothing() -> float:
            again = base.get_by_role("button", name="again")
            return changes(base, ["count"], again.click)["count"]["last"]

        cases = {"empty rerun": nothing, "heat map": head, "same page, nothing changed": same}
        values = interleaved(cases, REPEATS, discard=3)
    overview = [click["overview"]["first"] for click in clicks[-REPEATS:]]
    factors = {
        name: ratio(times, values["empty rerun"])
        for name, times in (("overview", overview), ("heat map", values["heat map"]))
    }
    rows = [Row("empty rerun, click → new number, ms", spread(values["empty rerun"]))]
    for name, times in (("overview", overview), ("heat map", values["heat map"])):
        rows.append(
            Row(
                f"click on a head → {name}, ms",
                f"{spread(times)} = {factors[name]:.2f} × an empty rerun",
                "≤ 1.3 × an empty rerun",
                factors[name] <= 1.3,
            )
        )
    ended = [click["script"]["last"] for click in clicks[-REPEATS:]]
    unchanged = values["same page, nothing changed"]
    rows.append(
        Row(
            "click on a head → end of the script, ms",
            f"{spread(ended)} = {ratio(ended, unchanged):.2f} × the same page with nothing changed "
            f"({spread(unchanged)})",
        )
    )
    return rows, values | {"overview": overview, "clicks": clicks[-REPEATS:]}


def _tile(page, layer: int, head: int) -> tuple[float, float]:
    """The middle of a tile on the screen."""
    left, top, width, height = page.evaluate(
        """() => {
          const canvas = stopwatch.find("canvas[data-chosen]");
          canvas.scrollIntoView({ block: "nearest" });
          const box = canvas.getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        }"""
    )
    across, down = (width - LEFT) / MODEL.heads, (height - TOP) / MODEL.layers
    return left + LEFT + (head + 0.45) * across, top + TOP + (layer + 0.45) * down
