"""Write a file or folder so that a failure leaves the old one as it was."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pretraining.errors import PipelineError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside `target` to write to; rename it into place at the end.

    A folder takes the place of a folder, a file the place of a file. When writing fails (disk
    full, no permission) the temporary path is removed and `target` is untouched.
    """
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    except OSError as error:
        raise PipelineError(f"Cannot write {target}: {error.strerror or error}.") from error
    new, old = holder / "new", holder / "old"
    try:
        yield new
        if target.is_dir() and new.is_dir():
            os.replace(target, old)
        os.replace(new, target)
    except OSError as error:
        if old.exists():
            os.replace(old, target)
        raise PipelineError(
            f"Cannot write {target}: {error.strerror or error}. Nothing was overwritten; "
            "free some space or choose another path, and run the command again."
        ) from error
    finally:
        shutil.rmtree(holder, ignore_errors=True)
