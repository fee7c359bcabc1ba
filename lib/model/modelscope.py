"""ModelScope, the second source where huggingface.co cannot be reached.

Its library is an optional dependency (pip install modelscope). Its revisions are not the hub's, so
only weights of a known digest are taken from it.
"""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.model import manifest
from lib.model.hub_files import OTHERS, WEIGHTS, HubError, matches


def installed() -> bool:
    """Whether the library is there."""
    return importlib.util.find_spec("modelscope") is not None


def fetch(
    name: str, folder: Path, weights_sha256: str, count: Callable[[int], None], **more: Any
) -> list[str]:
    """Fetch a repository's model into `folder`; returns the names of its files.

    `count` is told of bytes as they come, and may raise to stop. Raises HubError where the weights
    are other ones, and whatever the library raises.
    """
    from modelscope import snapshot_download
    from modelscope.hub.callback import ProgressCallback

    class Watch(ProgressCallback):  # type: ignore[misc]
        def update(self, size: int) -> None:
            count(size)

    wanted = (*OTHERS, WEIGHTS[0])
    snapshot_download(
        name,
        local_dir=str(folder),
        allow_patterns=list(wanted),
        progress_callbacks=[Watch],
        **more,
    )
    weights = folder / WEIGHTS[0]
    if not weights.is_file() or manifest.digest(weights) != weights_sha256:
        weights.unlink(missing_ok=True)
        raise HubError("ModelScope 上的权重和登记的摘要对不上，已删去。")
    return [file.name for file in folder.iterdir() if matches(file.name, wanted)]
