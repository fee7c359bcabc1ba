"""What a learner may change inside a real model, as a value that travels with the call."""

from dataclasses import dataclass

import numpy as np
from array_api_compat import array_namespace, device

from lib.attention import Array, AttentionSteps, scaled_dot_product


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

    def attend(
        self,
        query: Array,
        key: Array,
        value: Array,
        *,
        scale: float | None = None,
        blocked: Array | None = None,
    ) -> AttentionSteps:
        """`scaled_dot_product` with this change made; arguments and errors as there."""
        own = self.blocked(key.shape[-2])
        if own is not None:
            own = array_namespace(key).asarray(own, device=device(key))
            blocked = own if blocked is None else blocked | own
        return scaled_dot_product(
            query,
            key,
            value,
            scale=scale if self.scaled else 1.0,
            temperature=self.temperature,
            blocked=blocked,
        )

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
