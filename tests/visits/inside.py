"""A server in this process, with a visit from within, so that what it does can be looked at.

python -m tests.visits.inside: prints for each page how many Readings are alive while its visitor
is still there and the stores are empty, as JSON.
"""

import asyncio
import gc
import json
import os
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable

from streamlit.web import bootstrap

from deploy.launcher import ROOT, free_port
from lib.model.reading import Reading
from lib.ui import readings
from tests.visits.learner import Learner

WHY = "--why" in sys.argv  # Streamlit changes it
SENTENCE = "我们[MASK]公园看花。"
VISITS = {
    "": {},
    "sentence": {"s": SENTENCE, "unit": "词", "separators": "false"},
    "side_by_side": {"s": SENTENCE, "t": "2"},
    "why": {"s": SENTENCE},
    "verify": {"s": "我们去公园看花。", "to": "公园"},
    "surgery": {"s": SENTENCE, "off": "1-2"},
    "pairs": {"one": "我们去公园。", "other": "我们去学校。"},
    "practice": {"s": "我们昨天去公园看了很多花。", "set": "1", "n": "8", "kinds": "look"},
    "limits": {},
}


def alive() -> list[Reading]:
    """The Readings that something refers to, apart from the stores, which are emptied."""
    readings.live.clear()
    readings.opening.clear()
    gc.unfreeze()
    gc.collect()
    return [o for o in gc.get_objects() if type(o) is Reading]


async def visits(url: str) -> None:
    """Print: page → how many Readings live on."""
    counted, known = {}, set()
    for page, query in VISITS.items():
        learner = Learner(url)
        address = "&".join(f"{name}={value}" for name, value in query.items())
        run = await learner.visit(page, address, patience=300)
        assert not run.exceptions, page
        found = [reading for reading in alive() if id(reading) not in known]
        known |= {id(reading) for reading in found}
        counted[page] = len(found)
        if found and WHY:
            why(found[0])
        del found
        await learner.leave()
    print(json.dumps(counted), flush=True)


def why(thing, depth: int = 0, seen: set | None = None) -> None:
    """Print who refers to it, for whoever has to mend it."""
    seen = seen if seen is not None else {id(thing)}
    for holder in gc.get_referrers(thing):
        kind = type(holder).__name__
        if id(holder) in seen or kind in ("frame", "list_iterator", "coroutine"):
            continue
        seen.add(id(holder))
        name = getattr(holder, "__qualname__", "")
        keys = ",".join(map(str, holder))[:60] if isinstance(holder, dict) else ""
        print("  " * depth, kind, name, keys, file=sys.stderr)
        if depth < 5:
            why(holder, depth + 1, seen)


def serve(visit: Callable[[str], Awaitable[None]]) -> None:
    """The app in this process, for as long as `visit(url)` takes; then the process ends."""
    port = free_port()
    script = str(ROOT / "streamlit_app.py")
    options = {"server_port": port, "server_headless": True, "server_address": "127.0.0.1"}

    def run() -> None:
        code = 1
        try:
            asyncio.run(visit(f"http://127.0.0.1:{port}"))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    bootstrap.load_config_options(options)
    timer = threading.Timer(3, run)
    timer.start()
    bootstrap.run(script, False, [], options)


if __name__ == "__main__":
    serve(visits)
