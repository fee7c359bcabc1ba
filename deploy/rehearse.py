"""Community Cloud, as far as a machine without it can rehearse it.

    make rehearse

A new environment by uv from requirements.txt; the app in it, held to 690 MB by a memory cgroup (so
as root, on Linux); every page of the course opened over Streamlit's own websocket by a visitor who
stays. Prints the memory after each.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from deploy import install_torch
from deploy.launcher import PATIENCE, ROOT, Server, offline
from lib.ui.menu import PAGES

LIMIT = 690_000_000  # bytes: the least that Community Cloud gives
UV = ROOT / ".venv" / "tools" / "bin" / "uv"
GROUPS = Path("/sys/fs/cgroup")
OWN = "" if (GROUPS / "cgroup.controllers").exists() else "memory"  # version 2 has one tree
NAMES = (
    ("memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.usage_in_bytes")
    if OWN
    else ("memory.max", "memory.peak", "memory.current")
)


def environment(folder: Path) -> Path:
    """A Python with what requirements.txt says."""
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    command = [UV, "pip", "install", "-q", "--python", python, "-r", ROOT / "requirements.txt"]
    if not install_torch.answers(install_torch.INDEX):
        print("▸ PyTorch's own host does not answer: pip's torch stands in for it", flush=True)
        wheels = folder / "wheels"
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels]
        subprocess.run([*pip, f"torch=={install_torch.VERSION}"], check=True)
        (wheel,) = wheels.iterdir()
        (folder / "override.txt").write_text(f"torch @ {wheel.as_uri()}\n")
        command += ["--override", folder / "override.txt"]
    subprocess.run(command, check=True)
    return python


class Held:
    """The app in a memory cgroup of its own."""

    def __init__(self, python: Path, log: Path):
        self.group = GROUPS / OWN / f"seeing-attention-{os.getpid()}"
        self.group.mkdir()
        (self.group / NAMES[0]).write_text(str(LIMIT))
        self.server = Server(
            log,
            environment=offline(),
            python=python,
            before=lambda: (self.group / "cgroup.procs").write_text(str(os.getpid())),
        ).launch()

    def megabytes(self) -> str:
        """Used now, and at most so far (files that the kernel keeps in memory included)."""
        most, now = ((self.group / name).read_text() for name in NAMES[1:])
        alive = "" if self.server.lives() else ", DEAD"
        return f"{int(now) // 10**6} MB now, {int(most) // 10**6} at most{alive}"

    def stop(self) -> None:
        """End it and take the group away."""
        self.server.stop(30)
        self.group.rmdir()


def run(app: Held, page: str, sentence: str) -> ClientConnection:
    """Open a page as a browser does, and stay on it. Raises RuntimeError where it stumbles."""
    address = app.server.url.replace("http", "ws") + "/_stcore/stream"
    socket = connect(address, max_size=None, subprotocols=["streamlit"])
    asked = BackMsg()
    asked.rerun_script.page_name = "" if page == "home" else page
    asked.rerun_script.query_string = urlencode({"s": sentence})
    socket.send(asked.SerializeToString())
    early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    while True:
        heard = ForwardMsg.FromString(socket.recv(timeout=PATIENCE))
        kind = heard.WhichOneof("type")
        if kind == "delta" and heard.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(f"{page}: {heard.delta.new_element.exception.message}")
        if kind == "script_finished" and heard.script_finished != early:
            return socket


def walk(app: Held) -> None:
    """Every page by a visitor who stays, and ten long sentences."""
    visitors = []
    for key in PAGES:
        visitors.append(run(app, key, "我在图书[MASK]读了一本很有趣的书。"))
        print(f"▸ {key}: {app.megabytes()}", flush=True)
    for number in range(10):
        visitors.append(run(app, "sentence", f"这是第{number}句话，小猫追着太阳跑过了街。" * 6))
    print(f"▸ ten long sentences: {app.megabytes()}", flush=True)
    for visitor in visitors:
        visitor.close()


def main() -> int:
    """Build, start, walk; 1 where the app did not live to the end."""
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    app = Held(environment(folder), folder / "app.log")
    try:
        app.server.wait()
        walk(app)
        return 0 if app.server.lives() else 1
    finally:
        app.stop()


if __name__ == "__main__":
    sys.exit(main())
