"""Which files of a checkpoint's folder belong together: their digests, kept in manifest.json.

Weights that were damaged, and tables that were made for other weights, look like sound ones to
whoever reads them. `python -m lib.precompute` writes the manifest; so does a finished pretraining.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path

NAME = "manifest.json"
NOT_LISTED = (NAME, "README.md")  # the card is for people: it may change by itself
log = logging.getLogger(__name__)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(folder: Path, names: Iterable[str] | None = None) -> None:
    """List the files with these names, or all there are. What is not listed belongs to nobody."""
    if names is None:
        names = (path.name for path in folder.iterdir() if path.is_file())
    listed = {name: digest(folder / name) for name in sorted(names) if name not in NOT_LISTED}
    (folder / NAME).write_text(json.dumps(listed, indent=1) + "\n", "utf-8")


def add(folder: Path, name: str) -> None:
    """List one more file, or a new version of it, where there is a manifest to list it in."""
    listed = read(folder)
    if listed:
        listed[name] = digest(folder / name)
        (folder / NAME).write_text(
            json.dumps(dict(sorted(listed.items())), indent=1) + "\n", "utf-8"
        )


def read(folder: Path) -> dict[str, str]:
    """{file name: SHA-256}; {} where there is no manifest or a damaged one."""
    try:
        listed = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def fits(folder: Path, name: str) -> bool:
    """Whether a file made from the weights may be used; if it is there and may not, a log line.

    Without a manifest nothing is known of any file, and none may.
    """
    if not (folder / name).is_file():
        return False
    wanted = read(folder).get(name)
    if wanted is not None and wanted == digest(folder / name):
        return True
    why = "is not listed in" if wanted is None else "is not the one of"
    log.warning("%s %s %s: left aside (run `make precompute`)", folder / name, why, NAME)
    return False


def changed(folder: Path, names: Iterable[str]) -> list[str]:
    """Which of these files are listed with another digest than they have, or are missing."""
    listed = read(folder)
    if not listed:
        log.warning("%s: no readable %s, the weights cannot be compared with it", folder, NAME)
    return [
        name
        for name in names
        if name in listed
        and not ((folder / name).is_file() and digest(folder / name) == listed[name])
    ]
