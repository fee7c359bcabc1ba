"""The opening sentence is on the screen before torch is imported; the model comes afterwards."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from deploy.launcher import Server
from lib.ui import moment
from tests.browser.driver import (
    PATIENCE,
    box,
    drawn,
    head_map,
    no_error_box,
    overview,
    visit,
    write,
)

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


# Where the picture stands, from the first frame on in which it has a height and our style sheet is
# there (on a busy machine it may come after the picture); what a quick learner does in that frame.
WATCHED = """
globalThis.stood = [];
(function look() {
  const place = document.querySelector(".st-key-heads")?.getBoundingClientRect();
  const room = document.querySelector(".st-key-boxes");
  if (place?.height > 200 && room && parseFloat(getComputedStyle(room).minHeight) > 0) {
    if (!stood.length) document.dispatchEvent(
      new CustomEvent("attention-picked", { detail: { layer: 0, head: 1, token: null } }));
    stood.push(place.top + scrollY);
  }
  requestAnimationFrame(look);
})();
"""


@pytest.mark.parametrize("width", [390, 800, 1024, 1280, 1600])
def test_what_comes_after_the_picture_does_not_move_it_and_a_click_before_counts(app, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCHED)
    visit(page, app, "sentence")
    drawn(page)
    expect(box(page, "层")).to_have_value("1")
    expect(box(page, "头")).to_have_value("2")
    stood = page.evaluate("stood")
    assert max(stood) - min(stood) <= 12, (min(stood), max(stood))


def test_the_room_kept_for_the_boxes_is_what_they_take_at_every_width(app, page):
    visit(page, app, "sentence")
    drawn(page)
    page.add_style_tag(content=".st-key-boxes.st-key-boxes { min-height: 0; }")
    ends = [*list(moment.ROOM)[1:], 1600]
    for start, end in zip(moment.ROOM, ends, strict=True):
        page.set_viewport_size({"width": max(345, (start + end) // 2), "height": 900})
        boxes = page.locator(".st-key-boxes")
        wanted = 16 * moment.ROOM[start]
        expect(boxes).to_have_css("min-height", "0px")
        page.wait_for_function(
            "wanted => Math.abs("
            "document.querySelector('.st-key-boxes').offsetHeight - wanted) <= 3",
            arg=wanted,
        )


def test_on_a_wall_no_room_is_kept(app, page):
    visit(page, app, "sentence", projector="true")
    drawn(page)
    expect(page.locator(".st-key-boxes")).to_have_css("min-height", "0px")
