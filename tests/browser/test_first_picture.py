"""The opening sentence is on the screen before torch is imported; the model comes afterwards."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from deploy.launcher import Server
from tests.browser.driver import PATIENCE, drawn, head_map, no_error_box, overview, visit, write

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="reads a process's libraries from /proc (Linux)"
)


def torch_is_in(server: Server) -> bool:
    """Whether the server's process has torch's library in its memory: no import can hide it."""
    return "libtorch" in Path(f"/proc/{server.process.pid}/maps").read_text()


def test_the_first_pictures_are_drawn_before_torch_is_imported(cold_server, page):
    server = cold_server()
    visit(page, server.url)
    expect(page.get_by_role("button", name="书，16 号词元")).to_be_visible()
    no_error_box(page)

    visit(page, server.url, "sentence")
    drawn(page)
    expect(overview(page)).to_be_visible()
    expect(head_map(page)).to_contain_text("图")

    visit(page, server.url, "side_by_side")
    drawn(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(6)

    visit(page, server.url, "verify")
    drawn(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)

    visit(page, server.url, "calculator")
    drawn(page)
    assert not torch_is_in(server)

    # The other way round, so that the question is known to be answerable.
    visit(page, server.url, "sentence", s="小猫追着太阳跑。")
    drawn(page)
    assert torch_is_in(server)


def test_the_model_comes_while_nobody_asks_for_it(cold_server, page):
    server = cold_server(MODEL_AHEAD="1")
    visit(page, server.url, "sentence")
    deadline = time.monotonic() + PATIENCE / 1000
    while not torch_is_in(server) and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert torch_is_in(server)
    # Whether it is there or still on its way: one's own sentence is read.
    write(page, "小猫追着太阳跑。")
    expect(head_map(page)).to_contain_text("猫")
    no_error_box(page)
