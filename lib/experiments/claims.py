"""“At this character the model looks more at those”: a claim, and what it must beat to hold.

A share of attention says nothing by itself. A head that always looks one to the left gives its
all to whatever stands there, and a full stop is looked at from everywhere. So every head is asked
three times: more than an even spread, more than it gives to those places anyway, more than other
characters of the sentence give to these.

And because among many heads some pass by luck, the same is asked of other characters that stand
together as those of the claim do (`luck`). Two questions, two statistics: do more heads pass than
by luck (their count), and does one head pass by more than luck would reach in any head (the
largest excess over all heads, so that having looked at all of them is paid for; Westfall & Young
1993, the single-step maximum).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.experiments.luck import chance, other_sets
from lib.heads.places import Places, ordinary
from lib.model.reading import Reading
from lib.shapes import Float, Int
from lib.text import lengths

CLEARLY = 1.25  # a head passes if its share is this many times the largest of the three
RARE = 0.1  # what luck reaches more often than this is no finding
BREAKS = re.compile(r"[\s、，,；;/]+")
PLACED = re.compile(r"(.+)·(\d+)")  # “书·16”: the 书 that is token 16, as Reading.named() has it


class ClaimError(ValueError):
    """The claim cannot be asked of this sentence; the message is for the learner."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """shares, place, others: (layers, heads); `even` one number.

    lucky_counts, lucky_excess: (sets,) for each other set, how many heads pass and the largest
    excess of any head; `complete`: whether these are all sets that there are. `strangers`: for
    how many of the places too few rows reached, so that the even share stands in.
    """

    shares: Float[np.ndarray, "layers heads"]
    even: float
    place: Float[np.ndarray, "layers heads"]
    others: Float[np.ndarray, "layers heads"]
    lucky_counts: Int[np.ndarray, " sets"]
    lucky_excess: Float[np.ndarray, " sets"]
    complete: bool
    strangers: int

    @property
    def bar(self) -> np.ndarray:
        """(layers, heads): the largest of the three, which a head must clearly beat."""
        return _bar(self.even, self.place, self.others)

    @property
    def passed(self) -> np.ndarray:
        """(layers, heads), bool."""
        return self.excess >= 0

    @property
    def excess(self) -> np.ndarray:
        """(layers, heads): share minus the pass mark, CLEARLY × bar."""
        return self.shares - CLEARLY * self.bar

    @property
    def best(self) -> tuple[int, int]:
        """(layer, head), from 0, with the largest excess."""
        layer, head = np.unravel_index(self.excess.argmax(), self.excess.shape)
        return int(layer), int(head)

    @property
    def count_chance(self) -> float:
        """How probable it is that luck passes in at least as many heads: above 0, at most 1."""
        return chance(int((self.lucky_counts >= self.passed.sum()).sum()), len(self.lucky_counts))

    @property
    def best_chance(self) -> float:
        """How probable it is that luck reaches the best head's excess in any head."""
        as_good = self.lucky_excess >= self.excess.max()
        return chance(int(as_good.sum()), len(self.lucky_excess))

    @property
    def too_short(self) -> bool:
        """Whether so few other sets exist that not even the first of all could be a finding."""
        return chance(0, len(self.lucky_counts)) > RARE

    @property
    def many_hold(self) -> bool:
        """More heads pass than by luck."""
        return bool(self.passed.any()) and self.count_chance <= RARE

    @property
    def best_holds(self) -> bool:
        """The best head passes, by more than luck reaches in any head."""
        return bool(self.passed.any()) and self.best_chance <= RARE


def targets(reading: Reading, query: int, named: str) -> list[int]:
    """Positions of the named words (apart by “、”, a comma or a space), the query left out.

    Every place where a word stands counts; “书·16” is the 书 at token 16 alone,
    “小狗·8” the 小狗 that begins there. Raises ClaimError.
    """
    if len(named) > lengths.SENTENCE:
        raise ClaimError(f"太长了：被看的字一共最多写 {lengths.SENTENCE} 个字符。")
    words = [word for word in BREAKS.split(named.strip()) if word]
    if not words:
        raise ClaimError("写下被看的字或词，用“、”隔开，例如：读、有趣。")
    found = set()
    for word in words:
        positions = _placed(reading, word) or _everywhere(reading, word)
        if not positions - {query}:
            where = "除了它自己，句子里没有" if positions else "句子里没有"
            raise ClaimError(f"{where}“{word[:20]}”：被看的字要照句子里的写法。")
        found |= positions - {query}
    if len(found) > (len(ordinary(reading)) - 1) / 2:
        raise ClaimError("选了一大半的字，就没有别的字可比了：请少选几个。")
    return sorted(found)


def _placed(reading: Reading, word: str) -> set[int]:
    """The tokens that “书·16” or “小狗·8” names, a word by its first token, if they are there."""
    match = PLACED.fullmatch(word)
    if match is None or not match[2].isascii():
        return set()
    at = int(match[2])
    if at not in ordinary(reading):
        return set()
    return _everywhere(reading, match[1], [reading.tokens[at].start])


def _everywhere(reading: Reading, word: str, only: Sequence[int] | None = None) -> set[int]:
    """The tokens of every place where the first sentence spells `word`; only: beginning there."""
    found = (m.start() for m in re.finditer(f"(?={re.escape(word)})", reading.sentence))
    at = [start for start in found if only is None or start in only]
    return {
        i
        for i, token in enumerate(reading.tokens)
        if not token.special and not token.segment
        if any(a < token.end and token.start < a + len(word) for a in at)
    }


@dataclass(frozen=True, eq=False)
class Asked:
    """One row asked about `keys` and about every other set: arrays (layers, heads, 1 + sets).

    The first of the last axis is the claim itself. even: one number; complete, strangers: as in
    `Verdict`.
    """

    shares: Float[np.ndarray, "layers heads claims"]
    place: Float[np.ndarray, "layers heads claims"]
    others: Float[np.ndarray, "layers heads claims"]
    even: float
    complete: bool
    strangers: int

    @property
    def excess(self) -> np.ndarray:
        """Share minus the pass mark."""
        return self.shares - CLEARLY * _bar(self.even, self.place, self.others)


def ask(reading: Reading, query: int, keys: Sequence[int], usual: Places) -> Asked:
    """All heads about `keys`, and about other sets of as many characters.

    Raises ClaimError where the query is no ordinary token.
    """
    own = ordinary(reading)
    if query not in own:
        raise ClaimError("[CLS] 和 [SEP] 不是句子里的字：请从一个字看出去。")
    pool = np.array([i for i in own if i != query])
    by_place = usual.at(pool - query, 1 / len(reading.tokens))  # (layers, heads, pool)
    mine = reading.weights[:, :, query, pool].astype(float)  # (layers, heads, pool)
    seen = reading.weights[:, :, pool][..., pool].astype(float)  # (layers, heads, pool, pool)
    sets, complete = other_sets(pool, keys)
    asked = np.vstack([np.isin(pool, keys), sets]).astype(float)  # (1 + sets, pool)

    received = seen.sum(2)  # (layers, heads, pool)
    among = np.stack(  # what the chosen give to each other: (layers, heads, 1 + sets)
        [[((asked @ head) * asked).sum(-1) for head in layer] for layer in seen]
    )
    return Asked(
        shares=mine @ asked.T,
        place=by_place @ asked.T,
        # Where nobody else is left to look, others give nothing.
        others=(received @ asked.T - among) / max(len(pool) - len(keys), 1),
        even=len(keys) / len(reading.tokens),
        complete=complete,
        strangers=int((~usual.known(np.asarray(keys) - query)).sum()),
    )


def check(reading: Reading, query: int, keys: Sequence[int], usual: Places) -> Verdict:
    """The verdict on one claim about one sentence. Raises ClaimError as `ask` does."""
    asked = ask(reading, query, keys, usual)
    excess = asked.excess
    return Verdict(
        shares=asked.shares[..., 0],
        even=asked.even,
        place=asked.place[..., 0],
        others=asked.others[..., 0],
        lucky_counts=(excess[..., 1:] >= 0).sum((0, 1)),
        lucky_excess=excess[..., 1:].max((0, 1), initial=-np.inf),
        complete=asked.complete,
        strangers=asked.strangers,
    )


def _bar(even: float, place: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.maximum(np.maximum(place, others), even)
