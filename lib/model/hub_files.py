"""What a download leaves on this machine, where, and which files of a repository are wanted.

Files are kept by repository and revision, not by host: what came from a mirror (HF_ENDPOINT) or
from ModelScope is the same model.
"""

import fnmatch
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from lib.model import manifest

WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # the first that the repository has
OTHERS = ("config.json", "tokenizer*.json", "vocab.*", "merges.txt", "*_tokens*.json", "*.model")


class HubError(RuntimeError):
    """A download failed; the message says why, in Chinese."""


@dataclass(frozen=True)
class Remote:
    """One file of a repository: its size in bytes, and the digest that the hub lists for it."""

    name: str
    size: int
    algorithm: str  # sha256 of the contents (large files), or sha1 as git counts it
    digest: str


def home() -> Path:
    """Where downloads are kept: SEEING_ATTENTION_HOME, or a folder in the user's cache."""
    if given := os.environ.get("SEEING_ATTENTION_HOME"):
        return Path(given)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "seeing-attention"


def own_folder(repository: str, revision: str) -> Path:
    """Where this app keeps the revision of a repository, there or not."""
    return home() / "models" / repository.replace("/", "--") / revision


def folder_of(repository: str, revision: str) -> Path | None:
    """The folder of a complete download, ours or huggingface_hub's; None where there is none."""
    own = own_folder(repository, revision)
    if (own / manifest.NAME).is_file():
        return own
    hub = os.environ.get("HF_HUB_CACHE") or (
        Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface") / "hub"
    )
    name = "models--" + repository.replace("/", "--")
    theirs = Path(hub) / name / "snapshots" / revision
    found = (theirs / "config.json").is_file() and any((theirs / w).is_file() for w in WEIGHTS)
    return theirs if found else None


def choose(files: list[Remote]) -> list[Remote]:
    """What is needed of a repository to read with it. Raises HubError."""
    by_name = {file.name: file for file in files}
    weights = next((name for name in WEIGHTS if name in by_name), None)
    if "config.json" not in by_name or weights is None:
        raise HubError(
            "这个仓库里没有 config.json，或没有 model.safetensors、pytorch_model.bin："
            "它不是一个 transformers 能直接读的模型。"
        )
    others = [file for file in files if matches(file.name, OTHERS)]
    return [*others, by_name[weights]]


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a file name is one of these (shell patterns)."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def size_of(path: Path) -> int:
    """Bytes of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def digest_of(path: Path, algorithm: str) -> str:
    """In hexadecimal: "sha256" of the contents, or "git": SHA-1 of a blob's header and contents."""
    if algorithm == "sha256":
        return manifest.digest(path)
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
