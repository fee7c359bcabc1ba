"""What a learner may change inside a real model, as a value that travels with the call."""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Intervention:
    """A change to every attention head of one forward pass; the default changes nothing.

    temperature   divides the scaled scores (1 = as trained)
    scaled        False drops the 1/√d_k
    heads_off     (layer, head) pairs, counted from 0, whose context is set to zero after it
                  was recorded
    keys_blocked  token positions that no query may look at; each must lie in the sentence
    """

    temperature: float = 1.0
    scaled: bool = True
    heads_off: frozenset[tuple[int, int]] = frozenset()
    keys_blocked: frozenset[int] = frozenset()

    def scale(self, d_k: int) -> float:
        """The `scale` for scaled_dot_product: 1/√d_k, or 1 where it is dropped."""
        return 1 / math.sqrt(d_k) if self.scaled else 1.0

    def blocked(self, tokens: int) -> np.ndarray | None:
        """(tokens,) bool, True where no query may look, or None."""
        if not self.keys_blocked:
            return None
        mask = np.zeros(tokens, dtype=bool)
        mask[list(self.keys_blocked)] = True
        return mask

    def kept(self, layer: int, heads: int) -> np.ndarray | None:
        """(heads, 1, 1) bool, False where a head is switched off, or None."""
        off = [head for at, head in self.heads_off if at == layer]
        if not off:
            return None
        mask = np.ones((heads, 1, 1), dtype=bool)
        mask[off] = False
        return mask

    def to_dict(self) -> dict:
        """Plain JSON types, sorted."""
        return {
            "temperature": self.temperature,
            "scaled": self.scaled,
            "heads_off": sorted(map(list, self.heads_off)),
            "keys_blocked": sorted(self.keys_blocked),
        }

    @classmethod
    def from_dict(cls, data: dict) -> "Intervention":
        """The inverse of `to_dict`."""
        return cls(
            temperature=data["temperature"],
            scaled=data["scaled"],
            heads_off=frozenset(map(tuple, data["heads_off"])),
            keys_blocked=frozenset(data["keys_blocked"]),
        )


NONE = Intervention()
