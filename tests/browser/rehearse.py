"""Community Cloud, as far as a machine without it can rehearse it.

    make rehearse

A new environment by uv from requirements.txt; the app in it, held to 690 MB by a memory cgroup (so
as root, on Linux); the whole course and every page in a browser. Prints the memory after each.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from deploy import install_torch, serve
from lib.ui.menu import PAGES
from tests.browser import test_lessons
from tests.browser.driver import PATIENCE, QUIET, ROOT, find_browser, listen, no_exception, visit

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
        self.port = serve.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [python, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true"]
        self.process = subprocess.Popen(
            [*command, "--server.address=127.0.0.1", f"--server.port={self.port}"],
            cwd=ROOT,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
            preexec_fn=lambda: (self.group / "cgroup.procs").write_text(str(os.getpid())),
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def megabytes(self) -> str:
        """Used now, and at most so far (files that the kernel keeps in memory included)."""
        most, now = ((self.group / name).read_text() for name in NAMES[1:])
        alive = "" if self.process.poll() is None else ", DEAD"
        return f"{int(now) // 10**6} MB now, {int(most) // 10**6} at most{alive}"

    def stop(self) -> None:
        """End it and take the group away."""
        self.process.terminate()
        self.process.wait(30)
        self.group.rmdir()


def walk(app: Held) -> None:
    """The course, every page with a sentence, ten sentences."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(QUIET))
        page = browser.new_context(locale="zh-CN").new_page()
        listen(page)
        course = next(name for name in dir(test_lessons) if name.startswith("test_a_walk"))
        getattr(test_lessons, course)(app.url, page)
        print(f"▸ the whole course: {app.megabytes()}", flush=True)
        for key in PAGES:
            visit(page, app.url, "" if key == "home" else key, s=f"这是{key}，图书[MASK]里有书。")
            no_exception(page)
            print(f"▸ {key}: {app.megabytes()}", flush=True)
        for number in range(10):
            visit(page, app.url, "sentence", s=f"这是第{number}句话，小猫追着太阳跑过了街。" * 4)
        print(f"▸ ten long sentences: {app.megabytes()}", flush=True)
        browser.close()


def main() -> int:
    """Build, start, walk; 1 where the app did not live to the end."""
    expect.set_options(timeout=PATIENCE)
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    app = Held(environment(folder), folder / "app.log")
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while not serve.answers(app.port) and time.monotonic() < deadline:
            time.sleep(0.2)
        walk(app)
        return 0 if app.process.poll() is None else 1
    finally:
        app.stop()


if __name__ == "__main__":
    sys.exit(main())
