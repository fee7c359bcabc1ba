"""Fetching a pinned revision from a model hub: with progress, a time limit, and a way to stop.

Each file is compared with the digest that the hub lists for it, and a manifest.json is written at
the end, by which the folder is checked whenever it is loaded.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lib.model import manifest, modelscope
from lib.model.hub_files import (
    WEIGHTS,
    HubError,
    Remote,
    choose,
    digest_of,
    home,
    own_folder,
    size_of,
)

ENDPOINT = "https://huggingface.co"
ANSWER = 10.0  # seconds to wait for a connection, and for each next piece
LIMIT = 1800.0  # seconds for the whole download: 412 MB at 230 kB a second
WINDOW, SLOWEST = 20.0, 10_000.0  # less than so many bytes a second, over so many seconds: give up
TRIES, PAUSE = 3, 1.0  # in a row without a single new byte; seconds between them
CHUNK = 1 << 18
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The learner has stopped the download."""


def endpoint() -> str:
    """The hub in use: HF_ENDPOINT, if it is set (a mirror), else huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")


def offline() -> bool:
    """Whether the environment forbids asking any hub (HF_HUB_OFFLINE)."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE")


class Download:
    """One download, in a thread of its own. All may read its fields; `cancel` stops it.

    state: "running", "done", "failed" or "cancelled"; `message` says in Chinese why it failed.
    """

    def __init__(
        self,
        repository: str,
        revision: str,
        weights_sha256: str | None = None,
        modelscope: str | None = None,
    ):
        self.repository, self.revision = repository, revision
        self.weights_sha256, self.modelscope = weights_sha256, modelscope
        self.state, self.message = "running", ""
        self.total = self.received = 0  # bytes
        self._stop = threading.Event()
        self._began = self._mark = time.monotonic()
        self._read = self._marked = 0  # bytes read, files or not; at the last mark
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"get {repository}")
        self._thread.start()

    def cancel(self) -> None:
        """Stop soon; what is there is kept, and the next try goes on from it."""
        self._stop.set()
        if self.state == "running":
            self.state = "cancelled"

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        folder = own_folder(self.repository, self.revision)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                names = self._from_hub(folder)
            except (
                OSError
            ) as error:  # it was not reached; what the hub itself refuses is a HubError
                if self.modelscope is None or not modelscope.installed():
                    raise
                log.warning("%s: %r; asking ModelScope", self.repository, error)
                self.total = self.received = 0
                names = modelscope.fetch(
                    self.modelscope, folder, self.weights_sha256 or "", self._count
                )
            manifest.write(folder, names)
            self.state = "done"
        except Cancelled:
            self.state = "cancelled"
        except Exception as error:
            log.warning("%s@%s: %r", self.repository, self.revision, error)
            self.message = explain(error)
            if self.state == "running":
                self.state = "failed"

    def _from_hub(self, folder: Path) -> list[str]:
        files = choose(self._listing())
        self.total = sum(file.size for file in files)
        for file in files:
            self._get(file, folder)
        return [file.name for file in files]

    def _count(self, size: int) -> None:
        self.received += size
        self._read += size
        self._check()

    def _ask(self, url: str, **more: Any) -> Any:
        """A requests.Response. Raises HubError, Cancelled, and what requests raises."""
        import requests

        self._check()
        if offline():
            raise HubError("环境变量 HF_HUB_OFFLINE 不许联网。")
        token = os.environ.get("HF_TOKEN")
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = requests.get(url, headers=headers, timeout=ANSWER, **more)
        if answer.status_code in (401, 403, 404):
            raise HubError(
                f"{endpoint()} 说没有这个仓库、这个版本或这个文件（{answer.status_code}）："
                f"{self.repository}，版本 {self.revision[:12]}。"
            )
        answer.raise_for_status()
        return answer

    def _check(self) -> None:
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._began > LIMIT:
            raise HubError(f"下载超过了 {LIMIT / 60:.0f} 分钟。下次会从已经下好的地方接着下。")
        if now - self._mark > WINDOW:
            if self._read - self._marked < SLOWEST * WINDOW:
                slow = f"{WINDOW:.0f} 秒里不到 {WINDOW * SLOWEST // 1000:.0f} kB"
                raise HubError(f"{endpoint()} 答得太慢：{slow}。下次会从已经下好的地方接着下。")
            self._mark, self._marked = now, self._read

    def _pieces(self, answer: Any) -> Iterator[bytes]:
        """The body as it comes: a server that sends a byte now and then holds nobody up."""
        while piece := answer.raw.read1(CHUNK, decode_content=True):
            self._read += len(piece)
            self._check()
            yield piece

    def _listing(self) -> list[Remote]:
        url = f"{endpoint()}/api/models/{self.repository}/tree/{self.revision}"
        with self._ask(url, stream=True) as answer:
            listed = json.loads(b"".join(self._pieces(answer)))
        files = []
        for entry in listed:
            if entry["type"] == "file":
                large = entry.get("lfs")
                kind, digest = ("sha256", large["oid"]) if large else ("git", entry["oid"])
                files.append(Remote(entry["path"], int(entry["size"]), kind, digest))
        return files

    def _get(self, file: Remote, folder: Path) -> None:
        """Bring one file; a broken connection is taken up where it broke. Raises HubError."""
        from urllib3.exceptions import HTTPError

        target, part = folder / file.name, folder / (file.name + ".part")
        if target.is_file() and target.stat().st_size == file.size:
            self.received += file.size
        else:
            before, failures = self.received, 0
            while (there := size_of(part)) < file.size:
                self.received = before + there
                try:
                    self._stream(file, part, there)
                except (HubError, Cancelled):
                    raise
                except (
                    OSError,
                    HTTPError,
                ):  # requests' errors are OSErrors; reading raises urllib3's
                    failures = failures + 1 if size_of(part) <= there else 0
                    if failures == TRIES:
                        raise
                    self._stop.wait(PAUSE)
            self.received = before + file.size
            part.touch()  # a file of no bytes needs no download
            part.replace(target)
        expected = self.weights_sha256 if file.name in WEIGHTS else None
        if digest_of(target, file.algorithm) != file.digest or (
            expected and manifest.digest(target) != expected
        ):
            target.unlink()
            raise HubError(f"下载到的 {file.name} 和登记的摘要对不上（传坏了，或被换过），已删去。")

    def _stream(self, file: Remote, part: Path, there: int) -> None:
        url = f"{endpoint()}/{self.repository}/resolve/{self.revision}/{file.name}"
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
        with self._ask(url, headers=headers, stream=True) as answer:
            # A server that ignores the range begins again, and so do we.
            goes_on = there and answer.status_code == 206
            with part.open("ab" if goes_on else "wb") as out:
                self.received -= 0 if goes_on else there
                for piece in self._pieces(answer):
                    out.write(piece)
                    self.received += len(piece)
                    if out.tell() > file.size:
                        raise HubError(f"{file.name} 比登记的大，不再下载。")


def explain(error: Exception) -> str:
    """What happened, in Chinese; and where else one could ask."""
    if isinstance(error, HubError):
        return str(error)
    if isinstance(error, PermissionError) or getattr(error, "errno", None) in (28, 30):
        return (
            f"写不进 {home()}：磁盘满了，或不许写。可以用环境变量 SEEING_ATTENTION_HOME 换个地方。"
        )
    where = f"{endpoint()} 没有好好回答（{type(error).__name__}）。"
    if os.environ.get("HF_ENDPOINT"):
        return where + "请检查网络，和环境变量 HF_ENDPOINT。"
    return where + "请检查网络；连不上的地方，可以把环境变量 HF_ENDPOINT 设成一个镜像再启动。"
