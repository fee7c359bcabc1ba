"""How much memory there is, and how much a checkpoint takes."""

import json
import struct
from pathlib import Path

CGROUPS = (  # version 2, version 1: the limit and what is used
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)
SPARE_MB = 150  # left for everybody else: readings, charts, other visitors


def free_mb() -> int:
    """10⁶ bytes that this process can still take: the machine's, or its container's if less."""
    import psutil  # here: no first picture needs it

    free = psutil.virtual_memory().available
    for limit, used in CGROUPS:
        try:
            left = int(Path(limit).read_text()) - int(Path(used).read_text())
        except (OSError, ValueError):  # no such file; "max": no limit
            continue
        free = min(free, max(left, 0))
    return free // 1_000_000


def needed_mb(weights: Path) -> int:
    """10⁶ bytes for loading these weights: each number as float32, and the file beside it once.

    Raises OSError, ValueError where the file cannot be read.
    """
    return (4 * count(weights) + weights.stat().st_size) // 1_000_000 + SPARE_MB


def count(weights: Path) -> int:
    """Numbers in a weights file: exact for safetensors; a pickle is taken to hold float32."""
    if weights.suffix != ".safetensors":
        return weights.stat().st_size // 4
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > min(100_000_000, weights.stat().st_size):
            raise ValueError("no safetensors file")
        header = json.loads(file.read(length))
    total = 0
    for name, tensor in header.items():
        if name != "__metadata__":
            size = 1
            for n in tensor["shape"]:
                size *= n
            total += size
    return total
