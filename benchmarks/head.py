"""Another head: from pointing or a click to new pixels, beside a rerun that does nothing.

Two servers, one browser, in turn: on /sentence the pointer goes to a tile of the overview; a tile
is tapped, with no pointer over it before; on apps/empty.py a button is clicked, whose page is a
button and a number. Once with the opening sentence, once with a sentence of one's own, for which
the model is loaded. Pointing and clicking are answered in the browser: their time is that of the
first frame with the new head. The server is told a quarter of a second later; its answer is timed
too. The key R runs the same page again with nothing changed, to the end of the script. Then the
same pointing and clicking on a long sentence, and on random models of many heads, whose page
(apps/overview.py) is nothing else.
"""

import itertools
from urllib.parse import quote

from benchmarks.actions import sentence
from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import APPS, serve
from benchmarks.timing import Row, interleaved, median, ratio, spread
from lib.model.checkpoints import CATALOGUE, SHIPPED

MODEL = CATALOGUE[SHIPPED]
OWN = "小猫今天在公园里看花，明天在河边等朋友。"
FRAME = 1000 / 60  # ms
LONG = 126  # characters: 128 tokens
LARGE = ((12, 12, 64, 1), (24, 16, 128, 2))  # layers, heads, tokens; times the targets
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
        serve("run", str(APPS / "overview.py")) as overview,
        visitor(browser) as base,
    ):
        visit(base, empty.url, "count")
        settle(base)

        def nothing() -> float:
            again = base.get_by_role("button", name="again")
            return changes(base, ["count"], again.click)["count"]["last"]

        raw, rows = {}, []

        def measured(name: str, address: str, size: tuple[int, int], times: int, *, whole: bool):
            with visitor(browser) as page:
                visit(page, address, "overview", "chart")
                settle(page)
                raw[f"sentence{name}"] = values = _of(page, nothing, size, whole)
            rows.extend(_rows(values, name, times))

        shipped = (MODEL.layers, MODEL.heads)
        page = f"{ours.url}/sentence"
        measured("", page, shipped, 1, whole=True)
        measured(", model loaded", f"{page}?s={quote(OWN)}", shipped, 1, whole=True)
        text = quote(sentence(0, LONG))
        measured(f", {LONG} characters", f"{page}?s={text}", shipped, 2, whole=True)
        for layers, heads, tokens, times in LARGE:
            name = f", {tokens} tokens × {layers * heads} heads"
            address = f"{overview.url}/?layers={layers}&heads={heads}&tokens={tokens}"
            measured(name, address, (layers, heads), times, whole=False)
    return rows, raw


def _of(page, nothing, size: tuple[int, int], whole: bool) -> dict[str, list[float]]:
    """What pointing, a click and a rerun take on this page, in turn with an empty rerun.

    size: layers and heads. whole: the page is the app's, whose server answers.
    """
    heads = itertools.cycle([(1, 2), (3, 0), (2, 3), (0, 1), (3, 3), (1, 0), (2, 1), (0, 3)])
    answered = []

    def another() -> tuple[int, int]:
        chosen = page.evaluate('() => stopwatch.find("canvas[data-chosen]").dataset.chosen')
        return next(at for at in heads if f"{at[0] + 1}-{at[1] + 1}" != chosen)

    def point() -> float:
        at = _tile(page, size, *another())
        return changes(page, ["head"], lambda: page.mouse.move(*at), MOVED)["head"]["first"]

    def click() -> float:
        page.mouse.move(2, 2)
        settle(page)
        at = _tile(page, size, *another())
        seen = changes(page, ["head", "answer"], lambda: page.evaluate(TAP, at))
        answered.append(seen["answer"]["last"])
        return seen["head"]["first"]

    def same() -> float:
        return changes(page, ["script"], lambda: page.keyboard.press("r"))["script"]["last"]

    cases = {"empty rerun": nothing, "pointing": point, "click": click}
    values = interleaved(cases | ({"same page": same} if whole else {}), REPEATS, discard=2)
    return values | ({"answer": answered[-REPEATS:]} if whole else {})


def _rows(values: dict[str, list[float]], name: str, times: int) -> list[Row]:
    """times: how much more than on a short sentence it may take."""
    empty = values["empty rerun"]
    factor = ratio(values["click"], empty)
    rows = [
        Row(f"empty rerun, click → new number{name}, ms", spread(empty)),
        Row(
            f"pointing at a head → heat map{name}, ms",
            spread(values["pointing"]),
            f"≤ {2 * times} frames ({2 * times * FRAME:.0f} ms)",
            median(values["pointing"]) <= 2 * times * FRAME,
        ),
        Row(
            f"click on a head → heat map{name}, ms",
            f"{spread(values['click'])} = {factor:.2f} × an empty rerun",
            f"≤ {0.3 * times:.1f} × an empty rerun",
            factor <= 0.3 * times,
        ),
    ]
    if "answer" not in values:
        return rows
    return [
        *rows,
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


def _tile(page, size: tuple[int, int], layer: int, head: int) -> tuple[float, float]:
    """The middle of a tile on the screen."""
    left, top, width, height = page.evaluate(
        """() => {
          const canvas = stopwatch.find("canvas[data-chosen]");
          canvas.scrollIntoView({ block: "nearest" });
          const box = canvas.getBoundingClientRect();
          return [box.left, box.top, box.width, box.height];
        }"""
    )
    down, across = (height - TOP) / size[0], (width - LEFT) / size[1]
    return left + LEFT + (head + 0.45) * across, top + TOP + (layer + 0.45) * down
