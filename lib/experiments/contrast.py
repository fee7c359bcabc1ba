"""Two sentences that differ a little: which tokens answer to each other, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from lib.model.reading import Reading, Token
from lib.shapes import Float
from lib.text.apart import both_places


class ContrastError(ValueError):
    """The two cannot be set beside each other; the message is for the learner."""


@dataclass(frozen=True, eq=False)
class Contrast:
    """left, right: positions that answer to each other; same: whether the model sees them equal.

    names: one a pair, “把/被” where they are not.
    difference: (layers, heads, pairs, pairs), weights of the right minus those of the left.
    alone: (layers, heads, pairs), what both rows together give to tokens without a partner.
    left_out: the positions without a partner, left and right.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    same: tuple[bool, ...]
    names: tuple[str, ...]
    difference: Float[np.ndarray, "layers heads pairs pairs"]
    alone: Float[np.ndarray, "layers heads pairs"]
    left_out: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def changed(self) -> np.ndarray:
        """(layers, heads): how much of the weight of an unchanged token went elsewhere, 0 to 1.

        Half the absolute difference of its row, the total variation distance, a token without a
        partner standing beside a weight of 0; averaged over the unchanged tokens.
        """
        moved = np.abs(self.difference).sum(-1) + self.alone  # (layers, heads, pairs)
        return moved[..., np.array(self.same)].mean(-1) / 2

    @property
    def places(self) -> list[str]:
        """Where each pair stands: “4”, or “4/3”."""
        return both_places(self.left, self.right)

    @property
    def shifted(self) -> tuple[int, ...]:
        """The pairs whose tokens stand at different places of their sentences."""
        places = zip(self.left, self.right, strict=True)
        return tuple(i for i, (a, b) in enumerate(places) if a != b)


def contrast(left: Reading, right: Reading) -> Contrast:
    """Equal tokens answer to each other in order, and unlike ones where as many stand on each side.

    Raises ContrastError where the two are one to the model, and where fewer than half of the
    tokens find a partner.
    """
    if _pieces(left) == _pieces(right):
        raise ContrastError(_one_and_the_same(left, right))
    pairs: list[tuple[int, int]] = []
    for what, a, b, c, d in changes(left, right):
        if what == "equal" or (what == "replace" and b - a == d - c):
            pairs += zip(range(a, b), range(c, d), strict=True)
    if 2 * len(pairs) < max(len(left.tokens), len(right.tokens)):
        raise ContrastError("两句差得太多，对不齐：请让第二句只比第一句改几个字。")
    at_left, at_right = (tuple(side) for side in zip(*pairs, strict=True))
    tokens = [(left.tokens[i], right.tokens[j]) for i, j in pairs]
    names = tuple(a.text if a.text == b.text else f"{a.text}/{b.text}" for a, b in tokens)
    difference = right.weights[:, :, at_right][..., at_right].astype(float)
    difference -= left.weights[:, :, at_left][..., at_left]
    out = _missing(left, at_left), _missing(right, at_right)
    alone = left.weights[:, :, at_left][..., out[0]].sum(-1, dtype=float)
    alone += right.weights[:, :, at_right][..., out[1]].sum(-1, dtype=float)
    same = tuple(a.piece == b.piece for a, b in tokens)
    return Contrast(at_left, at_right, same, names, difference, alone, out)


def changes(left: Reading, right: Reading) -> Sequence[tuple[str, int, int, int, int]]:
    """difflib's (what, left start, left end, right start, right end), in tokens."""
    return SequenceMatcher(None, _pieces(left), _pieces(right), autojunk=False).get_opcodes()


def _pieces(reading: Reading) -> list[str]:
    return [token.piece for token in reading.tokens]


def _missing(reading: Reading, found: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(range(len(reading.tokens))) - set(found)))


def _one_and_the_same(left: Reading, right: Reading) -> str:
    if left.sentence == right.sentence:
        return "两句一个字也不差，没有什么可以比。请改第二句里的几个字。"
    pairs = zip(left.tokens, right.tokens, strict=True)
    unlike = [(a, b) for a, b in pairs if a.text != b.text]
    return (
        "在模型眼里，这两句是同一串词元，注意力一模一样："
        + (f"{'；'.join(_why(a, b) for a, b in unlike[:3])}。" if unlike else "只差空格。")
        + "请改成模型分得开的字。"
    )


def _why(a: Token, b: Token) -> str:
    what = "都不在词表里，它只看到 [UNK]" if a.unknown else "在它那里写法相同"
    return f"“{a.text}”和“{b.text}”{what}"
