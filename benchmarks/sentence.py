"""A sentence is typed: from Enter to the last change of sentence, overview and heat map.

Warm: the model has read before, every sentence is new to the server. First: the first sentence that
a fresh server reads, some seconds after its first page, in which the model is loaded in the
background. Cold: as first, but without that (MODEL_AHEAD=0), with the import of torch.
"""

from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import serve
from benchmarks.timing import Row, median, spread
from lib.examples import EXAMPLES

PROBES = ["sentence", "overview", "chart"]
COLD = 2
TYPING = 8_000  # ms between the first page and the first sentence of one's own


def run() -> tuple[list[Row], dict]:
    cold, first, warm = [], [], []
    texts = [e.sentence for e in EXAMPLES[1:]]
    with chromium() as browser:
        for _ in range(COLD):
            for found, ahead in ((first, "1"), (cold, "0")):
                app = serve("run", "streamlit_app.py", MODEL_AHEAD=ahead)
                with app as server, visitor(browser) as page:
                    visit(page, server.url + "/sentence", *PROBES)
                    settle(page)
                    page.wait_for_timeout(TYPING if ahead == "1" else 0)
                    found.append(_typed(page, texts[0]))
                    warm += [_typed(page, text) for text in texts[1:4]]
    rows = [
        Row("sentence → all maps, warm model, ms", spread(_all(warm))),
        Row("sentence → overview, warm model, ms", spread(_all(warm, ["overview"]))),
        Row(
            "sentence → all maps, the server's first one, ms",
            spread(_all(first)),
            "≤ 600 ms",
            median(_all(first)) <= 600,
        ),
        Row("sentence → all maps, the first one with MODEL_AHEAD=0, ms", spread(_all(cold))),
    ]
    return rows, {"cold": cold, "first": first, "warm": warm}


def _typed(page, text: str) -> dict:
    box = page.get_by_role("textbox").first
    box.fill(text)
    return changes(page, PROBES, lambda: box.press("Enter"))


def _all(values: list[dict], probes: list[str] = PROBES) -> list[float]:
    return [max(value[probe]["last"] for probe in probes) for value in values]
