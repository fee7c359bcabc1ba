"""Heads switched off, beside as many others: the figures and the sentence about them."""

from dataclasses import dataclass

import numpy as np

from lib.text.numbers import signed


@dataclass(frozen=True, eq=False)
class Beside:
    """yours: change of a log-probability; others: (sets,), the same for other sets of heads.

    complete: whether `others` are all sets of that size but the learner's own.
    """

    yours: float
    others: np.ndarray
    complete: bool

    @property
    def as_bad(self) -> int:
        """How many do as much harm or more, the learner's own among them, so never none."""
        return int((self.others <= self.yours).sum()) + 1

    def told(self, count: int) -> str:
        """The comparison in Chinese; `count` heads were switched off."""
        mine = (
            f"只算关掉头的作用：你关的这 {count} 个头，让它的 log 概率变了 {signed(self.yours)}。"
        )
        if not len(self.others):
            return mine + "头全关了，没有别的可以比。"
        sets = len(self.others)
        if count == 1:
            tried = f"别的 {sets} 个头，也一个一个地关"
        elif self.complete:
            tried = f"换成别的 {count} 个头，一共 {sets} 种，都试过"
        else:
            tried = f"随便换别的 {count} 个头，试 {sets} 次"
        return (
            f"{mine}{tried}：中位数 {signed(float(np.median(self.others)))}，"
            f"最坏的一次 {signed(float(self.others.min()))}，连你关的在内，"
            f"{sets + 1} 次里有 {self.as_bad} 次这样坏或更坏。"
        )
