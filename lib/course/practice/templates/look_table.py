"""先猜后看: the whole table of one head — rows, columns, symmetry, shape."""

from collections.abc import Callable
from random import Random

import numpy as np

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Option, Question, See
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    SEEN,
    TRIES,
    Row,
    clear,
    head_name,
    name,
    ordinary,
    quoted,
    see_head,
    token_options,
    towards,
    two_options,
)
from lib.model.reading import Reading
from lib.text.numbers import percent, show


def _pick(
    rng: Random, reading: Reading, fits: Callable[[np.ndarray], bool], why: str
) -> tuple[int, int]:
    for _ in range(TRIES):
        at = rng.randrange(reading.layers), rng.randrange(reading.heads)
        if fits(reading.weights[at]):
            return at
    raise NotApplicable(why)


def _see(at: tuple[int, int]) -> See:
    return See("sentence", {"layer": at[0], "head": at[1]})


@template("table-column", "look", "谁最看重这个字", "reading")
def table_column(rng: Random, reading: Reading) -> Question:
    """Which query gives most to one key."""
    own = ordinary(reading)
    key = 0

    def fits(weights: np.ndarray) -> bool:
        nonlocal key
        key = rng.choice(own)
        return clear(weights[own, key]) and weights[own, key].max() > SEEN

    at = _pick(rng, reading, fits, "没有哪个字特别看重另一个字。")
    column = reading.weights[at][:, key]
    best = max(own, key=lambda i: column[i])
    return Question(
        prompt=quoted(reading)
        + f"{head_name(*at)}：哪个字分给“{name(reading, key)}”的权重最大？（看一列，不是一行）",
        options=token_options(
            rng,
            reading,
            column,
            lambda i: f"“{name(reading, i)}”分给它 {percent(float(column[i]))}。",
            own,
        ),
        hints=("行是查询，列是键。这次固定的是键，比的是各个查询。",),
        solution=f"“{name(reading, best)}”，分给它 {percent(float(column[best]))}。",
        see=see_head(Row(*at, best, reading.weights[at][best])),
        given={"layer": at[0], "head": at[1], "key": key},
    )


@template("table-symmetric", "look", "你看我，我看你", "reading")
def table_symmetric(rng: Random, reading: Reading) -> Question:
    """Whether two characters give each other the same."""
    first, second = sorted(rng.sample(ordinary(reading), 2))
    at = _pick(
        rng,
        reading,
        lambda w: (
            clear([w[first, second], w[second, first]])
            and max(w[first, second], w[second, first]) > SEEN
        ),
        "这两个字互相给的权重差不多。",
    )
    values = float(reading.weights[at][first, second]), float(reading.weights[at][second, first])
    a, b = name(reading, first), name(reading, second)
    says = f"{towards(a, b)} 是 {percent(values[0])}，{towards(b, a)} 是 {percent(values[1])}。"
    return Question(
        prompt=quoted(reading) + f"{head_name(*at)}：哪一个权重更大？（箭头从查询指向键）",
        options=two_options(towards(a, b), towards(b, a), values, says + "权重表不对称。"),
        hints=("q 和 k 出自两个矩阵，而且每一行各自归一化，所以两个方向不必相等。",),
        solution=says,
        see=see_head(Row(*at, first, reading.weights[at][first])),
        given={"layer": at[0], "head": at[1], "tokens": [first, second]},
    )


@template("table-received", "look", "谁收到的注意力最多", "reading", balance=balance.ENDS)
def table_received(rng: Random, reading: Reading) -> Question:
    """Which token receives most from all rows."""
    ordinary(reading)
    at = _pick(rng, reading, lambda w: clear(w.sum(0)), "没有哪个字收到的特别多。")
    totals = reading.weights[at].sum(0)
    best = int(np.argmax(totals))
    return Question(
        prompt=quoted(reading) + f"{head_name(*at)}：把每一列加起来，哪个词元收到的权重最多？",
        options=token_options(
            rng,
            reading,
            totals,
            lambda i: f"“{name(reading, i)}”一共收到 {show(float(totals[i]), 2)}。",
        ),
        hints=(f"所有的列加起来是 {len(reading.tokens)}，因为每一行都分出去 1。",),
        solution=f"“{name(reading, best)}”一共收到 {show(float(totals[best]), 2)}。"
        "收到的多，不等于它对答案更重要。",
        see=_see(at),
        given={"layer": at[0], "head": at[1]},
    )


SUMS = ("正好是 1", "比 1 大", "比 1 小")


@template("table-sums", "look", "行的和，列的和", "reading", balance=balance.by_text(*SUMS[1:]))
def table_sums(rng: Random, reading: Reading) -> Question:
    """What rows and columns of the table sum to."""
    key = rng.choice(ordinary(reading))
    at = _pick(
        rng, reading, lambda w: abs(float(w[:, key].sum()) - 1) > 0.1, "每一列的和都接近 1。"
    )
    total = float(reading.weights[at][:, key].sum())
    best = 1 if total > 1 else 2
    why = (
        "只有行的和一定是 1：softmax 是按行做的。",
        f"这一列的和是 {show(total, 2)}。",
        f"这一列的和是 {show(total, 2)}。",
    )
    return Question(
        prompt=quoted(reading)
        + f"{head_name(*at)}：“{name(reading, key)}”那一列（所有字分给它的）加起来，是多少？",
        options=tuple(
            Option(t, float(i == best), ("对。" if i == best else "不对。") + why[i])
            for i, t in enumerate(SUMS)
        ),
        hints=("平均来说一列收到 1。受欢迎的键多一些，没人看的键少一些。",),
        solution=f"{show(total, 2)}。行的和总是 1，列的和可以比 1 大，也可以比 1 小。",
        see=_see(at),
        given={"layer": at[0], "head": at[1], "key": key},
    )


@template("table-shape", "look", "这个模型的权重表有多大", "reading")
def table_shape(rng: Random, reading: Reading) -> Question:
    """How many weights the model makes for this sentence."""
    n, total = len(reading.tokens), reading.layers * reading.heads
    own = sum(not token.special for token in reading.tokens)
    return Question(
        prompt=quoted(reading)
        + f"模型有 {reading.layers} 层，每层 {reading.heads} 个头。读这句话时，"
        "一个头的权重表有几行？模型一共有几张这样的表？",
        cells=(
            cell("几行", n, mistakes={own: "[CLS] 和 [SEP] 也是词元，别忘了。"}),
            cell(
                "几张表",
                total,
                mistakes={reading.heads: "每一层都有这么多。", reading.layers: "每层不止一个头。"},
            ),
        ),
        hints=(
            f"这句话是 {own} 个词元，再加上模型自己放的 {n - own} 个。",
            f"{reading.layers} × {reading.heads}。",
        ),
        solution=f"每张表 {n}×{n}，一共 {reading.layers}×{reading.heads} = {total} 张。",
        see=_see((0, 0)),  # one of them
        given={},
    )
