"""What is measured of other people's models: once, in the background, and kept on disk.

By the revision of a hub model, and by the digest of an own folder's weights. What is known of the
shipped model comes with it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from lib.model import hub_files, manifest
from lib.model.checkpoints import SHIPPED, Checkpoint, CheckpointError

Found = TypeVar("Found")
Tell = Callable[[float], None]  # hears how much is done, from 0 to 1


@dataclass
class Job:
    """A measurement that is going on: `share` of it is done, or `failed` says why it is not."""

    share: float = 0.0
    failed: str = ""


def possible(checkpoint: Checkpoint) -> bool:
    """Whether anything is measured here: what is known of the shipped model comes with it."""
    return checkpoint.key != SHIPPED


def version(checkpoint: Checkpoint) -> str:
    """What changes with the weights. Raises OSError where an own folder has gone."""
    if checkpoint.folder is None:
        return checkpoint.revision or ""
    files = [checkpoint.folder / name for name in hub_files.WEIGHTS]
    weights = next((file for file in files if file.is_file()), files[0])
    return _digest(weights, weights.stat().st_mtime_ns)


@lru_cache(16)
def _digest(weights: Path, changed: int) -> str:
    return manifest.digest(weights)[:40]


class Once(Generic[Found]):
    """One kind of measurement, of any model.

    room: the folder's name beside the downloaded models. kind: how its files end; another one
    where it is measured in another way. read: raises OSError or ValueError on what is no such
    file. measure(model, tokenizer, checkpoint, tell).
    """

    def __init__(
        self,
        room: str,
        kind: str,
        read: Callable[[Path], Found],
        write: Callable[[Found, Path], None],
        measure: Callable[[Any, Any, Checkpoint, Tell], Found],
    ) -> None:
        self.room, self.kind = room, kind
        self._read, self._write, self._measure = read, write, measure
        self._jobs: dict[str, Job] = {}
        self._known: dict[Path, Found] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """As in another process: what was measured is known from disk alone."""
        self._jobs.clear()
        self._known.clear()

    def path(self, checkpoint: Checkpoint) -> Path:
        """A file of its own for each version of the weights. Raises OSError as `version` does."""
        folder = hub_files.home() / self.room
        return folder / f"{checkpoint.key}-{version(checkpoint)}-{self.kind}"

    def known(self, checkpoint: Checkpoint) -> Found | None:
        """What was measured before, by this process or an earlier one."""
        if not possible(checkpoint):
            return None
        try:
            path = self.path(checkpoint)
            if path not in self._known:
                self._known[path] = self._read(path)
            return self._known[path]
        except (OSError, ValueError):  # not yet, or damaged: it will be measured anew
            return None

    def job(self, checkpoint: Checkpoint) -> Job | None:
        """The measurement that is going on or has failed."""
        return self._jobs.get(checkpoint.key)

    def start(self, checkpoint: Checkpoint, load: Callable[[], tuple[Any, Any]]) -> Job:
        """Measure in the background, unless that is going on; `load` gives model, tokenizer."""
        with self._lock:
            going = self._jobs.get(checkpoint.key)
            if going is not None and not going.failed:
                return going
            going = self._jobs[checkpoint.key] = Job()
            threading.Thread(target=self._run, args=(checkpoint, load, going), daemon=True).start()
            return going

    def keep(self, checkpoint: Checkpoint, found: Found) -> Path:
        """Write what was measured; a reader never sees half a file. Raises OSError."""
        path = self.path(checkpoint)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        self._write(found, part)
        return part.replace(path)

    def _run(self, checkpoint: Checkpoint, load: Callable[[], tuple[Any, Any]], going: Job) -> None:
        def tell(share: float) -> None:
            going.share = share

        try:
            found = self._measure(*load(), checkpoint, tell)
        # Whatever goes wrong in the background must be told on the page, not lost with the thread.
        except Exception as error:
            ours = isinstance(error, CheckpointError)  # said in Chinese already
            going.failed = str(error) if ours else f"{type(error).__name__}: {error}"
            return
        try:
            self._known[self.path(checkpoint)] = found
            self.keep(checkpoint, found)
        except OSError:  # no room, no right to write: it stays known until the process ends
            pass
        self._jobs.pop(checkpoint.key, None)
