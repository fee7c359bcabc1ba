"""What all heads of one reading weigh: bytes over the websocket and JavaScript heap.

apps/overview.py shows the app's own overview of a randomly initialised BERT. Bytes are all
websocket frames received until the canvas is painted, Streamlit's own messages included. The heap
is what is in use after a collection, buffers included, less that of the same page without a
picture. Beside it: the HTML of bertviz's model view for the same weights and tokens (as it is,
and with gzip as a web server could send it). That page loads its scripts from a CDN, so offline
its heap cannot be measured.
"""

import gzip

import torch

from benchmarks.browser import chromium, settle, visit, visitor
from benchmarks.models import random_reading
from benchmarks.server import APPS, serve
from benchmarks.timing import Row

SIZES = [(layers, tokens) for layers in (4, 12) for tokens in (32, 64)]  # layers × as many heads


def run() -> tuple[list[Row], dict]:
    raw = {}
    with chromium() as browser, serve("run", str(APPS / "overview.py")) as server:
        nothing = _opened(browser, server.url, "count")
        raw["empty page"] = nothing
        for n, tokens in SIZES:
            address = f"{server.url}/?layers={n}&heads={n}&tokens={tokens}"
            raw[f"{n}×{n}, {tokens} tokens"] = _opened(browser, address, "overview")
    rows = [
        Row(
            "empty page", f"{nothing['bytes'] / 1e3:.1f} kB, heap {nothing['heap'] / 2**20:.1f} MiB"
        )
    ]
    for n, tokens in SIZES:
        values = raw[f"{n}×{n}, {tokens} tokens"]
        values |= _bertviz(n, tokens)
        smaller = values["bertviz"] / values["bytes"]
        large = (n, tokens) == (12, 64)
        rows.append(
            Row(
                f"{n}×{n} heads, {tokens} tokens",
                f"{values['bytes'] / 1e6:.3f} MB; bertviz {values['bertviz'] / 1e6:.2f} MB "
                f"(gzip {values['bertviz, gzip'] / 1e6:.2f}) = {smaller:.0f} × ours; "
                f"heap + {(values['heap'] - nothing['heap']) / 2**20:.1f} MiB",
                "≤ 0.7 MB, bertviz ≥ 30 ×" if large else "",
                values["bytes"] <= 0.7e6 and smaller >= 30 if large else None,
            )
        )
    return rows, raw


def _opened(browser, address: str, probe: str) -> dict[str, int]:
    received = []
    with visitor(browser) as page:
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
        )
        visit(page, address, probe)
        settle(page)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")
    return {
        "bytes": sum(received),
        "heap": int(heap["usedSize"] + heap.get("backingStorageSize", 0)),
    }


def _bertviz(n: int, tokens: int) -> dict[str, int]:
    from bertviz import model_view

    reading = random_reading(n, n, tokens)
    html = model_view(
        [torch.tensor(layer)[None] for layer in reading.weights],  # (1, heads, queries, keys)
        [token.piece for token in reading.tokens],
        html_action="return",
    ).data.encode()
    return {"bertviz": len(html), "bertviz, gzip": len(gzip.compress(html, 6))}
