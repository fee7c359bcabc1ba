"""Three copies behind a real nginx: one learner stays with one copy, until that copy dies."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, WebSocket, expect

from deploy import serve
from deploy.launcher import ROOT, answers, free_port
from lib.course.lessons import texts
from tests.browser.driver import PATIENCE, box, drawn, head_map, script_over, settled, visit
from tests.browser.test_export import saved
from tests.browser.test_progress import answer_one, open_panel, stored, wait_for_record

WORKERS = 3


class Class:
    """A running `deploy/serve.py`: its address, and its copies."""

    def __init__(self, log: Path):
        self.url = f"http://127.0.0.1:{free_port()}"
        command = [sys.executable, "-m", "deploy.serve", f"--workers={WORKERS}"]
        self.log = log.open("wb")
        self.process = subprocess.Popen(
            [*command, f"--listen={self.url.removeprefix('http://')}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
            start_new_session=True,
        )
        line = self.process.stdout.readline()
        assert f"{WORKERS} copies behind {self.url}" in line, line

    def copies(self) -> list[psutil.Process]:
        """The app's processes."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "streamlit" in " ".join(child.cmdline())]

    def holders(self) -> list[psutil.Process]:
        """The copies with an open socket to nginx: those that hold a page."""
        return [
            copy
            for copy in self.copies()
            if any(c.status == psutil.CONN_ESTABLISHED for c in copy.net_connections("tcp"))
        ]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    if serve.nginx() is None:
        if os.environ.get("BROWSER_REQUIRED") == "1":
            pytest.fail("no nginx, and BROWSER_REQUIRED=1")
        pytest.skip("no nginx on this machine (Debian: apt-get install nginx-light)")
    running = Class(tmp_path_factory.mktemp("replicas") / "serve.log")
    yield running
    running.stop()


def kill_the_one_that_holds(room: Class, page: Page) -> None:
    """End the page's copy at once, and wait until the page has come back on another."""
    (holder,) = room.holders()
    over = []

    def watch(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: over.append(frame) if script_over(frame) else None)

    page.on("websocket", watch)  # the new one; and a first try may come too early
    holder.send_signal(signal.SIGKILL)
    psutil.wait_procs([holder], 10)
    deadline = time.monotonic() + PATIENCE / 1000
    while not over and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert over
    page.remove_listener("websocket", watch)
    settled(page)
    assert holder.pid not in {copy.pid for copy in room.holders()}


def test_a_visitor_gets_a_cookie_once_and_health_comes_through(room):
    with urllib.request.urlopen(f"{room.url}/_stcore/health", timeout=10) as answer:
        assert answer.read() == b"ok"
        (cookie,) = (c for c in answer.headers.get_all("Set-Cookie") if c.startswith("seeing"))
    assert re.match("seeing_attention=[0-9a-f]{32}; .*HttpOnly; SameSite=Lax", cookie)
    again = urllib.request.Request(f"{room.url}/", headers={"Cookie": cookie.split(";")[0]})
    with urllib.request.urlopen(again, timeout=10) as answer:
        assert "seeing_attention" not in str(answer.headers)


def test_downloads_and_uploads_reach_the_learner_s_own_copy(room, page, tmp_path):
    visit(page, room.url, "sentence", s="小猫追着太阳跑。")
    page.get_by_text("带走图和数").click()
    settled(page)
    drawn(page)
    table = saved(page, re.compile("这个头的权重（CSV）"), tmp_path)
    assert "小" in table.read_text("utf-8-sig").splitlines()[0]

    before = answer_one(page, room.url)
    open_panel(page)
    file = saved(page, "导出进度", tmp_path)
    page.get_by_role("button", name="清空进度").click()
    page.get_by_role("button", name="确定清空").click()
    expect(page.get_by_text("还没有记录")).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("导入好了")).to_be_visible()
    assert wait_for_record(page)["exercises"].keys() == before["exercises"].keys()


def test_a_sentence_and_its_head_come_back_on_another_copy(room, page):
    sentence = "他昨天在河边钓了三条鱼。"
    visit(page, room.url, "sentence", s=sentence, layer="3", head="2")
    shown = page.get_by_text("看出去：").first.inner_text()
    kill_the_one_that_holds(room, page)
    expect(page.get_by_role("textbox", name="你的句子", exact=True)).to_have_value(sentence)
    expect(box(page, "层")).to_have_value("3")
    expect(box(page, "头")).to_have_value("2")
    assert page.get_by_text("看出去：").first.inner_text() == shown
    expect(head_map(page)).to_be_visible()


def test_a_lesson_goes_on_at_its_step_with_the_progress_there_was(room, page):
    before = answer_one(page, room.url)
    visit(page, room.url, "origins")
    steps = texts.load("origins").steps
    for step in steps[1:3]:
        page.get_by_role("button", name=re.compile("^.*下一步：")).click()
        expect(page.get_by_role("heading", name=re.compile(re.escape(step.title)))).to_be_visible()
    settled(page)
    kill_the_one_that_holds(room, page)
    here = page.get_by_role("heading", name=re.compile(re.escape(steps[2].title)))
    expect(here).to_be_visible()
    assert stored(page)["exercises"].keys() >= before["exercises"].keys()
    page.get_by_role("button", name=re.compile("^.*下一步：")).click()
    expect(page.get_by_role("heading", name=re.compile(re.escape(steps[3].title)))).to_be_visible()


def test_a_copy_that_died_is_started_again(room):
    victim = room.copies()[0]
    port = next(c.laddr.port for c in victim.net_connections("tcp") if c.status == "LISTEN")
    victim.kill()
    psutil.wait_procs([victim], 10)
    deadline = time.monotonic() + PATIENCE / 1000
    while not answers(port) and time.monotonic() < deadline:
        time.sleep(0.2)  # between two questions to the copy, the only clock there is
    assert answers(port)
    assert len(room.copies()) == WORKERS
