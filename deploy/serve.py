"""Several copies of the app on one machine, behind nginx: for a class.

    make serve WORKERS=3

A copy that dies is started again; until then nginx sends its learners to the others, and their
pages come back there with sentence, head, step and progress, which the browser holds.
"""

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # seconds for a copy to start
MAIN = """worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


def configuration(listen: str, ports: list[int], folder: Path) -> str:
    """nginx's whole configuration: the site of deploy/nginx.conf for copies on these ports."""
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    (server,) = re.findall(r"^ *server app:7860.*;$", site, re.M)
    local = "\n".join(server.replace("app:7860", f"127.0.0.1:{port}") for port in ports)
    site = site.replace(server, local).replace("listen 8080;", f"listen {listen};")
    return MAIN.format(folder=folder, site=site)


def nginx() -> str | None:
    """Where nginx is; Debian keeps it where only root's PATH looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Copies:
    """The app's processes, one a port."""

    def __init__(self, ports: list[int], log: Path):
        self.log = log
        # All copies read each other's cookies: a learner who is moved stays who he is.
        secret = os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET") or secrets.token_hex(32)
        self.environment = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": secret}
        self.running = {port: self._start(port) for port in ports}

    def _start(self, port: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*command, *options], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Until every copy answers. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE
        for port in self.running:
            while not answers(port):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"a copy does not answer; see {self.log}")
                time.sleep(0.2)

    def revive(self) -> None:
        """Start those again that have died."""
        for port, process in self.running.items():
            if process.poll() is not None:
                print(f"▸ a copy has died ({process.returncode}); starting it again", flush=True)
                self.running[port] = self._start(port)

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def answers(port: int) -> bool:
    """Whether a copy says that it is well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--listen", default="127.0.0.1:8501", help="address:port of nginx")
    options = parser.parse_args()
    program = nginx()
    if program is None:
        print("nginx is needed (Debian: apt-get install nginx-light).")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Path(tempfile.mkdtemp(prefix="seeing-attention-"))
    ports = [free_port() for _ in range(max(1, options.workers))]
    copies, proxy = Copies(ports, folder / "app.log"), None
    try:
        copies.wait()
        (folder / "nginx.conf").write_text(configuration(options.listen, ports, folder), "utf-8")
        proxy = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        print(
            f"▸ {len(ports)} copies behind http://{options.listen} ; logs in {folder}", flush=True
        )
        while proxy.poll() is None:
            copies.revive()
            time.sleep(1)
        print(f"nginx has stopped; see {folder}/nginx.log")
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        if proxy is not None and proxy.poll() is None:
            proxy.terminate()
            proxy.wait(10)
        copies.stop()


if __name__ == "__main__":
    sys.exit(main())
