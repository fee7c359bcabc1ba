"""Bytes over the websocket: the weights of a sentence once, a choice of a head next to nothing."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from deploy.launcher import Server, offline
from tests.visits.learner import Learner

SHORT = "小猫今天在公园里看花，明天在河边等朋友。"
LONG = (SHORT * 7)[:126]


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    server = Server(tmp_path_factory.mktemp("server") / "app.log", environment=offline())
    yield server.start().url
    server.stop()


def picked(layer: int, head: int, token: int | None, turn: int) -> dict:
    """As components/heads.js tells it."""
    return {"layer": layer, "head": head, "token": token, "turn": turn}


@pytest.mark.parametrize(("text", "most"), [(SHORT, 5_000), (LONG, 10_000)], ids=["short", "long"])
def test_another_head_and_another_row_send_next_to_nothing(url, text, most):
    async def visit() -> tuple[int, list[int]]:
        learner = Learner(url)
        opened = await learner.visit("sentence", urlencode({"s": text}), patience=300)
        assert not opened.exceptions
        clicks = [(2, 1, None), (0, 3, None), (0, 3, 5), (5, 0, 9)]
        runs = [
            await learner.trigger("choice", "picked", picked(*click, turn))
            for turn, click in enumerate(clicks, 1)
        ]
        await learner.leave()
        assert not any(run.exceptions for run in runs)
        return opened.bytes, [run.bytes for run in runs]

    opened, sent = asyncio.run(visit())
    assert max(sent) <= most, sent
    assert opened > 4 * most  # the weights were among it


def test_a_sentence_travels_again_only_where_it_has_changed(url):
    async def visit() -> tuple[int, int, int]:
        learner = Learner(url)
        address = urlencode({"s": LONG})
        first = await learner.visit("sentence", address, patience=300)
        again = await learner.visit("sentence", address)
        other = await learner.choose("s", string_value=LONG[1:])
        await learner.leave()
        return first.bytes, again.bytes, other.bytes

    first, again, other = asyncio.run(visit())
    assert again < first / 4
    assert other > first / 2
