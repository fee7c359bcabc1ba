"""Two sentences that differ a little: which tokens answer to each other, and what changed."""

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from lib.model.reading import Reading


class ContrastError(ValueError):
    """The two cannot be set beside each other; the message is for the learner."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """left, right: positions that answer to each other; same: whether their tokens are equal.

    names: one a pair, “把/被” where they are not.
    difference: (layers, heads, pairs, pairs), weights of the right minus those of the left.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    same: tuple[bool, ...]
    names: tuple[str, ...]
    difference: np.ndarray

    @property
    def changed(self) -> np.ndarray:
        """(layers, heads): how much of the weight of an unchanged token went elsewhere, 0 to 1.

        Half the absolute difference of its row, the total variation distance, over the keys that
        answer to each other; averaged over the unchanged tokens.
        """
        return np.abs(self.difference[:, :, np.array(self.same)]).sum(-1).mean(-1) / 2


def contrast(left: Reading, right: Reading) -> Contrast:
    """Equal tokens answer to each other in order, and unlike ones where as many stand on each side.

    Raises ContrastError where fewer than half of the tokens find a partner.
    """
    pieces = [[token.piece for token in reading.tokens] for reading in (left, right)]
    pairs = []
    for what, a, b, c, d in SequenceMatcher(None, *pieces, autojunk=False).get_opcodes():
        if what == "equal" or (what == "replace" and b - a == d - c):
            pairs += zip(range(a, b), range(c, d), strict=True)
    if 2 * len(pairs) < max(map(len, pieces)):
        raise ContrastError("两句差得太多，对不齐：请让第二句只比第一句改几个字。")
    at_left, at_right = zip(*pairs, strict=True)
    texts = [(left.tokens[i].text, right.tokens[j].text) for i, j in pairs]
    same = tuple(a == b for a, b in texts)
    names = tuple(a if a == b else f"{a}/{b}" for a, b in texts)
    difference = right.weights[:, :, at_right][..., at_right].astype(float)
    difference -= left.weights[:, :, at_left][..., at_left]
    return Contrast(at_left, at_right, same, names, difference)
