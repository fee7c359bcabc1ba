"""Heads of hub models and own folders: measured once in the background, kept on disk.

By the revision of a hub model, and by the digest of an own folder's weights.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lib.heads.head_file import FORMAT, HeadFile
from lib.model import hub_files, manifest
from lib.model.checkpoints import SHIPPED, Checkpoint

COVERED = 30  # characters covered by a hub model, whose passes are slow; a shipped one covers more


@dataclass
class Job:
    """A measurement that is going on: `share` of it is done, or `failed` says why it is not."""

    share: float = 0.0
    failed: str = ""


_jobs: dict[str, Job] = {}
_known: dict[str, HeadFile] = {}
_lock = threading.Lock()


def folder() -> Path:
    """Beside the downloaded models."""
    return hub_files.home() / "heads"


def path(checkpoint: Checkpoint) -> Path:
    """A file of its own for each revision and each way of measuring."""
    return folder() / f"{checkpoint.key}-{_version(checkpoint)}-{FORMAT}.json"


def possible(checkpoint: Checkpoint) -> bool:
    """Whether its heads are measured here: those of the shipped model come with it."""
    return checkpoint.key != SHIPPED


def _version(checkpoint: Checkpoint) -> str:
    """What changes with the weights. Raises OSError where an own folder has gone."""
    if checkpoint.folder is None:
        return checkpoint.revision or ""
    files = [checkpoint.folder / name for name in hub_files.WEIGHTS]
    weights = next((file for file in files if file.is_file()), files[0])
    return _digest(weights, weights.stat().st_mtime_ns)


@lru_cache(16)
def _digest(weights: Path, changed: int) -> str:
    return manifest.digest(weights)[:40]


def known(checkpoint: Checkpoint) -> HeadFile | None:
    """What was measured before, by this process or an earlier one."""
    if not possible(checkpoint):
        return None
    if checkpoint.key not in _known:
        try:
            _known[checkpoint.key] = HeadFile.load(path(checkpoint))
        except (OSError, ValueError):  # not yet, or damaged: it will be measured anew
            return None
    return _known[checkpoint.key]


def job(checkpoint: Checkpoint) -> Job | None:
    """The measurement that is going on or has failed."""
    return _jobs.get(checkpoint.key)


def start(checkpoint: Checkpoint, load: Callable[[], tuple]) -> Job:
    """Measure in the background, unless that is going on already; `load` gives model, tokenizer."""
    with _lock:
        going = _jobs.get(checkpoint.key)
        if going is not None and not going.failed:
            return going
        going = _jobs[checkpoint.key] = Job()
        threading.Thread(target=_run, args=(checkpoint, load, going), daemon=True).start()
        return going


def _run(checkpoint: Checkpoint, load: Callable[[], tuple], going: Job) -> None:
    def tell(share: float) -> None:
        going.share = share

    try:
        model, tokenizer = load()
        from lib.heads import measuring

        found = measuring.measure(model, tokenizer, checkpoint.key, covered=COVERED, progress=tell)
    # Whatever goes wrong in the background must be told on the page, not lost with the thread.
    except Exception as error:
        going.failed = f"{type(error).__name__}: {error}"
        return
    _known[checkpoint.key] = found
    try:
        path(checkpoint).parent.mkdir(parents=True, exist_ok=True)
        part = path(checkpoint).with_suffix(".part")
        found.save(part)
        part.replace(path(checkpoint))  # a reader never sees half a file
    except OSError:  # no room, no right to write: it stays known until the process ends
        pass
    _jobs.pop(checkpoint.key, None)
