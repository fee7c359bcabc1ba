"""What one action costs the server, by function, with the model loaded.

    make profile
    python -m benchmarks.costs --functions 20 head row
    python -m benchmarks.costs --length 126 --functions 0

The app runs in this process; a learner acts over the websocket. First each action is timed
(processor time of the script's thread, and from request to end of script); then it is done again
under cProfile, which makes everything three to four times as slow: read its shares, not its times.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from benchmarks.actions import PAGES, Action, Visitor
from benchmarks.timing import spread
from tests.visits import inside

ROOT = Path(__file__).parents[1]
TIMES = 12
Act = Callable[[], Awaitable[Action]]


class Watch:
    """Every run of a script: its processor time in ms, and its functions while `functions`."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.profiler: cProfile.Profile | None = None
        original = ScriptRunner._run_script

        def run(runner, data) -> None:
            started = time.thread_time()
            if self.profiler is not None:
                self.profiler.enable()
            try:
                original(runner, data)
            finally:
                if self.profiler is not None:
                    self.profiler.disable()
                self.times.append((time.thread_time() - started) * 1000)

        ScriptRunner._run_script = run


async def measure(watch: Watch, name: str, act: Act, functions: int) -> None:
    """Print what an action costs, and where."""
    await act()  # what the first one imports and fills is not an action's cost
    watch.times.clear()
    actions = [await act() for _ in range(TIMES)]
    wall = [action.run.seconds * 1000 for action in actions]
    assert not any(action.run.exceptions for action in actions), name
    size = max(action.run.bytes for action in actions)
    print(
        f"\n▸ {name}: {spread(watch.times)} ms of the processor, {spread(wall)} ms until its end, "
        f"{size / 1000:.1f} kB",
        flush=True,
    )
    watch.profiler = cProfile.Profile(time.thread_time)  # not what it waits for others
    for _ in range(TIMES):
        await act()
    stats = pstats.Stats(watch.profiler)
    watch.profiler = None
    rows = [
        (cumulative / TIMES * 1000, own / TIMES * 1000, calls / TIMES, _place(*at))
        for at, (_, calls, own, cumulative, _) in stats.stats.items()
    ]
    ours = [row for row in rows if row[3].startswith(("lib/", "pages/", "streamlit_app"))]
    for title, found, by in (("ours, with what they call", ours, 0), ("any, by itself", rows, 1)):
        print(f"  {title}: ms in all, ms by itself, calls", flush=True)
        for row in sorted(found, key=lambda row: -row[by])[:functions]:
            print(f"  {row[0]:8.2f} {row[1]:7.2f} {row[2]:7.1f}  {row[3]}", flush=True)


def _place(file: str, line: int, function: str) -> str:
    for base in (str(ROOT) + "/.venv/", str(ROOT) + "/"):
        file = file.removeprefix(base)
    return f"{file.split('site-packages/')[-1]}:{line} {function}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="head row same sentence page, or a page's name")
    parser.add_argument("--functions", type=int, default=14, help="lines of each list")
    parser.add_argument("--length", type=int, default=0, help="characters of a sentence at least")
    asked = parser.parse_args()
    watch = Watch()

    async def visit(url: str) -> None:
        visitor = Visitor(url, 1, asked.length)
        await visitor.enter()
        await visitor.write()
        acts: dict[str, Act] = {"head": visitor.head, "row": visitor.row, "sentence": visitor.write}
        acts |= {
            f"page {page}": lambda page=page: _there_and_back(visitor, watch, page)
            for page in PAGES
        }
        for name, act in acts.items():
            if not asked.names or any(word in name.split() for word in asked.names):
                await measure(watch, name, act, asked.functions)
        await visitor.learner.leave()

    inside.serve(visit)


async def _there_and_back(visitor: Visitor, watch: Watch, page: str) -> Action:
    """To the glossary, unwatched, and from there to the page."""
    kept, profiler = list(watch.times), watch.profiler
    watch.profiler = None
    await visitor.turn_to("glossary")
    watch.times[:], watch.profiler = kept, profiler
    return await visitor.turn_to(page)


if __name__ == "__main__":
    main()
