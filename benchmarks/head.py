"""Another head: from pointing or a click to new pixels, beside a rerun that does nothing.

Two servers, one browser, in turn: on /sentence the pointer goes to a tile of the overview; a tile
is tapped, with no pointer over it before; on apps/empty.py a button is clicked, whose page is a
button and a number. Once with the opening sentence, once with a sentence of one's own, for which
the model is loaded. Pointing and clicking are answered in the browser: their time is that of the
first frame with the new head. The server is told a quarter of a second later; its answer is timed
too. The key R runs the same page again with nothing changed, to the end of the script.
"""

import itertools
from urllib.parse import quote

from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import APPS, serve
from benchmarks.timing import Row, interleaved, median, ratio, spread
from lib.model.checkpoints import CATALOGUE, SHIPPED

MODEL = CATALOGUE[SHIPPED]
OWN = "小猫今天在公园里看花，明天在河边等朋友。"
FRAME = 1000 / 60  # ms
REPEATS = 8
MOVED = ("mousemove",)
# As a finger does: no pointer has been there before.
TAP = """([clientX, clientY]) => void stopwatch.find("canvas[data-chosen]")
  .dispatchEvent(new MouseEvent("click", { clientX, clientY, bubbles: true, composed: true }))"""
LEFT, TOP = 34, 20  # the overview's margins, as in thumbnails.js


def run() -> tuple[list[Row], dict]:
    with (
        chromium() as browser,
        serve("run", "streamlit_app.py") as ours,
        serve("run", str(APPS / "empty.py"), cwd=APPS) as empty,
        visitor(browser) as base,
    ):
        visit(base, empty.url, "count")
        settle(base)

        def nothing() -> float:
            again = base.get_by_role("button", name="again")
            return changes(base, ["count"], again.click)["count"]["last"]

        raw, rows = {}, []
        for name, query in (("", ""), (", model loaded", f"?s={quote(OWN)}")):
            with visitor(browser) as page:
                visit(page, f"{ours.url}/sentence{query}", "overview", "chart")
                settle(page)
                raw[f"sentence{name}"] = values = _of(page, nothing)
            rows += _rows(values, name)
    return rows, raw


def _of(page, nothing) -> dict[str, list[float]]:
    """What pointing, a click and a rerun take on this page, in turn with an empty rerun."""
    heads = itertools.cycle([(1, 2), (3, 0), (2, 3), (0, 1), (3, 3), (1, 0), (2, 1), (0, 3)])
    answered = []

    def another() -> tuple[int, int]:
        chosen = page.evaluate('() => stopwatch.find("canvas[data-chosen]").dataset.chosen')
        return next(at for at in heads if f"{at[0] + 1}-{at[1] + 1}" != chosen)

    def point() -> float:
        at = _tile(page, *another())
        return changes(page, ["head"], lambda: page.mouse.move(*at), MOVED)["head"]["first"]

    def click() -> float:
        page.mouse.move(2, 2)
        settle(page)
        at = _tile(page, *another())
        seen = changes(page, ["head", "answer"], lambda: page.evaluate(TAP, at))
        answered.append(seen["answer"]["last"])
        return seen["head"]["first"]

    def same() -> float:
        return changes(page, ["script"], lambda: page.keyboard.press("r"))["script"]["last"]

    cases = {"empty rerun": nothing, "pointing": point, "click": click, "same page": same}
    values = interleaved(cases, REPEATS, discard=2)
    return values | {"answer": answered[-REPEATS:]}


def _rows(values: dict[str, list[float]], name: str) -> list[Row]:
    empty = values["empty rerun"]
    factor = ratio(values["click"], empty)
    return [
        Row(f"empty rerun, click → new number{name}, ms", spread(empty)),
        Row(
            f"pointing at a head → heat map{name}, ms",
            spread(values["pointing"]),
            "≤ 2 frames (33 ms)",
            median(values["pointing"]) <= 2 * FRAME,
        ),
        Row(
            f"click on a head → heat map{name}, ms",
            f"{spread(values['click'])} = {factor:.2f} × an empty rerun",
            "≤ 0.3 × an empty rerun",
            factor <= 0.3,
        ),
        Row(
            f"click on a head → the server's answer{name}, ms",
            f"{spread(values['answer'])}; 250 of it is waiting whether another click follows",
        ),
        Row(
            f"the same page with nothing changed{name}, ms",
            f"{spread(values['same page'])} = {ratio(values['same page'], empty):.2f} × "
            "an empty rerun",
        ),
    ]


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
