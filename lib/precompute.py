"""Make what ships beside a checkpoint: the opening Reading, the head labels, the habits of place.

    python -m lib.precompute      (`make precompute`, which draws the first pictures anew, too)

Run it after changing the files in `models/`; a test compares the result with the live model. What
is written is listed in the folder's manifest.json, so that nothing is used with other weights.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from lib import examples
from lib.experiments import first_view
from lib.experiments.first_view import FirstView
from lib.heads import places, samples
from lib.heads.head_file import HeadFile
from lib.heads.measured import HEADS
from lib.heads.places import Places
from lib.model import checkpoints, loading, manifest
from lib.model.reading import Reading
from lib.text.numbers import percent


def _folder(checkpoint: checkpoints.Checkpoint) -> Path:
    assert checkpoint.folder is not None, "only a checkpoint on this machine has files beside it"
    return checkpoint.folder


def opening_path(checkpoint: checkpoints.Checkpoint) -> Path:
    """Where the opening Reading of a shipped checkpoint lies."""
    return _folder(checkpoint) / "opening.npz"


def heads_path(checkpoint: checkpoints.Checkpoint) -> Path:
    """Where the measured heads of a shipped checkpoint lie."""
    return _folder(checkpoint) / "heads.json"


def places_path(checkpoint: checkpoints.Checkpoint) -> Path:
    """Where lies what the heads of a shipped checkpoint give to each place."""
    return _folder(checkpoint) / "places.npz"


def first_view_path(checkpoint: checkpoints.Checkpoint) -> Path:
    """Where it is written which picture of a shipped checkpoint comes first."""
    return _folder(checkpoint) / "first_view.json"


def _fits(path: Path) -> bool:
    return manifest.fits(path.parent, path.name)


def live_readings(checkpoint: checkpoints.Checkpoint) -> list[Reading]:
    """The checkpoint's reading of every example sentence."""
    from lib.model.bert import read

    model, tokenizer = loading.load(checkpoint)
    return [
        read(model, tokenizer, example.sentence, checkpoint=checkpoint.key)
        for example in examples.EXAMPLES
    ]


def load_opening(checkpoint: checkpoints.Checkpoint) -> Reading | None:
    """The opening sentence's Reading, or None where nothing (that fits the weights) is shipped."""
    if checkpoint.folder is None or not _fits(opening_path(checkpoint)):
        return None
    try:
        return Reading.load(opening_path(checkpoint))
    except (OSError, KeyError, ValueError, TypeError):
        return None


def usual_places(model: Any, tokenizer: Any, key: str, sentences: Sequence[str]) -> Places:
    """What the heads of a loaded model give to each place, over `sentences`."""
    from lib.model.bert import read

    return places.places(read(model, tokenizer, s, checkpoint=key) for s in sentences)


def measure_heads(model: Any, tokenizer: Any, key: str) -> HeadFile:
    """Every head of a loaded model, on all that is shipped to measure it; says how far it is."""
    from lib.heads import measuring

    told = -1

    def tell(share: float) -> None:
        nonlocal told
        if int(20 * share) > told:
            told = int(20 * share)
            print(f"量每个头：{percent(share)}", flush=True)

    return measuring.measure(model, tokenizer, key, progress=tell)


def load_heads(checkpoint: checkpoints.Checkpoint) -> HeadFile | None:
    """What was measured of each head, or None where nothing (that fits the weights) is shipped."""
    if checkpoint.folder is None or not _fits(heads_path(checkpoint)):
        return None
    try:
        return HeadFile.load(heads_path(checkpoint))
    except (OSError, ValueError):
        return None


def known_heads(reading: Reading) -> HeadFile | None:
    """What was measured of the heads of this reading's model: shipped, or on this machine."""
    checkpoint = checkpoints.CATALOGUE.get(reading.checkpoint)
    if checkpoint is None:
        return None
    path = None if checkpoint.folder is None else heads_path(checkpoint)
    changed = path.stat().st_mtime_ns if path is not None and path.is_file() else 0
    known = _heads_at(checkpoint, changed) or HEADS.known(checkpoint)
    return known if known is not None and known.shape == (reading.layers, reading.heads) else None


@lru_cache(8)
def _heads_at(checkpoint: checkpoints.Checkpoint, changed: int) -> HeadFile | None:
    return load_heads(checkpoint)


def load_first_view(checkpoint: checkpoints.Checkpoint) -> FirstView | None:
    """The row that evidence chose, or None where nothing was good enough, or nothing fits."""
    if checkpoint.folder is None or not _fits(first_view_path(checkpoint)):
        return None
    try:
        return FirstView.load(first_view_path(checkpoint))
    except (OSError, ValueError):
        return None


def load_places(checkpoint: checkpoints.Checkpoint) -> Places | None:
    """As measured on the sample sentences, or None where nothing (sound) is shipped."""
    if checkpoint.folder is None or not _fits(places_path(checkpoint)):
        return None
    try:
        with np.load(places_path(checkpoint), allow_pickle=False) as arrays:
            return Places(arrays["mean"], arrays["rows"], int(arrays["sentences"]))
    # zipfile, zlib, tokenize and NumPy each raise kinds of their own on a broken file.
    except Exception:
        return None


def write_first_view(
    checkpoint: checkpoints.Checkpoint, opening: Reading, heads: HeadFile, usual: Places
) -> None:
    """Choose the first picture; no file where none is good enough."""
    chosen = first_view.choose(opening, heads, usual)
    if chosen is None:
        first_view_path(checkpoint).unlink(missing_ok=True)
    else:
        chosen.save(first_view_path(checkpoint))


def main() -> None:
    """Make all files for the shipped checkpoint."""
    checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    manifest.write(_folder(checkpoint), checkpoints.SOURCES)  # these weights are the right ones now
    readings = live_readings(checkpoint)
    readings[0].save(opening_path(checkpoint))
    model, tokenizer = loading.load(checkpoint)
    heads = measure_heads(model, tokenizer, checkpoint.key)
    heads.save(heads_path(checkpoint))
    usual = usual_places(model, tokenizer, checkpoint.key, samples.sentences())
    np.savez_compressed(
        places_path(checkpoint),
        mean=usual.mean.astype(np.float32),
        rows=usual.rows,
        sentences=usual.sentences,
    )
    write_first_view(checkpoint, readings[0], heads, usual)
    (_folder(checkpoint) / checkpoints.BEGINNING).unlink(missing_ok=True)  # drawn from old ones
    manifest.write(_folder(checkpoint))
    names = (path(checkpoint).name for path in (opening_path, heads_path, places_path))
    print(f"写好了：{'、'.join(names)}")


if __name__ == "__main__":
    main()
