"""A model's training as a film of about seventeen pictures.

The file is made by `python -m pretraining.upbringing` from the snapshots of a run; here it is read.
Needs NumPy only, so that the page shows it without waiting for a model.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lib.heads.joining import NAMED_FROM
from lib.model import manifest

FILE = "upbringing.npz"
ROLES = ("previous", "next", "separator", "self", "same_word", "same_character")
RELATIONS = {"nsubj": "主语", "obj": "宾语"}  # that are looked for on the treebank


class FilmError(ValueError):
    """The file cannot be used; the message says why, in Chinese."""


@dataclass(frozen=True)
class Blank:
    """One covered character. pieces, chances: (points, 5) best guesses; chance: (points,)."""

    sentence: str
    answer: str
    pieces: np.ndarray
    chances: np.ndarray
    chance: np.ndarray  # of the answer

    def first_guess(self, point: int) -> str:
        """The best piece at that picture."""
        return str(self.pieces[point, 0])


@dataclass(frozen=True, eq=False)
class Film:
    """`points` pictures, the first before any training.

    read: (points,) tokens read so far; loss, accuracy: (points,) on the validation masks
    pixels: (points, layers, heads, tokens, tokens) uint8, 255·√weight, of `sentence`
    roles: {name of ROLES: (points, layers, heads) mean share of the weight, on a treebank}
    pairs: {group: (points,) share of minimal pairs told apart}
    found, offset: {relation: (points,) share of its dependencies found on sentences in which the
    head was not chosen, and share that the best fixed distance finds}; ahead: {relation: (points,)
    lower end of the 95 % interval of their difference}
    frequencies: the loss of always answering how frequent each token is
    """

    sentence: str
    tokens: tuple[str, ...]
    read: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    pixels: np.ndarray = field(repr=False)
    roles: dict[str, np.ndarray] = field(repr=False)
    blanks: tuple[Blank, ...] = field(repr=False)
    pairs: dict[str, np.ndarray]
    found: dict[str, np.ndarray]
    offset: dict[str, np.ndarray]
    ahead: dict[str, np.ndarray]
    frequencies: float
    run: dict  # layers, heads, hidden, intermediate, parameters, minutes, weights (SHA-256)

    @property
    def points(self) -> int:
        """How many pictures."""
        return len(self.read)

    @property
    def layers(self) -> int:
        """How many layers the model has."""
        return self.pixels.shape[1]

    @property
    def heads(self) -> int:
        """How many heads a layer has."""
        return self.pixels.shape[2]

    def weights(self, point: int) -> np.ndarray:
        """(layers, heads, tokens, tokens), each within 0.004 of the model's; rows sum to 1."""
        weights = (self.pixels[point] / 255.0) ** 2
        return weights / weights.sum(-1, keepdims=True)

    def best(self) -> dict[str, np.ndarray]:
        """{name of ROLES: (points,) the largest share that any head gives to that place}."""
        return {role: shares.max((1, 2)) for role, shares in self.roles.items()}

    def named(self, point: int) -> dict[str, int]:
        """{name of ROLES: how many heads give half or more to it}; words may be neighbours too."""
        return {role: int((s[point] >= NAMED_FROM).sum()) for role, s in self.roles.items()}

    def save(self, file: Path) -> None:
        """Write the file; its name must end in .npz."""
        about = {
            "sentence": self.sentence,
            "tokens": self.tokens,
            "run": self.run,
            "frequencies": self.frequencies,
            "blanks": [[blank.sentence, blank.answer] for blank in self.blanks],
        }
        arrays = {"read": self.read, "loss": self.loss, "accuracy": self.accuracy}
        arrays["pixels"] = self.pixels
        for name in ("roles", "pairs", "found", "offset", "ahead"):
            for key, value in getattr(self, name).items():
                arrays[f"{name}/{key}"] = value.astype(np.float32)
        for number, blank in enumerate(self.blanks):
            for name in ("pieces", "chances", "chance"):
                arrays[f"blank/{number}/{name}"] = getattr(blank, name)
        arrays["about"] = np.array(json.dumps(about, ensure_ascii=False))
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load(file: Path) -> Film:
    """Read the file. Raises FilmError where it is missing or damaged."""
    if not Path(file).is_file():
        raise FilmError("模型文件夹里没有训练过程的记录。")
    try:
        with np.load(file, allow_pickle=False) as arrays:
            about = json.loads(str(arrays["about"]))

            def group(name: str) -> dict[str, np.ndarray]:
                return {
                    key.partition("/")[2]: arrays[key].astype(float)
                    for key in arrays.files
                    if key.startswith(f"{name}/")
                }

            return Film(
                sentence=about["sentence"],
                tokens=tuple(about["tokens"]),
                read=arrays["read"],
                loss=arrays["loss"],
                accuracy=arrays["accuracy"],
                pixels=arrays["pixels"],
                roles=group("roles"),
                pairs=group("pairs"),
                found=group("found"),
                offset=group("offset"),
                ahead=group("ahead"),
                blanks=tuple(
                    Blank(*pair, *(arrays[f"blank/{n}/{part}"] for part in _PARTS))
                    for n, pair in enumerate(about["blanks"])
                ),
                frequencies=about["frequencies"],
                run=about["run"],
            )
    # zipfile, zlib, json and NumPy each raise kinds of their own on a broken file.
    except Exception as error:
        raise FilmError("训练过程的记录坏了，请用 git 恢复这个文件。") from error


_PARTS = ("pieces", "chances", "chance")


def is_of(film: Film, folder: Path) -> bool:
    """Whether the last picture is the model in that folder, weight for weight."""
    weights = Path(folder) / "model.safetensors"
    return weights.is_file() and manifest.digest(weights) == film.run["weights"]


def amount(tokens: int) -> str:
    """A number of tokens as people say it: 0, 1.6 万, 49 万, 1532 万, 3.1 亿."""
    for unit, name in ((100_000_000, "亿"), (10_000, "万")):
        if tokens >= unit:
            units = round(tokens / unit, 1)
            return f"{units:.1f} {name}" if units < 10 else f"{units:.0f} {name}"
    return f"{tokens}"


def counted(tokens: int) -> str:
    """“16 个词元”, “1.6 万个词元”."""
    text = amount(tokens)
    return f"{text}{' ' if text[-1].isdigit() else ''}个词元"
