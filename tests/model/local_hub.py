"""A model hub on this machine: the part of the Hugging Face hub's protocol that a download uses."""

import hashlib
import http.server
import json
import socket
import threading
import time
from pathlib import Path


class LocalHub:
    """Serves folders as repositories, each at one revision, and misbehaves on request.

    breaks: how many answers are cut off half-way; silent: seconds before an answer's first byte;
    drip: seconds between single bytes; pace: seconds after each piece of 64 kB;
    wrong: names of files whose contents are changed;
    ranges: whether byte ranges are honoured; asked: every request line, in order.
    """

    def __init__(self):
        self.repositories: dict[tuple[str, str], Path] = {}
        self.breaks, self.silent, self.drip, self.pace = 0, 0.0, 0.0, 0.0
        self.wrong: set[str] = set()
        self.ranges, self.asked = True, []
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                hub.asked.append((self.path, self.headers.get("Range")))
                time.sleep(hub.silent)
                hub.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # a client that hung up is part of the tests
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, repository: str, revision: str, folder: Path) -> None:
        """Offer the files of a folder."""
        self.repositories[repository, revision] = folder

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request) -> None:
        """Find the repository in the path, and list it or send one of its files."""
        for (repository, revision), folder in self.repositories.items():
            if request.path == f"/api/models/{repository}/tree/{revision}":
                return self.send(request, json.dumps(self.listing(folder)).encode())
            start = f"/{repository}/resolve/{revision}/"
            file = folder / request.path.removeprefix(start)
            if request.path.startswith(start) and file.is_file():
                data = file.read_bytes()
                if file.name in self.wrong:
                    data = data[:-1] + bytes([data[-1] ^ 1])
                return self.send(request, data, wanted=request.headers.get("Range"))
        request.send_error(404)

    @staticmethod
    def listing(folder: Path) -> list[dict]:
        """As the hub lists a tree: large files by SHA-256, others by the SHA-1 of git's blob."""
        entries = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": "onnx"}]
        for file in sorted(folder.iterdir()):
            data = file.read_bytes()
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            entry = {"type": "file", "oid": blob, "size": len(data), "path": file.name}
            if file.suffix in (".safetensors", ".bin"):
                oid = hashlib.sha256(data).hexdigest()
                entry["lfs"] = {"oid": oid, "size": len(data), "pointerSize": 134}
            entries.append(entry)
        return entries

    def send(self, request, data: bytes, wanted: str | None = None) -> None:
        """One body; broken off half-way while there are breaks left."""
        start = 0
        if wanted and self.ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        body = data[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if self.breaks and len(body) > 1000:
            self.breaks -= 1
            request.wfile.write(body[: len(body) // 2])
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
        elif self.drip:
            for byte in body:
                request.wfile.write(bytes([byte]))
                request.wfile.flush()
                time.sleep(self.drip)
        else:
            for at in range(0, len(body), 1 << 16):
                request.wfile.write(body[at : at + (1 << 16)])
                time.sleep(self.pace if len(body) > 1 << 16 else 0)
