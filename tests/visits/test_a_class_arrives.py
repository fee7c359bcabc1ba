"""Many open their pages at the same moment on a server that has shown none yet."""

import asyncio
from urllib.parse import urlencode

from deploy.launcher import Server, offline
from lib.ui.menu import PAGES
from tests.visits.learner import Learner, Run

SENTENCES = ("小猫今天在公园里看花。", "我们明天去学校读书。")


def test_no_page_stumbles_over_what_another_is_importing(tmp_path):
    async def visit(url: str, page: str, sentence: str) -> Run:
        learner = Learner(url)
        run = await learner.visit("" if page == "home" else page, urlencode({"s": sentence}), 300)
        await learner.leave()
        return run

    async def arrive(url: str) -> dict[tuple[str, str], Run]:
        asked = [(page, sentence) for page in PAGES for sentence in SENTENCES]
        runs = await asyncio.gather(*(visit(url, *one) for one in asked))
        return dict(zip(asked, runs, strict=True))

    server = Server(tmp_path / "app.log", environment=offline(MODEL_AHEAD="1"))
    try:
        runs = asyncio.run(arrive(server.start().url))
    finally:
        server.stop()
    assert not any(run.exceptions for run in runs.values()), [
        asked for asked, run in runs.items() if run.exceptions
    ]
    assert "Traceback" not in (tmp_path / "app.log").read_text("utf-8")
