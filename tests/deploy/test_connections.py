"""What is sent to a browser leaves at once, rather than when the last packet was acknowledged."""

import asyncio
import socket
import sys

import pytest
from streamlit.web import bootstrap
from streamlit.web.server.starlette import starlette_server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")


async def connect(told: list[bool]) -> None:
    """Connect to Streamlit's own socket: is it accepted with Nagle's algorithm switched off?"""
    listening = starlette_server._bind_socket("127.0.0.1", 0, 1)
    over = asyncio.Event()

    async def accept(_, writer) -> None:
        accepted = writer.get_extra_info("socket")
        told.append(bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()
        over.set()

    async with await asyncio.start_server(accept, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        await asyncio.wait_for(over.wait(), 10)
        writer.close()


def test_streamlit_runs_on_a_loop_that_sends_without_delay():
    """Two small messages on a loop that waits: the second comes 40 ms late, at every click."""
    told: list[bool] = []
    bootstrap._run_server_loop(connect(told))
    assert told == [True]
