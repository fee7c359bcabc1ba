"""Cold start: from the command to the first attention on the screen, beside Streamlit's hello.

Every value is a fresh server process and a fresh browser context (the browser itself runs
already). The clock starts before `streamlit run`, the browser asks as soon as the port accepts,
and the clock stops in the animation frame that shows the picture: the shaded sentence on the
door; sentence and overview on /sentence. `hello` ends with the last line of its first page,
before the script preloads what its other pages need.
"""

from benchmarks.browser import chromium, visit, visitor
from benchmarks.server import serve
from benchmarks.timing import Row, interleaved, median, ratio, spread

REPEATS = 8
APP = ("run", "streamlit_app.py")


def run() -> tuple[list[Row], dict]:
    parts = {"server": [], "sentence": [], "overview": [], "chart": []}
    with chromium() as browser:

        def opened(script, path, *probes) -> dict[str, float]:
            with serve(*script) as server, visitor(browser) as page:
                at = visit(page, server.url + path, *probes)
                return {probe: (clock - server.started) / 1000 for probe, clock in at.items()}

        def sentence() -> float:
            at = opened(APP, "/sentence", "sentence", "overview", "chart")
            for name, value in at.items():
                parts[name].append(value)
            return at["overview"]

        values = interleaved(
            {
                "hello": lambda: opened(("hello",), "/", "hello")["hello"],
                "door": lambda: opened(APP, "/", "sentence")["sentence"],
                "overview": sentence,
            },
            REPEATS,
        )
    rows = [Row("cold start: Streamlit's hello, s", spread(values["hello"]))]
    for name, what, most in (
        ("door", "the door's shaded sentence", 1.2),
        ("overview", "/sentence, all maps", 1.3),
    ):
        factor = ratio(values[name], values["hello"])
        rows.append(
            Row(
                f"cold start: {what}, s",
                f"{spread(values[name])} = {factor:.2f} × hello",
                f"≤ {most} × hello",
                factor <= most,
            )
        )
    chart = median(parts["chart"][1:])
    rows.append(Row("cold start: /sentence, the head's heat map too, s", f"{chart:.2f}"))
    return rows, values | {"parts of /sentence": parts}
