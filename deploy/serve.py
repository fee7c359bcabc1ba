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
from pathlib import Path

from deploy.launcher import ROOT, Server

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


class Copies:
    """The app's processes, so many, all writing to one log."""

    def __init__(self, number: int, log: Path):
        # All copies read each other's cookies: a learner who is moved stays who he is.
        secret = os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET") or secrets.token_hex(32)
        environment = os.environ | {"STREAMLIT_SERVER_COOKIE_SECRET": secret}
        servers = [Server(log, environment=environment) for _ in range(number)]
        self.servers = [server.launch() for server in servers]

    def wait(self) -> None:
        """Until every copy answers. Raises RuntimeError."""
        for server in self.servers:
            server.wait()

    def revive(self) -> None:
        """Start those again that have died."""
        for server in self.servers:
            if not server.lives():
                code = server.process.returncode if server.process else None
                print(f"▸ a copy has died ({code}); starting it again", flush=True)
                server.launch()

    def stop(self) -> None:
        """End them all, together."""
        for server in self.servers:
            if server.process is not None:
                server.process.terminate()
        for server in self.servers:
            server.stop(10)


def listening(address: str) -> bool:
    """Whether something takes connections at this address:port."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host or "127.0.0.1", int(port)), timeout=1).close()
    except OSError:
        return False
    return True


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
    copies, proxy = Copies(max(1, options.workers), folder / "app.log"), None
    ports = [server.port for server in copies.servers]
    try:
        copies.wait()
        (folder / "nginx.conf").write_text(configuration(options.listen, ports, folder), "utf-8")
        proxy = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        while proxy.poll() is None and not listening(options.listen):
            time.sleep(0.05)
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
