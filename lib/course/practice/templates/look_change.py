"""先猜后看: what temperature, √d_k and a blocked key do to a real row."""

import math
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Question, See
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    Row,
    clear,
    estimate,
    head_name,
    name,
    pick_row,
    quoted,
    steps,
    token_options,
)
from lib.model.intervention import NONE
from lib.model.reading import Reading
from lib.text.numbers import percent, show

NONE_FITS = "这句话里没有合适的一行。"


def _unchanged(reading: Reading) -> None:
    if reading.change != NONE:
        raise NotApplicable("这道题要用没有动过手术的模型。")


def row_here(rng: Random, reading: Reading, fits: Callable[[Row], bool] | None = None) -> Row:
    """A row of the model as it is, with a clear first place unless `fits` says otherwise."""
    _unchanged(reading)
    return pick_row(rng, reading, fits or (lambda r: clear(r.weights)), NONE_FITS)


def side(row: Row, **more: Any) -> See:
    """The page of the four steps, at this row."""
    return See("side_by_side", {"layer": row.layer, "head": row.head, "query": row.query, **more})


def intro(reading: Reading, row: Row) -> str:
    """The sentence, then the head and the query."""
    return quoted(reading) + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”。"


@template("change-temperature", "look", "温度变了，最大的权重变多少", "reading")
def change_temperature(rng: Random, reading: Reading) -> Question:
    """The largest weight of a real row at another temperature."""
    heat = rng.choice((0.5, 2.0, 3.0))

    def fits(r: Row) -> bool:
        after = steps(r, reading, temperature=heat).weights[0].max()
        return abs(after - r.weights.max()) > 0.08

    row = row_here(rng, reading, fits)
    best = int(np.argmax(row.weights))
    before = float(row.weights[best])
    after = float(steps(row, reading, temperature=heat).weights[0, best])
    return Question(
        prompt=intro(reading, row) + f"最大的权重给了“{name(reading, best)}”，{percent(before)}。"
        f"温度从 1 改成 {show(heat)}，这个权重变成百分之几？",
        cells=(estimate(f"T = {show(heat)} 时（%）", after),),
        hints=(
            "分数先除以温度，再做 softmax。",
            "温度高，各个键的差距缩小，权重变平。" if heat > 1 else "温度低，差距放大，权重变尖。",
        ),
        solution=f"从 {percent(before)} 变成 {percent(after)}。",
        see=side(row, temperature=heat),
        given=row.given(key=best, temperature=heat),
    )


@template("change-scale", "look", "不除以 √d_k 会怎样", "reading", balance=balance.FULL)
def change_scale(rng: Random, reading: Reading) -> Question:
    """The largest weight of a real row without ÷√d_k."""

    def after(r: Row) -> np.ndarray:
        return steps(r, reading, scale=1.0).weights[0]

    row = row_here(rng, reading, lambda r: abs(float(after(r).max() - r.weights.max())) > 0.05)
    best = int(np.argmax(row.weights))
    before, now = float(row.weights[best]), float(after(row)[best])
    d_k = reading.head_dim
    return Question(
        prompt=intro(reading, row) + f"最大的权重给了“{name(reading, best)}”，{percent(before)}。"
        f"要是不除以 √{d_k}，这个权重变成百分之几？",
        cells=(estimate("不除以 √d_k 时（%）", now),),
        hints=(
            f"√{d_k} ≈ {math.sqrt(d_k):.1f}。不除，分数之间的差就变成这么多倍。",
            "差大了，权重会更集中在第一名身上。",
        ),
        solution=f"从 {percent(before)} 变成 {percent(now)}。不除以 √d_k，等于把温度调到 "
        f"1/√{d_k} ≈ {1 / math.sqrt(d_k):.2f}。",
        see=side(row, divide_by_root=0),
        given=row.given(key=best),
    )


@template("change-block", "look", "挡住第一名，谁来接", "reading", balance=balance.ENDS)
def change_block(rng: Random, reading: Reading) -> Question:
    """Which key comes first when the first one is blocked."""

    def after(r: Row) -> np.ndarray:
        blocked = np.zeros(len(r.weights), dtype=bool)
        blocked[int(np.argmax(r.weights))] = True
        return steps(r, reading, blocked=blocked).weights[0]

    row = row_here(rng, reading, lambda r: clear(r.weights) and clear(after(r)))
    top = int(np.argmax(row.weights))
    weights = after(row)
    second = int(np.argmax(weights))
    keys = [i for i in range(len(weights)) if i != top]
    return Question(
        prompt=intro(reading, row)
        + f"它最看重“{name(reading, top)}”（{percent(row.weights[top])}）。"
        "把这个键屏蔽掉，谁会变成第一名？",
        options=token_options(
            rng, reading, weights, lambda i: f"屏蔽之后它有 {percent(float(weights[i]))}。", keys
        ),
        hints=("剩下的键之间，比例不变：原来的第二名会升上来。",),
        solution=f"“{name(reading, second)}”：从 {percent(float(row.weights[second]))} 升到 "
        f"{percent(float(weights[second]))}。",
        see=side(row),
        given=row.given(blocked=top),
    )


@template("change-freeze", "look", "温度降到几乎为零", "reading", balance=balance.SEEN_ENDS)
def change_freeze(rng: Random, reading: Reading) -> Question:
    """What a row becomes as the temperature goes to zero."""

    def cold(r: Row) -> np.ndarray:
        return steps(r, reading, temperature=0.01).weights[0]

    row = row_here(rng, reading, lambda r: clear(r.weights) and cold(r).max() > 0.99)
    best = int(np.argmax(row.weights))
    weights = cold(row)
    return Question(
        prompt=intro(reading, row) + "温度降到 0.01，软查找几乎变成硬查找。输出几乎等于谁的值？",
        options=token_options(
            rng,
            reading,
            # The scores of the guesses are the weights at T = 1: at 0.01 all but one are zero.
            row.weights,
            lambda i: (
                f"T = 1 时 {percent(row.weights[i])}，T = 0.01 时 {percent(float(weights[i]))}。"
            ),
        ),
        hints=("温度越低，权重越集中到分数最高的那个键。",),
        solution=f"“{name(reading, best)}”：T = 0.01 时它拿到 {percent(float(weights[best]))}。",
        see=side(row, temperature=0.01),
        given=row.given(),
    )


@template("change-melt", "look", "温度升得很高", "reading")
def change_melt(rng: Random, reading: Reading) -> Question:
    """What a row becomes as the temperature grows."""
    row = row_here(rng, reading)
    best = int(np.argmax(row.weights))
    after = float(steps(row, reading, temperature=1000.0).weights[0, best])
    count = len(reading.tokens)
    return Question(
        prompt=intro(reading, row) + f"“{name(reading, best)}”原来有 {percent(row.weights[best])}。"
        f"温度升到 1000，它还剩百分之几？（一共 {count} 个键）",
        cells=(estimate("T = 1000 时（%）", after, 1, 20),),
        hints=("所有分数除以 1000，几乎都成了 0。", "分数都一样，softmax 之后就是平均分配。"),
        solution=f"{percent(after)}，也就是差不多 1/{count}。温度很高时，注意力变成平均。",
        see=side(row, temperature=1000),
        given=row.given(key=best),
    )


@template("change-real-scale", "look", "真模型的分数，除以 √d_k", "reading")
def change_real_scale(rng: Random, reading: Reading) -> Question:
    """A real score divided by its √d_k."""
    row = row_here(rng, reading)
    best = int(np.argmax(row.weights))
    score = round(float(steps(row, reading).scores[0, best]), 2)
    d_k = reading.head_dim
    root = math.sqrt(d_k)
    return Question(
        prompt=intro(reading, row) + f"它和“{name(reading, best)}”的点积是 {show(score, 2)}，"
        f"d_k = {d_k}，√{d_k} ≈ {root:.2f}。除以 √d_k 以后是多少？",
        cells=(
            cell(
                f"{show(score, 2)} ÷ √{d_k}",
                score / root,
                0.05,
                {score / d_k: "要除以平方根，不是 d_k。", score: "还没有除。"},
            ),
        ),
        hints=(f"{show(score, 2)} ÷ {root:.2f}。",),
        solution=f"{show(score, 2)} ÷ {root:.2f} ≈ {show(score / root, 2)}。"
        "玩具里的这一步，和真模型里的是同一个函数。",
        see=side(row),
        given=row.given(key=best, score=score),
    )
