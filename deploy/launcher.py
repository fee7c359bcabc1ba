"""A Streamlit server in a process of its own: for `make serve`, the tests and the benchmarks.

The standard library only; nothing of ours is imported.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
APP = ("run", "streamlit_app.py")
PATIENCE = 120  # seconds for a server to start; the machine may be busy with something else


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port: int) -> bool:
    """Whether the server on this port says that it is well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Server:
    """`streamlit <script>` on a port of its own, which stays the same for all starts.

    script: APP, or what else `streamlit` takes, e.g. ("hello",); looked for in `cwd`
    log: where it writes, start after start
    environment: what the process sees, the whole of it; None: what this one sees
    python: whose Streamlit
    before: called in the new process before Streamlit is (Linux)
    module: what Python runs instead of Streamlit's own command
    """

    def __init__(
        self,
        log: Path,
        script: tuple[str, ...] = APP,
        *,
        cwd: Path = ROOT,
        environment: Mapping[str, str] | None = None,
        python: Path | str = sys.executable,
        before: Callable[[], object] | None = None,
        module: str = "streamlit",
    ):
        self.log = log
        self.script = script
        self.cwd = cwd
        self.environment = environment
        self.python = python
        self.before = before
        self.module = module
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> "Server":
        """Begin to start; `wait` tells when it answers."""
        options = ["--server.headless=true", f"--server.port={self.port}"]
        options += ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.python, "-m", self.module, *self.script, *options],
                cwd=self.cwd,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=self.before,
            )
        return self

    def wait(self, pause: float = 0.1) -> "Server":
        """Until it answers, asked every `pause` seconds. Raises RuntimeError with its log."""
        deadline = time.monotonic() + PATIENCE
        while not answers(self.port):
            if not self.lives() or time.monotonic() > deadline:
                self.stop()
                end = self.log.read_text("utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"the server did not start:\n{end}")
            time.sleep(pause)
        return self

    def start(self) -> "Server":
        """`launch` and `wait`."""
        return self.launch().wait()

    def lives(self) -> bool:
        """Whether its process is there, well or not."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = 20) -> None:
        """End it, if need be by force after `patience` seconds."""
        if self.process is not None and self.lives():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def restart(self) -> "Server":
        """A cold server at the same address."""
        self.stop()
        return self.start()


def offline(**more: str) -> dict[str, str]:
    """This process's environment for a server that must not reach for a model hub, and `more`."""
    return os.environ | {"HF_HUB_OFFLINE": "1"} | more
