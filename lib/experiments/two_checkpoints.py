"""One sentence in two checkpoints: tokens aligned by the characters they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.experiments.contrast import ContrastError
from lib.heads.words import Word, pool
from lib.model.reading import Reading
from lib.text.apart import both_places


@dataclass(frozen=True, eq=False)
class Aligned:
    """Units that both models have, in order: a character, or what either model reads as one piece.

    names, places, ordinary: one a unit. places: its first token, “4”, or “4/3” where the right
    model has it elsewhere; ordinary is False for [CLS] and [SEP].
    left, right: each model's weights between the units, (layers, heads, units, units), a query of
    several tokens with their mean, a key with their sum.
    left_alone, right_alone: (layers, heads, units), what each row gives to tokens without partner.
    left_out: the positions of those tokens, left and right.
    """

    names: tuple[str, ...]
    places: tuple[str, ...]
    ordinary: tuple[bool, ...]
    left: np.ndarray
    right: np.ndarray
    left_alone: np.ndarray
    right_alone: np.ndarray
    left_out: tuple[tuple[int, ...], tuple[int, ...]]

    def distances(self, layer: int, head: int) -> np.ndarray:
        """(layers, heads) of the right: how much of a row goes elsewhere than in this left head.

        The total variation distance, 0 to 1, over the rows of ordinary units, averaged; a token
        without a partner stands beside a weight of 0.
        """
        moved = np.abs(self.right - self.left[layer, head]).sum(-1)
        moved = moved + self.right_alone + self.left_alone[layer, head]
        return moved[..., np.array(self.ordinary)].mean(-1) / 2

    def difference(self, left: tuple[int, int], right: tuple[int, int]) -> np.ndarray:
        """(units, units): the right head's weights minus the left head's."""
        return self.right[right] - self.left[left]


def align(left: Reading, right: Reading) -> Aligned:
    """Two readings of one sentence, each by its own model. Raises ContrastError where they share
    no character.
    """
    groups = _groups(left, right)
    words = tuple(
        tuple(Word("", group[side]) for group in groups if group[side]) for side in (0, 1)
    )
    both = [i for i, (a, b) in enumerate(groups) if a and b]
    ordinary = tuple(not left.tokens[groups[i][0][0]].special for i in both)
    if not any(ordinary):
        raise ContrastError("两个模型读出来的词元没有一个对得上，没法比。请换一句话。")
    sides = [
        _pooled(reading, words[side], [bool(a and b) for a, b in groups if (a, b)[side]])
        for side, reading in enumerate((left, right))
    ]
    names = tuple(_name(left, right, *groups[i]) for i in both)
    out = tuple(
        tuple(at for group in groups if not group[1 - side] for at in group[side])
        for side in (0, 1)
    )
    (a, a_alone), (b, b_alone) = sides
    places = both_places(*([groups[i][side][0] for i in both] for side in (0, 1)))
    return Aligned(names, tuple(places), ordinary, a, b, a_alone, b_alone, (out[0], out[1]))


def _pooled(
    reading: Reading, words: Sequence[Word], shared: Sequence[bool]
) -> tuple[np.ndarray, np.ndarray]:
    """(weights between the shared units, what their rows give to the others)."""
    weights, keep = pool(reading.weights, words), np.array(shared)
    rows = weights[:, :, keep]
    return rows[..., keep].astype(float), rows[..., ~keep].sum(-1, dtype=float)


Group = tuple[tuple[int, ...], tuple[int, ...]]


def _groups(left: Reading, right: Reading) -> list[Group]:
    """(tokens of the left, tokens of the right) in order, one side empty where it has none.

    Tokens that share a character stand in one group. [CLS] stands before, [SEP] behind.
    """
    spans = sorted(
        (token.start, token.end, side, i)
        for side, reading in enumerate((left, right))
        for i, token in enumerate(reading.tokens)
        if not token.special
    )
    groups: list[tuple[list[int], list[int]]] = []
    reached = -1
    for start, end, side, i in spans:
        if not groups or start >= reached:
            groups.append(([], []))
        groups[-1][side].append(i)
        reached = max(reached, end)
    found = [(tuple(sorted(a)), tuple(sorted(b))) for a, b in groups]
    ends = [[i for i, t in enumerate(r.tokens) if t.special] for r in (left, right)]
    before, behind = ([tuple(i for i in side if (i == 0) is first) for side in ends]
                      for first in (True, False))  # fmt: skip
    return [(before[0], before[1]), *found, (behind[0], behind[1])]


def _name(left: Reading, right: Reading, a: tuple[int, ...], b: tuple[int, ...]) -> str:
    """As typed; of the models' own tokens both names where they differ."""
    if left.tokens[a[0]].special:
        one, other = ("".join(r.tokens[i].text for i in at) for r, at in ((left, a), (right, b)))
        return one if one == other else f"{one}/{other}"
    tokens = [left.tokens[i] for i in a] + [right.tokens[i] for i in b]
    return left.sentence[min(t.start for t in tokens) : max(t.end for t in tokens)]
