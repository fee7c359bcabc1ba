"""A sentence is typed: from Enter to the last change of sentence, overview and heat map.

Warm: the model has read before, every sentence is new to the server. Cold: the first sentence
that a fresh server reads, with the import of torch and the loading of the model.
"""

from benchmarks.browser import changes, chromium, settle, visit, visitor
from benchmarks.server import serve
from benchmarks.timing import Row, spread
from lib.examples import EXAMPLES

PROBES = ["sentence", "overview", "chart"]
COLD = 3


def run() -> tuple[list[Row], dict]:
    cold, warm = [], []
    texts = [e.sentence for e in EXAMPLES[1:]]
    with chromium() as browser:
        for _ in range(COLD):
            with serve("run", "streamlit_app.py") as server, visitor(browser) as page:
                visit(page, server.url + "/sentence", *PROBES)
                settle(page)
                cold.append(_typed(page, texts[0]))
                warm += [_typed(page, text) for text in texts[1:5]]
    rows = [
        Row("sentence → all maps, warm model, ms", spread(_all(warm))),
        Row("sentence → overview, warm model, ms", spread(_all(warm, ["overview"]))),
        Row("sentence → all maps, first one (model is loaded), ms", spread(_all(cold))),
    ]
    return rows, {"cold": cold, "warm": warm}


def _typed(page, text: str) -> dict:
    box = page.get_by_role("textbox").first
    box.fill(text)
    return changes(page, PROBES, lambda: box.press("Enter"))


def _all(values: list[dict], probes: list[str] = PROBES) -> list[float]:
    return [max(value[probe]["last"] for probe in probes) for value in values]
