"""What the 先猜后看 templates share: picking a head and a row, and options that are tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from lib.attention import AttentionSteps, scaled_dot_product
from lib.course.practice.question import Cell, Option, See, worths
from lib.course.practice.registry import NotApplicable
from lib.heads.measures import HeadMeasures, measure_one
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import percent

CHOICES = 4  # options a question offers
FEWEST = 4  # tokens of a sentence that can be asked about
SEEN = 0.03  # a weight below this cannot be seen in the pictures: not asked about
CLEAR = 1.25  # the best option must beat the next one by this factor: no coin tosses
TRIES = 60
FLAT = "这句话里，各行的权重都差不多，没有好猜的。"


Numbers = Sequence[float] | np.ndarray


@dataclass(frozen=True, eq=False)
class Row:
    """One query of one head. weights: (keys,), sums to 1."""

    layer: int
    head: int
    query: int
    weights: np.ndarray

    def given(self, **more: Any) -> dict[str, Any]:
        """Where it is, for `Question.given`."""
        return {"layer": self.layer, "head": self.head, "query": self.query, **more}


def name(reading: Reading, position: int) -> str:
    """“书·16”: the character as typed, and its position ([CLS] is 0)."""
    return escape(reading.labels()[position])


def towards(query: str, key: str) -> str:
    """“把·2” → “，·9”: in quotation marks, as a name may be a mark itself."""
    return f"“{query}” → “{key}”"


def head_name(layer: int, head: int) -> str:
    """Counted from 1, as on every page."""
    return f"第 {layer + 1} 层第 {head + 1} 头"


def quoted(reading: Reading) -> str:
    """The sentence (or pair) as a quotation line."""
    pair = "" if reading.pair is None else f" ／ {escape(reading.pair)}"
    return f"> {escape(reading.sentence)}{pair}\n\n"


def row_of(reading: Reading, row: Row) -> str:
    """The sentence, then whose row is asked about: “第 2 层第 1 头：“书·16””."""
    return quoted(reading) + f"{head_name(row.layer, row.head)}：“{name(reading, row.query)}”"


def ordinary(reading: Reading) -> list[int]:
    """Positions of the learner's own tokens. Raises NotApplicable where they are too few."""
    positions = [i for i, token in enumerate(reading.tokens) if not token.special]
    if len(positions) < FEWEST:
        raise NotApplicable(f"句子太短：这道题至少要 {FEWEST} 个字。")
    return positions


def steps(row: Row, reading: Reading, **change: Any) -> AttentionSteps:
    """The row again, with a change, by the one attention function; (1, keys) each."""
    at = (row.layer, row.head)
    query, key, value = (
        a[at].astype(np.float64) for a in (reading.query, reading.key, reading.value)
    )
    return scaled_dot_product(query[row.query : row.query + 1], key, value, **change)


def pick_row(rng: Random, reading: Reading, fits: Callable[[Row], bool], why: str) -> Row:
    """A random row (of an ordinary token) that `fits`. Raises NotApplicable(why)."""
    queries = ordinary(reading)
    for _ in range(TRIES):
        layer, head = rng.randrange(reading.layers), rng.randrange(reading.heads)
        query = rng.choice(queries)
        row = Row(layer, head, query, reading.weights[layer, head, query])
        if fits(row):
            return row
    raise NotApplicable(why)


def clear(values: Numbers) -> bool:
    """Does the largest value stand out from the second?"""
    best, second = sorted(values, reverse=True)[:2]
    return best > 0 and best >= CLEAR * second


def see_head(row: Row) -> See:
    """The page of the sentence, at this head and query."""
    return See("sentence", {"layer": row.layer, "head": row.head, "query": row.query})


def see_mask(covered: Reading, position: int) -> See:
    """The covered sentence, at the head that gives one written token most from the [MASK]."""
    others = [i for i, t in enumerate(covered.tokens) if not t.special and i != position]
    most = covered.weights[:, :, position][:, :, others].max(-1)  # (layers, heads)
    layer, head = (int(i) for i in np.unravel_index(most.argmax(), most.shape))
    at = {"layer": layer, "head": head, "query": position}
    return See("sentence", {"sentence": covered.sentence, **at})


def token_options(
    rng: Random,
    reading: Reading,
    values: Numbers,
    says: Callable[[int], str],
    among: Sequence[int] | None = None,
) -> tuple[Option, ...]:
    """The best token and others, in the order of the sentence; others score as near misses.

    `values`: one number a token, not negative. `says` puts a token's number into words.
    Raises NotApplicable where the best does not stand out.
    """
    pool = list(range(len(reading.tokens))) if among is None else list(among)
    if len(pool) < 2 or not clear([values[i] for i in pool]):
        raise NotApplicable("没有哪个字明显最突出，猜不出高下。")
    best = max(pool, key=lambda i: values[i])
    others = [i for i in pool if i != best]
    # Half from the strongest (near misses that look right), half from anywhere.
    strong = sorted(others, key=lambda i: -values[i])[:2]
    chosen = {best, rng.choice(strong)}
    rest = [i for i in others if i not in chosen]
    chosen |= set(rng.sample(rest, min(len(rest), CHOICES - len(chosen))))
    shown = sorted(chosen)
    return tuple(
        Option(
            name(reading, i),
            worth,
            f"对。{says(i)}"
            if i == best
            else f"{says(i)}最高的是“{name(reading, best)}”：{says(best)}",
        )
        for i, worth in zip(shown, worths([values[i] for i in shown]), strict=True)
    )


def head_values(reading: Reading, of: Callable[[HeadMeasures], float]) -> np.ndarray:
    """A measure of every head on this sentence; (layers, heads)."""
    return np.array([[of(head) for head in row] for row in measure_one(reading)])


def head_options(
    rng: Random,
    values: np.ndarray,
    says: Callable[[tuple[int, int]], str],
    lowest: float = 0.0,
) -> tuple[Option, ...]:
    """The best head and three others; `values`: (layers, heads), not negative.

    Raises NotApplicable where the best is below `lowest` or does not stand out.
    """
    heads = [(i, j) for i in range(values.shape[0]) for j in range(values.shape[1])]
    best = max(heads, key=lambda at: values[at])
    if len(heads) < 2 or values[best] < lowest:
        raise NotApplicable("读这句话的时候，没有哪个头明显是这样。")
    # Heads that come near the best would make a guess unfair: they are not offered.
    others = [at for at in heads if at != best and values[best] >= CLEAR * values[at]]
    if not others:
        raise NotApplicable("有好几个头差不多，分不出高下。")
    shown = sorted([best, *rng.sample(others, min(len(others), CHOICES - 1))])
    return tuple(
        Option(
            head_name(*at),
            worth,
            f"对。{says(at)}"
            if at == best
            else f"{says(at)}这几个头里最突出的是{head_name(*best)}：{says(best)}",
        )
        for at, worth in zip(shown, worths([values[at] for at in shown]), strict=True)
    )


def estimate(label: str, share: float, tolerance: float = 5, spread: float = 30) -> Cell:
    """A share (0 to 1) to be guessed as a percentage."""
    mistakes = ((share, "请填百分数：35% 填 35。"),)
    return Cell(label, 100 * float(share), tolerance, spread, mistakes, "%")


def two_options(first: str, second: str, values: Sequence[float], says: str) -> tuple[Option, ...]:
    """Two choices: the one with the larger value is right, the other wrong."""
    return tuple(
        Option(text, worth, f"{'对。' if worth == 1 else '不对。'}{says}")
        for text, worth in zip((first, second), worths(values), strict=True)
    )


def shares(reading: Reading, row: Row, *positions: int) -> str:
    """“读·8 31%，书·16 12%”."""
    return "，".join(f"{name(reading, i)} {percent(float(row.weights[i]))}" for i in positions)
