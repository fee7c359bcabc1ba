"""What a learner may change inside a real model, as a value that travels with the call."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from lib.attention import Array, AttentionSteps, scaled_dot_product

Head = tuple[int, int]  # (layer, head), from 0


@dataclass(frozen=True)
class Intervention:
    """A change to the attention of one forward pass; the default changes nothing.

    temperature     divides the scaled scores (1 = as trained)
    divide_by_root  False drops the 1/√d_k
    heads_off       heads whose context is set to zero after it was recorded
    keys_blocked    token positions that no query may look at; each must lie in the sentence
    causal          a query may look at itself and at what stands before it, as in GPT
    uniform         every key that may be looked at gets the same weight
    one_more        one more 1 in the softmax's denominator: a row may keep weight for itself
    positions       False gives every token the vector of position 0: nobody knows where it stands
    only            the heads whose attention is changed so; None: every one (heads_off and
                    positions do not ask)
    """

    temperature: float = 1.0
    divide_by_root: bool = True
    heads_off: frozenset[Head] = frozenset()
    keys_blocked: frozenset[int] = frozenset()
    causal: bool = False
    uniform: bool = False
    one_more: bool = False
    positions: bool = True
    only: frozenset[Head] | None = None

    def attend(
        self,
        query: Array,
        key: Array,
        value: Array,
        *,
        scale: float | None = None,
        blocked: Array | None = None,
        rows: Sequence[int] | None = None,
    ) -> AttentionSteps:
        """`scaled_dot_product` with this change made; arguments and errors as there.

        rows: the places of these queries among all, where they are not all from the first on.
        """
        rows = range(query.shape[-2]) if rows is None else rows
        own = self.blocked(rows, key.shape[-2])
        if own is not None:
            own = array_namespace(key).asarray(own, device=device(key))
            blocked = own if blocked is None else blocked | own
        if self.uniform:
            scale = 0.0  # all scores alike
        elif not self.divide_by_root:
            scale = 1.0
        return scaled_dot_product(
            query,
            key,
            value,
            scale=scale,
            temperature=self.temperature,
            blocked=blocked,
            one_more=self.one_more,
        )

    def blocked(self, rows: Sequence[int], keys: int) -> np.ndarray | None:
        """(rows, keys) bool, True where a query may not look, or None."""
        if not self.keys_blocked and not self.causal:
            return None
        mask = np.zeros((len(rows), keys), dtype=bool)
        mask[:, list(self.keys_blocked)] = True
        return mask | (np.arange(keys) > np.array(rows)[:, None]) if self.causal else mask

    def inside(self, layer: int, heads: int) -> np.ndarray | None:
        """(heads, 1, 1) bool, True for a head whose attention is changed, or None for all."""
        return None if self.only is None else _marks(self.only, layer, heads)

    def kept(self, layer: int, heads: int) -> np.ndarray | None:
        """(heads, 1, 1) bool, False where a head is switched off, or None."""
        off = _marks(self.heads_off, layer, heads)
        return ~off if off.any() else None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, sorted."""
        return asdict(self) | {
            "heads_off": sorted(map(list, self.heads_off)),
            "keys_blocked": sorted(self.keys_blocked),
            "only": None if self.only is None else sorted(map(list, self.only)),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Intervention":
        """The inverse of `to_dict`; what is missing is not changed."""
        data = dict(data)
        if "scaled" in data:  # the name in files written before it had a name of its own
            data["divide_by_root"] = data.pop("scaled")
        only = data.get("only")
        sets = {
            "heads_off": frozenset(map(tuple, data["heads_off"])),
            "keys_blocked": frozenset(data["keys_blocked"]),
            "only": None if only is None else frozenset(map(tuple, only)),
        }
        return cls(**data | sets)


def _marks(pairs: frozenset[Head], layer: int, heads: int) -> np.ndarray:
    mask = np.zeros((heads, 1, 1), dtype=bool)
    mask[[head for at, head in pairs if at == layer]] = True
    return mask


NONE = Intervention()
