"""What one forward pass was: the learner's text, the tokens, and every attention step."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from lib.attention import AttentionSteps
from lib.model.intervention import NONE, Intervention
from lib.shapes import Float
from lib.text.apart import apart

ARRAYS = ("query", "key", "value", "weights", "context")


@dataclass(frozen=True)
class Token:
    """One position of the model's input.

    `text` is what the learner typed there (“A” though the model saw “a”); `piece` is what the
    model saw. `start:end` is its span in `sentence` (segment 0) or `pair` (segment 1).
    """

    text: str
    piece: str
    start: int
    end: int
    segment: int
    special: bool = False  # [CLS] or [SEP], put there by the tokenizer
    unknown: bool = False  # the model saw [UNK]

    @property
    def shown(self) -> str:
        """`text` as pages show it: “〈體〉” where the model does not know it."""
        return f"〈{self.text}〉" if self.unknown else self.text


@dataclass(frozen=True)
class Guess:
    """The model's candidates for one [MASK], most probable first (natural logarithms)."""

    position: int
    pieces: tuple[str, ...]
    log_probabilities: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """One forward pass, immutable.

    query, key, value, context: (layers, heads, tokens, head_dim), float32
    weights: (layers, heads, queries, keys), each row sums to 1; of a long text they may be float16
    (lib.model.budget). The scores, which would be two fifths of a long Reading, are computed again
    from query and key, head by head, where a page asks: `head`.
    """

    sentence: str
    pair: str | None
    checkpoint: str
    change: Intervention
    tokens: tuple[Token, ...]
    guesses: tuple[Guess, ...]
    query: Float[np.ndarray, "layers heads tokens d_k"] = field(repr=False)
    key: Float[np.ndarray, "layers heads tokens d_k"] = field(repr=False)
    value: Float[np.ndarray, "layers heads tokens d_v"] = field(repr=False)
    weights: Float[np.ndarray, "layers heads tokens tokens"] = field(repr=False)
    context: Float[np.ndarray, "layers heads tokens d_v"] = field(repr=False)

    def __post_init__(self) -> None:
        for array in self._arrays().values():
            array.setflags(write=False)

    def _arrays(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ARRAYS}

    @property
    def layers(self) -> int:
        """How many layers the model has."""
        return self.weights.shape[0]

    @property
    def heads(self) -> int:
        """How many heads each layer has."""
        return self.weights.shape[1]

    @property
    def head_dim(self) -> int:
        """d_k, the length of a head's queries and keys."""
        return self.query.shape[-1]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in self._arrays().values())

    def head(self, layer: int, head: int) -> AttentionSteps:
        """The steps of one head, counted from 0: (queries, keys) each, context (queries, d_v)."""
        at = (layer, head)
        only = self.change.only
        change = self.change if only is None or at in only else NONE
        steps = change.attend(self.query[at], self.key[at], self.value[at])
        if self._rounded:
            return steps
        return replace(steps, weights=self.weights[at], context=self.context[at])

    def weights_of(self, layer: int, head: int) -> Float[np.ndarray, "tokens tokens"]:
        """The weights of one head, counted from 0, in single precision."""
        return self.head(layer, head).weights if self._rounded else self.weights[layer, head]

    @property
    def _rounded(self) -> bool:
        return self.weights.dtype == np.float16

    def labels(self) -> list[str]:
        """One distinct label a token, in order: repeated characters stay apart (“书·13”)."""
        return [f"{token.text}·{i}" for i, token in enumerate(self.tokens)]

    def named(self) -> list[str]:
        """One name a token as pages show it, with its place only where it is repeated."""
        return apart([token.shown for token in self.tokens])

    def save(self, path: Path) -> None:
        """Write everything to one .npz file, readable without pickle."""
        meta = {
            "sentence": self.sentence,
            "pair": self.pair,
            "checkpoint": self.checkpoint,
            "change": self.change.to_dict(),
            "tokens": [asdict(token) for token in self.tokens],
            "guesses": [asdict(guess) for guess in self.guesses],
        }
        arrays = self._arrays()
        np.savez_compressed(path, meta=json.dumps(meta, ensure_ascii=False), **arrays)

    @classmethod
    def load(cls, path: Path) -> "Reading":
        """Read what `save` wrote. Raises OSError where there is no file, ValueError on damage."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                meta = json.loads(str(stored["meta"]))
                arrays = {name: stored[name] for name in ARRAYS}
            return cls(
                sentence=meta["sentence"],
                pair=meta["pair"],
                checkpoint=meta["checkpoint"],
                change=Intervention.from_dict(meta["change"]),
                tokens=tuple(Token(**token) for token in meta["tokens"]),
                guesses=tuple(
                    Guess(g["position"], tuple(g["pieces"]), tuple(g["log_probabilities"]))
                    for g in meta["guesses"]
                ),
                **arrays,
            )
        except OSError:
            raise
        # zipfile, zlib, tokenize and NumPy each raise kinds of their own on a broken file.
        except Exception as error:
            raise ValueError(f"{path} is no reading: {error}") from error
