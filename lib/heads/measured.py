"""Heads of hub models and own folders: measured once in the background, kept on disk."""

from typing import Any

from lib.heads.head_file import FORMAT, HeadFile
from lib.model.checkpoints import Checkpoint
from lib.model.once import Once, Tell

COVERED = 30  # characters covered by a hub model, whose passes are slow; a shipped one covers more


def _measure(model: Any, tokenizer: Any, checkpoint: Checkpoint, tell: Tell) -> HeadFile:
    from lib.heads import measuring

    return measuring.measure(model, tokenizer, checkpoint.key, covered=COVERED, progress=tell)


HEADS = Once("heads", f"{FORMAT}.json", HeadFile.load, HeadFile.save, _measure)
