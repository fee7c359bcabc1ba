"""Which torch is installed where, and that a silent index costs three seconds and no more."""

import http.server
import socket
import threading
import time

import pytest

from deploy.install_torch import INDEX, LOCK, VERSION, answers, install


@pytest.fixture
def index():
    """index(body, wait=0): a package index on this machine; returns its address."""
    servers = []

    def start(body: bytes, wait: float = 0) -> str:
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                time.sleep(wait)
                self.send_response(200 if self.path == "/torch/" else 404)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Pip:
    """Notes what it is asked for; fails where `works` says so."""

    def __init__(self, works=lambda arguments: True):
        self.asked, self.works = [], works

    def __call__(self, *arguments: str) -> bool:
        self.asked.append(arguments)
        return self.works(arguments)


TORCH = b'<a href="torch-2.13.0%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl">torch</a>'
LOCKED = ("--no-deps", "--require-hashes", "-r", str(LOCK))


def test_an_index_that_lists_torch_answers_and_another_page_does_not(index):
    assert answers(index(TORCH))
    assert answers(index(TORCH) + "/")
    assert not answers(index(b"<h1>Log in to this network</h1>"))
    assert not answers(index(TORCH) + "/elsewhere")


def test_a_closed_port_and_an_address_that_is_none_do_not_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert not answers(f"http://127.0.0.1:{port}")
    assert not answers("no address")


def test_an_index_that_is_slower_than_the_patience_is_not_waited_for(index):
    slow = index(TORCH, wait=5)
    began = time.monotonic()
    assert not answers(slow, patience=0.2)
    assert time.monotonic() - began < 4


def test_linux_without_a_card_takes_the_cpu_index(index, capsys):
    address, pip = index(TORCH), Pip()
    assert install("linux", False, address, pip)
    assert pip.asked == [("--index-url", address, *LOCKED)]
    assert f"the CPU build, from {address}" in capsys.readouterr().out


def test_without_the_index_it_says_so_and_takes_what_pip_has(capsys):
    pip = Pip()
    assert install("linux", False, "http://127.0.0.1:1", pip)
    assert pip.asked == [LOCKED]
    assert "does not answer within 3 s" in capsys.readouterr().out


def test_cuda_is_the_last_resort_and_announced(index, capsys):
    pip = Pip(works=lambda arguments: arguments == (f"torch=={VERSION}",))
    assert install("linux", False, index(TORCH), pip)
    assert [arguments[-1] for arguments in pip.asked] == [str(LOCK), str(LOCK), "torch==2.13.0"]
    assert "2.8 GB" in capsys.readouterr().out


def test_a_machine_with_a_card_gets_cuda_at_once():
    pip = Pip()
    assert install("linux", True, INDEX, pip)
    assert pip.asked == [("torch==2.13.0",)]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_ask_no_index_because_pypi_has_no_cuda_for_them(platform):
    pip = Pip()
    assert install(platform, False, "http://127.0.0.1:1", pip)
    assert pip.asked == [LOCKED]
