"""先猜后看: how widely one row is spread — its peak, half of it, entropy, distance."""

from random import Random

import numpy as np

from lib.course.practice.question import Cell, Question
from lib.course.practice.registry import template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    FLAT,
    Row,
    clear,
    estimate,
    head_name,
    name,
    ordinary,
    pick_row,
    quoted,
    row_of,
    see_head,
    two_options,
)
from lib.model.reading import Reading
from lib.text.numbers import percent, show


@template("row-peak", "look", "最大的权重有多大", "reading")
def row_peak(rng: Random, reading: Reading) -> Question:
    """The largest weight of a row."""
    row = pick_row(rng, reading, lambda r: clear(r.weights), FLAT)
    best = int(np.argmax(row.weights))
    return Question(
        prompt=row_of(reading, row) + f"最看重“{name(reading, best)}”。这个权重是百分之几？",
        cells=(estimate(f"分给 {name(reading, best)}（%）", float(row.weights[best])),),
        hints=(
            f"一共 {len(reading.tokens)} 个键，平均分配时是 {percent(1 / len(reading.tokens))}。",
            f"第二名分到 {percent(float(np.sort(row.weights)[-2]))}。",
        ),
        solution=f"{percent(float(row.weights[best]))}。",
        see=see_head(row),
        given=row.given(key=best),
    )


@template("row-half", "look", "几个键就占一半", "reading", balance=balance.HALF)
def row_half(rng: Random, reading: Reading) -> Question:
    """How many keys it takes to reach half of a row."""

    def needed(r: Row) -> tuple[int, float]:
        sums = np.cumsum(np.sort(r.weights.astype(float))[::-1])
        count = int(np.searchsorted(sums, 0.5) + 1)
        return count, float(np.min(np.abs(sums - 0.5)))

    # A sum too near one half would hang on rounding.
    row = pick_row(rng, reading, lambda r: needed(r)[1] > 1e-3, FLAT)
    count = needed(row)[0]
    total = len(reading.tokens)
    return Question(
        prompt=row_of(reading, row) + f"这一行有 {total} 个权重。从大到小加，加几个就超过一半？",
        cells=(Cell("几个", count, 0.0, max(2.0, total / 3)),),
        hints=(
            f"要是平均分配，得加 {total // 2 + 1} 个左右。",
            f"最大的一个是 {percent(float(row.weights.max()))}。",
        ),
        solution=f"{count} 个。数目越小，这一行越集中。",
        see=see_head(row),
        given=row.given(),
    )


@template("row-entropy", "look", "两个字，谁看得更分散", "reading")
def row_entropy(rng: Random, reading: Reading) -> Question:
    """Which of two rows is spread more widely."""
    queries = ordinary(reading)

    def spread(weights: np.ndarray) -> float:
        w = weights.astype(float)
        return float(-(w * np.log(np.maximum(w, 1e-12))).sum() / np.log(len(w)))

    other = 0

    def fits(r: Row) -> bool:
        nonlocal other
        other = rng.choice([q for q in queries if q != r.query])
        values = spread(r.weights), spread(reading.weights[r.layer, r.head, other])
        return clear(values)

    row = pick_row(rng, reading, fits, "各行都差不多一样分散。")
    first, second = sorted((row.query, other))
    values = tuple(spread(reading.weights[row.layer, row.head, q]) for q in (first, second))
    says = (
        f"{name(reading, first)} 的熵是最大值的 {percent(values[0])}，"
        f"{name(reading, second)} 是 {percent(values[1])}。"
    )
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}：哪个字的权重铺得更开（熵更大）？",
        options=two_options(
            f"“{name(reading, first)}”", f"“{name(reading, second)}”", values, says
        ),
        hints=("熵大，就是没有一个键特别突出。",),
        solution=says,
        see=see_head(row),
        given=row.given(queries=[first, second]),
    )


@template("row-distance", "look", "平均看多远", "reading")
def row_distance(rng: Random, reading: Reading) -> Question:
    """How far a row looks on average."""
    row = pick_row(rng, reading, lambda r: True, FLAT)
    places = np.arange(len(reading.tokens))
    far = float((row.weights * np.abs(places - row.query)).sum())
    even = float(np.abs(places - row.query).mean())
    return Question(
        prompt=quoted(reading) + f"{head_name(row.layer, row.head)}："
        f"“{name(reading, row.query)}”的目光平均落在几个词元之外？"
        "（看自己是 0，看隔壁是 1，按权重平均）",
        cells=(Cell("几个词元", far, 0.5, max(2.0, even)),),
        hints=(
            f"要是平均分配，是 {show(even, 1)}。",
            f"它给左右紧邻一共 {percent(_near(row))}。",
        ),
        solution=f"{show(far, 1)} 个词元。平均分配时是 {show(even, 1)}。",
        see=see_head(row),
        given=row.given(),
    )


def _near(row: Row) -> float:
    return float(row.weights[[row.query - 1, row.query + 1]].sum())
