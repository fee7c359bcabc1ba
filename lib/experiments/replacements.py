"""Other characters put where two sentences differ: what would any change there have done?

A head that reacts to whatever stands in a place is no finding about the two words that a learner
put there. So the changed characters are replaced by others, drawn as often as they are used, and
each head's change stands beside what these did to it.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.experiments.claims import RARE
from lib.experiments.contrast import ContrastError, changes, contrast
from lib.experiments.luck import chance
from lib.heads import samples
from lib.model.reading import Reading
from lib.model.tokens import SentenceError
from lib.text.numbers import percent

DRAWS = 20  # the first of 21 has a chance of 4.8 %


@dataclass(frozen=True, eq=False)
class Beside:
    """changed: (layers, heads) by the learner's pair; others: (draws, layers, heads)."""

    changed: np.ndarray
    others: np.ndarray

    @property
    def beyond(self) -> np.ndarray:
        """(layers, heads): what the pair changed beyond the mean of pair and draws.

        The change itself where no other character could be put there.
        """
        return self._beyond()[0] if len(self.others) else self.changed

    def _beyond(self) -> np.ndarray:
        every = np.concatenate([self.changed[None], self.others])
        return every - every.mean(0)

    @property
    def best(self) -> tuple[int, int]:
        """(layer, head), from 0, with the largest change beyond that of other characters."""
        layer, head = np.unravel_index(self.beyond.argmax(), self.changed.shape)
        return int(layer), int(head)

    @property
    def chance(self) -> float:
        """How probable it is that any change here goes so far beyond the mean in some head."""
        mine, *others = self._beyond().max((1, 2))
        return chance(int((np.array(others) >= mine).sum()), len(others))

    @property
    def special(self) -> bool:
        """Whether the best head answers to these words, not just to any change."""
        return self.chance <= RARE

    def told(self) -> list[str]:
        """What the figures say, in Chinese Markdown, a paragraph each."""
        layer, head = map(int, np.unravel_index(self.changed.argmax(), self.changed.shape))
        said = (
            f"没改的字，平均有 {percent(self.changed.mean())} 的权重换了去处。"
            f"变得最多的是第 {layer + 1} 层第 {head + 1} 头：{percent(self.changed.max())}。"
        )
        if not len(self.others):
            return [said + "这里换不上别的字，不知道随便改一改会变多少。"]
        usual = self.others.mean(0)
        said += (
            f"可是在同一处随便换上别的字（{len(self.others)} 次），"
            f"这个头平均也变 {percent(usual[layer, head])}，"
            f"所有的头平均变 {percent(usual.mean())}。"
        )
        if self.changed.mean() < usual.mean():
            said += "这一改比随便换字变得还少：在模型眼里，改前改后比较像。"
        layer, head = most = self.best
        verdict = "有一个头对这几个字特别有反应。" if self.special else "没有哪个头特别有反应。"
        return [
            said,
            f"**{verdict}** 比换上别的字多变得最多的，是第 {layer + 1} 层第 {head + 1} 头："
            f"{percent(self.changed[most], 1)} 对 {percent(usual[most], 1)}；随便换字，"
            f"也有哪个头多变这么多的机会是 {percent(self.chance)}"
            f"（不超过 {percent(RARE)} 才算特别）。",
        ]


def beside(read: Callable[[str], Reading], left: Reading, right: Reading) -> Beside:
    """The pair, and the same pair with other characters where the second differs.

    Where the second only leaves characters out, those of the first are replaced. `read` reads a
    sentence with the same model.
    """
    found = []
    for sentence, first in _variants(left, right):
        try:
            other = read(sentence)
            both = contrast(other, right) if first else contrast(left, other)
        except (SentenceError, ContrastError):  # a character that this model does not know
            continue
        found.append(both.changed)
        if len(found) == DRAWS:
            break
    changed = contrast(left, right).changed
    return Beside(changed, np.array(found).reshape(-1, *changed.shape))


def _variants(left: Reading, right: Reading) -> Iterator[tuple[str, bool]]:
    """(sentence, whether it stands for the first), three times as many as wanted."""
    spans = [(a, b, c, d) for what, a, b, c, d in changes(left, right) if what != "equal"]
    first = all(c == d for _, _, c, d in spans)
    base = left if first else right
    own = {token.text for a, b, _, _ in spans for token in left.tokens[a:b]}
    own |= {token.text for _, _, c, d in spans for token in right.tokens[c:d]}
    places = [i for a, b, c, d in spans for i in (range(a, b) if first else range(c, d))]
    draw = np.random.default_rng(0)
    for _ in range(3 * DRAWS):
        yield _replaced(base, places, own, draw), first


def _replaced(
    reading: Reading, places: Sequence[int], own: set[str], draw: np.random.Generator
) -> str:
    text = reading.sentence
    for i in sorted(places, reverse=True):
        token = reading.tokens[i]
        marks = unicodedata.category(token.text[0])[0] == "P" and token.text != "[MASK]"
        characters, often = _common(marks)
        usable = np.array([c not in own for c in characters]) * often
        new = draw.choice(characters, p=usable / usable.sum())
        text = text[: token.start] + str(new) + text[token.end :]
    return text


@cache
def _common(marks: bool) -> tuple[list[str], np.ndarray]:
    """Characters (or punctuation marks) of the sample sentences, and how often each occurs."""
    counts = Counter(
        c
        for c in "".join(samples.sentences())
        if (unicodedata.category(c)[0] == "P") is marks and (marks or "一" <= c <= "鿿")
    )
    return list(counts), np.array(list(counts.values()), float)
