"""A Streamlit server of our own, in a fresh process on a free port, with clock and memory."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy import launcher

APPS = Path(__file__).parent / "apps"


@dataclass(frozen=True)
class Server:
    """`url` without a slash at the end; `started` is the clock (ms) just before the process."""

    url: str
    pid: int
    started: float

    def rss(self) -> float:
        """Resident memory of the server and its children, MiB."""
        parent = psutil.Process(self.pid)
        family = [parent, *parent.children(recursive=True)]
        return sum(process.memory_info().rss for process in family) / 2**20


@contextlib.contextmanager
def serve(
    *script: str, cwd: Path = launcher.ROOT, module: str = "streamlit", **environment: str
) -> Iterator[Server]:
    """`python -m <module> <script>` until the block ends; ready as soon as it says that it is well.

    serve("run", "streamlit_app.py") or serve("hello"). Bytecode caches are used as on a user's
    machine, and no settings of the surrounding shell or of a home folder take part.
    """
    with tempfile.TemporaryDirectory() as home:
        server = launcher.Server(
            Path(home) / "server.log",
            script,
            cwd=cwd,
            environment=_environment(home) | environment,
            module=module,
        )
        started = time.time() * 1000
        try:
            server.launch().wait(pause=0.005)
            yield Server(server.url, server.process.pid, started)
        finally:
            server.stop(10)


def _environment(home: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "PYTHON"))}
    return kept | {"HOME": home, "PYTHONPATH": str(launcher.ROOT), "HF_HUB_OFFLINE": "1"}
