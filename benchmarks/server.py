"""A Streamlit server of our own, in a fresh process on a free port."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser.driver import free_port

ROOT = Path(__file__).parent.parent
APPS = Path(__file__).parent / "apps"
PATIENCE = 90  # seconds until a server that does not answer is given up


@dataclass(frozen=True)
class Server:
    """`url` without a slash at the end; `started` is the clock (ms) just before the process."""

    url: str
    process: subprocess.Popen
    started: float

    def rss(self) -> float:
        """Resident memory of the server and its children, MiB."""
        parent = psutil.Process(self.process.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(process.memory_info().rss for process in family) / 2**20


@contextlib.contextmanager
def serve(*script: str, cwd: Path = ROOT):
    """`streamlit <script>` until the block ends; ready when its port accepts a connection.

    serve("run", "streamlit_app.py") or serve("hello"). Bytecode caches are used as on a user's
    machine, and no settings of the surrounding shell or of a home folder take part.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", *script]
    command += ["--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as home:
        started = time.time() * 1000
        process = subprocess.Popen(
            command, cwd=cwd, env=_environment(home), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, port, log)
            yield Server(f"http://localhost:{port}", process, started)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _environment(home: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "PYTHON"))}
    return kept | {"HOME": home, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}


def _wait(process: subprocess.Popen, port: int, log) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("localhost", port), 1):
            return
        time.sleep(0.005)
    log.seek(0)
    raise RuntimeError(f"The server did not start:\n{log.read().decode(errors='replace')[-2000:]}")
