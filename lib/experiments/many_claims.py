"""One claim asked of many sentences: the mean over them, with an interval, place and luck.

In each sentence every head is asked as on one sentence (`claims`): its share minus the pass mark.
Their mean over the sentences is what counts. Luck: in every sentence another set of characters is
put in the place of the claim's, and the largest mean of any head is noted; how often that reaches
a head's own mean is its chance, which thereby pays for all the heads that were looked at
(Westfall & Young 1993).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lib.experiments import claims
from lib.experiments.claims import RARE, ClaimError
from lib.experiments.luck import chance
from lib.heads import words
from lib.heads.places import Places, ordinary
from lib.heads.relations import intervals
from lib.model.reading import Reading
from lib.model.tokens import SentenceError

MOST = 300  # sentences
FEWEST = 5  # sentences from which a mean is told
DRAWS = 199  # the smallest chance is 1 in 200
BESIDE = re.compile(r"(.+?)(后面|前面)的词")


@dataclass(frozen=True, eq=False)
class Many:
    """arrays (sentences, layers, heads); lucky: (DRAWS,) the largest mean excess of any head.

    skipped: {why: how many sentences}.
    """

    shares: np.ndarray
    place: np.ndarray
    others: np.ndarray
    excess: np.ndarray
    lucky: np.ndarray
    skipped: dict[str, int]

    @property
    def sentences(self) -> int:
        """How many were asked."""
        return len(self.excess)

    @property
    def interval(self) -> np.ndarray:
        """(2, layers, heads): 95 % of the mean share, sentences redrawn."""
        return intervals(self.shares, np.arange(self.sentences))

    @property
    def chances(self) -> np.ndarray:
        """(layers, heads): of a mean excess as large in any head by luck."""
        mean = self.excess.mean(0)
        as_good = (self.lucky[:, None, None] >= mean).sum(0)
        return np.vectorize(lambda count: chance(int(count), len(self.lucky)))(as_good)

    @property
    def holds(self) -> np.ndarray:
        """(layers, heads), bool: beyond the pass mark on average, and beyond luck."""
        return (self.excess.mean(0) >= 0) & (self.chances <= RARE)

    @property
    def best(self) -> tuple[int, int]:
        """(layer, head), from 0, with the largest mean excess."""
        layer, head = np.unravel_index(self.excess.mean(0).argmax(), self.excess.shape[1:])
        return int(layer), int(head)


def split(text: str) -> list[str]:
    """A sentence a line. Raises ClaimError where there are none or too many."""
    sentences = [line.strip() for line in text.splitlines() if line.strip()]
    if not sentences:
        raise ClaimError("一行写一句，至少写几句。")
    if len(sentences) > MOST:
        raise ClaimError(f"一次最多 {MOST} 句，这里有 {len(sentences)} 句：请分几次问。")
    return sentences


def positions(reading: Reading, pattern: str) -> list[int]:
    """The tokens that a pattern means: “书” wherever it stands, “把后面的词”, “了前面的词”.

    Words are those of automatic segmentation. Raises ClaimError where there are none.
    """
    beside = BESIDE.fullmatch(pattern.strip())
    if beside is None:
        spelled = re.escape(pattern.strip())
        if not spelled:
            raise ClaimError("写下要找的字或词。")
        spans = [m.span() for m in re.finditer(spelled, reading.sentence)]
        found = [
            i
            for i in ordinary(reading)
            if any(a < reading.tokens[i].end and reading.tokens[i].start < b for a, b in spans)
        ]
    else:
        step = 1 if beside[2] == "后面" else -1
        units = words.group(reading, words.segment(reading.sentence))
        at = [i + step for i, unit in enumerate(units) if unit.text == beside[1]]
        near = [units[i] for i in at if 0 <= i < len(units)]
        found = [
            i for unit in near if not unit.special and unit.text.isalnum() for i in unit.tokens
        ]
    if not found:
        raise ClaimError(f"没有“{pattern.strip()}”")
    return sorted(set(found))


def check(
    read: Callable[[str], Reading],
    sentences: Iterable[str],
    query: str,
    keys: str,
    usual: Places,
    progress: Callable[[int], None] = lambda done: None,
) -> Many:
    """Ask every sentence in which both patterns are found: from the last token of the first.

    Raises ClaimError where fewer than FEWEST can be asked.
    """
    draw, skipped = np.random.default_rng(0), Counter[str]()
    found, lucky = [], np.zeros((DRAWS, 1, 1))
    for number, sentence in enumerate(sentences, 1):
        progress(number)
        try:
            asked = _one(read(sentence), query, keys, usual)
        except (SentenceError, ClaimError) as error:
            skipped[str(error).rstrip("。")] += 1
            continue
        others = asked.excess[..., 1:]
        if others.shape[-1] == 0:
            skipped["句子太短，没有别的字可以换上去比"] += 1
            continue
        lucky = lucky + np.moveaxis(others[..., draw.integers(0, others.shape[-1], DRAWS)], -1, 0)
        found.append([a[..., 0] for a in (asked.shares, asked.place, asked.others, asked.excess)])
    if len(found) < FEWEST:
        why = "；".join(f"{count} 句{reason}" for reason, count in skipped.most_common(3))
        raise ClaimError(
            f"能问的只有 {len(found)} 句，至少要 {FEWEST} 句" + (f"（{why}）。" if why else "。")
        )
    shares, place, given, excess = (np.array(part) for part in zip(*found, strict=True))
    return Many(shares, place, given, excess, (lucky / len(found)).max((1, 2)), dict(skipped))


def _one(reading: Reading, query: str, keys: str, usual: Places) -> claims.Asked:
    at = positions(reading, query)[-1]
    chosen: Sequence[int] = [i for i in positions(reading, keys) if i != at]
    if not chosen:
        raise ClaimError(f"除了它自己，没有“{keys.strip()}”")
    if len(chosen) > (len(ordinary(reading)) - 1) / 2:
        raise ClaimError("被看的字占了一大半")
    return claims.ask(reading, at, chosen, usual)
