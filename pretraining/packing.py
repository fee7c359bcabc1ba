"""The token cache in one small file, to be brought to a machine without the corpus or a network.

Sixteen bits a token: 13 for its id, two for the flags, one where a chunk begins; then the source of
each chunk; all compressed (LZMA). 31 million tokens are 87 MB in the cache and 30 MB here.
"""

import io
import json
import lzma
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from pretraining.errors import PipelineError
from pretraining.files import replacing
from pretraining.ids import fingerprint, load_tokenizer

ID_BITS = 13
FLAGS = 0b11  # word start, sentence start
CHUNK_START = 1 << 15
SPLITS = ("train", "valid")


def pack(ids: np.ndarray, flags: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """ids, flags: (tokens,); lengths: (chunks,), none 0 → (tokens,) uint16."""
    if len(ids) and int(ids.max()) >= 1 << ID_BITS:
        raise PipelineError(
            f"The vocabulary has more than {1 << ID_BITS:,} entries, which do not fit into "
            f"{ID_BITS} bits a token. Build a smaller one: python -m pretraining.vocabulary"
        )
    packed = ids.astype(np.uint16) | (flags.astype(np.uint16) & FLAGS) << ID_BITS
    packed[np.cumsum(lengths) - lengths] |= CHUNK_START
    return packed


def unpack(packed: np.ndarray) -> dict[str, np.ndarray]:
    """The inverse: ids (uint16), flags (uint8), lengths (int32)."""
    starts = np.flatnonzero(packed & CHUNK_START)
    return {
        "ids": packed & np.uint16((1 << ID_BITS) - 1),
        "flags": (packed >> ID_BITS & FLAGS).astype(np.uint8),
        "lengths": np.diff(starts, append=len(packed)).astype(np.int32),
    }


def write(tokens: Path, file: Path) -> None:
    """Both splits of a token cache into one file."""
    arrays, about = {}, {}
    for split in SPLITS:
        cache = Path(tokens) / f"{split}.safetensors"
        if not cache.is_file():
            raise PipelineError(f"No {cache}. Make it first: python -m pretraining.encode")
        with safe_open(cache, "np") as stored:
            parts = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
            about[split] = stored.metadata()
        arrays[f"{split}/sources"] = parts.pop("sources")
        arrays[f"{split}/tokens"] = pack(**parts)
    buffer = io.BytesIO()
    np.savez(buffer, about=np.array(json.dumps(about)), **arrays)
    with replacing(file) as new:
        new.write_bytes(lzma.compress(buffer.getvalue(), preset=6))


def read(file: Path, vocabulary: Path, tokens: Path) -> None:
    """Make the token cache again from that file; refuses the ids of another vocabulary."""
    with np.load(io.BytesIO(lzma.decompress(Path(file).read_bytes()))) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["train"]["vocabulary"] != fingerprint(load_tokenizer(vocabulary)):
            raise PipelineError(f"{file} was packed with another vocabulary than {vocabulary}.")
        with replacing(tokens) as folder:
            folder.mkdir()
            for split in SPLITS:
                parts = unpack(arrays[f"{split}/tokens"]) | {"sources": arrays[f"{split}/sources"]}
                save_file(parts, folder / f"{split}.safetensors", about[split])
