"""The models in memory: the shipped one stays, and one larger beside it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from lib.model import blanks, loading, memory
from lib.model.checkpoints import SHIPPED, Checkpoint, CheckpointError
from lib.model.hub_files import WEIGHTS


@dataclass(frozen=True)
class Loaded:
    """A model, its tokenizer, and how many of ten blanks its head fills (`lib.model.blanks`)."""

    model: object
    tokenizer: object
    blanks_right: int

    @property
    def guesses(self) -> bool:
        """Whether its guesses at [MASK] are worth showing."""
        return blanks.knows(self.blanks_right)


class Shelf:
    """Loads each checkpoint once for all; at most one besides the shipped one is kept."""

    def __init__(self, loaded: Callable[[], None] = lambda: None):
        self._after = loaded  # called when a model has come in
        self._loaded: dict[str, Loaded] = {}
        self._lock = threading.Lock()

    def peek(self, key: str) -> Loaded | None:
        """The checkpoint if it is in memory."""
        return self._loaded.get(key)

    @property
    def loading(self) -> bool:
        """Whether a checkpoint is coming in just now."""
        return self._lock.locked()

    def get(self, checkpoint: Checkpoint) -> Loaded:
        """The checkpoint, loaded now if need be. Raises CheckpointError."""
        found = self._loaded.get(checkpoint.key)
        if found is not None:
            return found
        with self._lock:  # two visitors at once load it once
            if checkpoint.key not in self._loaded:
                if checkpoint.key != SHIPPED:
                    # First out, then in: both at once may be more than there is.
                    self._loaded = {k: v for k, v in self._loaded.items() if k == SHIPPED}
                    enough_memory(checkpoint)
                model, tokenizer = loading.load(checkpoint)
                count = 0 if model.untrained_head else blanks.right(model, tokenizer)
                self._loaded = self._loaded | {checkpoint.key: Loaded(model, tokenizer, count)}
                self._after()
            return self._loaded[checkpoint.key]

    def clear(self) -> None:
        """Put everything out."""
        with self._lock:
            self._loaded = {}


def enough_memory(checkpoint: Checkpoint) -> None:
    """Before anything is read. Raises CheckpointError where loading would not fit."""
    folder = loading.folder_of(checkpoint)
    if folder is None:
        return  # load says that it is not downloaded
    try:
        weights = next(folder / w for w in WEIGHTS if (folder / w).is_file())
        needed = memory.needed_mb(weights)
    except (StopIteration, OSError, ValueError, KeyError, TypeError):
        return  # load says what is wrong with the file
    free = memory.free_mb()
    if needed > free:
        raise CheckpointError(
            f"内存不够：载入 {checkpoint.title} 要约 {needed:,} MB，现在只有 {free:,} MB。"
            "关掉别的程序再试，或改用自带的小模型。"
        )
