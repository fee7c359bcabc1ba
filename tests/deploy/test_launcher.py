"""A server that cannot start says why, and leaves nothing behind."""

import stat
import sys

import pytest

from deploy.launcher import Server, answers


@pytest.fixture
def stand_in(tmp_path):
    """stand_in(code): a Server whose Streamlit is these lines of Python."""

    def make(code: str) -> Server:
        program = tmp_path / "python"
        program.write_text(f"#!{sys.executable}\n{code}\n", "utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return Server(tmp_path / "app.log", python=program)

    return make


def test_the_end_of_its_log_is_in_the_error(stand_in):
    server = stand_in("import sys; sys.exit('no such page')")
    with pytest.raises(RuntimeError, match="no such page"):
        server.start()
    assert not server.lives()
    assert not answers(server.port)


HEALTHY = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()
(port,) = [int(a.split("=")[1]) for a in sys.argv if a.startswith("--server.port=")]
http.server.HTTPServer(("127.0.0.1", port), Page).serve_forever()
"""


def test_started_stopped_and_started_again_it_keeps_its_address(stand_in):
    server = stand_in(HEALTHY)
    try:
        first = server.start().url
        assert answers(server.port)
        process = server.process
        assert server.restart().url == first
        assert process.poll() is not None  # the old one is gone
        assert server.lives() and answers(server.port)
    finally:
        server.stop()
    assert not server.lives() and not answers(server.port)
