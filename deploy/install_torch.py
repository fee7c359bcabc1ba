"""Install PyTorch, and on Linux without an NVIDIA card not 2.8 GB of CUDA with it.

    .venv/bin/python deploy/install_torch.py

PyPI's torch for Linux brings CUDA. PyTorch's own index has CPU builds; it is asked first, with a
patience of three seconds, because a classroom or a server may not reach it. What is installed is
checked against the digests in requirements/torch.txt. Only the standard library: this runs before
anything is installed. TORCH_INDEX names another index (a mirror); "" asks none.
"""

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

VERSION = "2.13.0"
INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 3.0  # seconds, for everything: the name, the connection, the first bytes
LOCK = Path(__file__).parents[1] / "requirements" / "torch.txt"
Pip = Callable[..., bool]


def installed() -> str | None:
    """The version of torch in this environment, or None."""
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return None


def has_nvidia_card() -> bool:
    """Whether the kernel has loaded NVIDIA's driver."""
    return any(Path(name).exists() for name in ("/proc/driver/nvidia/version", "/dev/nvidiactl"))


def answers(index: str, patience: float = PATIENCE) -> bool:
    """Whether the index lists torch within `patience` seconds, a slow name server included."""
    found = threading.Event()

    def ask():
        try:
            with urllib.request.urlopen(f"{index.rstrip('/')}/torch/", timeout=patience) as page:
                if b"torch-" in page.read(65536):
                    found.set()
        except (urllib.error.URLError, OSError, ValueError):
            pass
        finally:
            done.set()

    done = threading.Event()
    threading.Thread(target=ask, daemon=True).start()
    done.wait(patience)
    return found.is_set()


def pip(*arguments: str) -> bool:
    """Run pip in this environment; whether it succeeded."""
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    return subprocess.run([*command, *arguments]).returncode == 0


def install(platform: str, card: bool, index: str, pip: Pip = pip) -> bool:
    """Try the ways in turn, saying which; whether torch is installed now."""
    locked = ("--no-deps", "--require-hashes", "-r", str(LOCK))
    if platform == "linux" and card:
        print("▸ torch: there is an NVIDIA card, so the build with CUDA", flush=True)
        return pip(f"torch=={VERSION}")
    if platform == "linux" and index:
        if answers(index):
            print(f"▸ torch: the CPU build, from {index}", flush=True)
            if pip("--index-url", index, *locked):
                return True
            print("▸ torch: that failed; trying where pip looks otherwise", flush=True)
        else:
            print(f"▸ torch: {index} does not answer within {PATIENCE:.0f} s; going on", flush=True)
    if pip(*locked):
        return True
    if platform == "linux":
        print("▸ torch: no CPU build where pip looks: PyPI's brings CUDA, 2.8 GB", flush=True)
    return pip(f"torch=={VERSION}")


def main() -> int:
    have = installed()
    if have is not None and have.split("+")[0] == VERSION:
        print(f"▸ torch {have} is there")
        return 0
    return not install(sys.platform, has_nvidia_card(), os.environ.get("TORCH_INDEX", INDEX))


if __name__ == "__main__":
    sys.exit(main())
