"""A real Chromium against a real server: `app`, `cold_server`, `page`, and what every test checks.

`make browser` runs these. Without Chromium they are skipped with the reason; where the
environment says BROWSER_REQUIRED=1 they fail instead.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, WebSocket, expect

from deploy.launcher import Server, offline
from tests.browser.driver import BROWSERS, PATIENCE, QUIET, find_browser, listen

HERE = Path(__file__).parent

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder carries the marker `browser`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def app(tmp_path_factory) -> Iterator[str]:
    """The base address of one server that all tests share."""
    server = Server(tmp_path_factory.mktemp("server") / "app.log", environment=offline())
    yield server.start().url
    server.stop()


@pytest.fixture
def cold_server(tmp_path) -> Iterator[Callable[..., Server]]:
    """cold_server(NAME="value"): a started server that nobody has asked anything yet."""
    servers: list[Server] = []

    def make(**environment: str) -> Server:
        log = tmp_path / f"server{len(servers)}.log"
        servers.append(Server(log, environment=offline(**environment)))
        return servers[-1].start()

    yield make
    for server in servers:
        server.stop()


# ── the browser ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = find_browser()
    if path is None:
        reason = f"no browser on the PATH (looked for {', '.join(BROWSERS)})"
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail(f"{reason}, and BROWSER_REQUIRED=1")
        pytest.skip(reason)
    return browser_type_launch_args | {"executable_path": path, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return browser_context_args | {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"}


@pytest.fixture(autouse=True)
def watched(context: BrowserContext) -> Iterator[None]:
    """In every test: nothing is asked of another host, and no script stumbles.

    Only `context` and its pages are watched; mark a test with
    `@pytest.mark.browser_context_args(color_scheme="dark", …)` to change what they are.
    """
    context.set_default_timeout(PATIENCE)
    asked: set[str] = set()
    stumbles: list[str] = []

    def hear(socket: WebSocket) -> None:
        asked.add(socket.url)

    context.on("request", lambda request: asked.add(request.url))
    context.on("page", lambda page: page.on("websocket", hear))
    context.on("page", listen)
    context.on("weberror", lambda error: stumbles.append(str(error.error)))
    yield
    hosts = {urlsplit(url).hostname for url in asked} - {None}  # data: and blob: have no host
    assert hosts <= {"127.0.0.1"}, f"asked another host: {sorted(hosts)}"
    assert not stumbles, f"errors in the page's scripts: {stumbles}"
