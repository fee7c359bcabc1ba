"""先猜后看: what temperature, √d_k and a blocked key do to a real row."""

import math
from random import Random

import numpy as np

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Option, Question, See
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    SEEN,
    Row,
    clear,
    estimate,
    head_name,
    name,
    pick_row,
    quoted,
    shares,
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


def _row(rng: Random, reading: Reading, fits=None) -> Row:
    _unchanged(reading)
    return pick_row(rng, reading, fits or (lambda r: clear(r.weights)), NONE_FITS)


def _side(row: Row, **more) -> See:
    return See("side_by_side", {"layer": row.layer, "head": row.head, "query": row.query, **more})


def _intro(reading: Reading, row: Row) -> str:
    return quoted(reading) + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”。"


@template("change-temperature", "look", "温度变了，最大的权重变多少", "reading")
def change_temperature(rng: Random, reading: Reading) -> Question:
    """The largest weight of a real row at another temperature."""
    heat = rng.choice((0.5, 2.0, 3.0))

    def fits(r: Row) -> bool:
        after = steps(r, reading, temperature=heat).weights[0].max()
        return abs(after - r.weights.max()) > 0.08

    row = _row(rng, reading, fits)
    best = int(np.argmax(row.weights))
    before = float(row.weights[best])
    after = float(steps(row, reading, temperature=heat).weights[0, best])
    return Question(
        prompt=_intro(reading, row) + f"最大的权重给了“{name(reading, best)}”，{percent(before)}。"
        f"温度从 1 改成 {show(heat)}，这个权重变成百分之几？",
        cells=(estimate(f"T = {show(heat)} 时（%）", after),),
        hints=(
            "分数先除以温度，再做 softmax。",
            "温度高，各个键的差距缩小，权重变平。" if heat > 1 else "温度低，差距放大，权重变尖。",
        ),
        solution=f"从 {percent(before)} 变成 {percent(after)}。",
        see=_side(row, temperature=heat),
        given=row.given(key=best, temperature=heat),
    )


@template("change-scale", "look", "不除以 √d_k 会怎样", "reading", balance=balance.FULL)
def change_scale(rng: Random, reading: Reading) -> Question:
    """The largest weight of a real row without ÷√d_k."""

    def after(r: Row) -> np.ndarray:
        return steps(r, reading, scale=1.0).weights[0]

    row = _row(rng, reading, lambda r: abs(float(after(r).max() - r.weights.max())) > 0.05)
    best = int(np.argmax(row.weights))
    before, now = float(row.weights[best]), float(after(row)[best])
    d_k = reading.head_dim
    return Question(
        prompt=_intro(reading, row) + f"最大的权重给了“{name(reading, best)}”，{percent(before)}。"
        f"要是不除以 √{d_k}，这个权重变成百分之几？",
        cells=(estimate("不除以 √d_k 时（%）", now),),
        hints=(
            f"√{d_k} ≈ {math.sqrt(d_k):.1f}。不除，分数之间的差就变成这么多倍。",
            "差大了，权重会更集中在第一名身上。",
        ),
        solution=f"从 {percent(before)} 变成 {percent(now)}。不除以 √d_k，等于把温度调到 "
        f"1/√{d_k} ≈ {1 / math.sqrt(d_k):.2f}。",
        see=_side(row, scaled=0),
        given=row.given(key=best),
    )


@template("change-block", "look", "挡住第一名，谁来接", "reading", balance=balance.ENDS)
def change_block(rng: Random, reading: Reading) -> Question:
    """Which key comes first when the first one is blocked."""

    def after(r: Row) -> np.ndarray:
        blocked = np.zeros(len(r.weights), dtype=bool)
        blocked[int(np.argmax(r.weights))] = True
        return steps(r, reading, blocked=blocked).weights[0]

    row = _row(rng, reading, lambda r: clear(r.weights) and clear(after(r)))
    top = int(np.argmax(row.weights))
    weights = after(row)
    second = int(np.argmax(weights))
    keys = [i for i in range(len(weights)) if i != top]
    return Question(
        prompt=_intro(reading, row)
        + f"它最看重“{name(reading, top)}”（{percent(row.weights[top])}）。"
        "把这个键屏蔽掉，谁会变成第一名？",
        options=token_options(
            rng, reading, weights, lambda i: f"屏蔽之后它有 {percent(float(weights[i]))}。", keys
        ),
        hints=("剩下的键之间，比例不变：原来的第二名会升上来。",),
        solution=f"“{name(reading, second)}”：从 {percent(float(row.weights[second]))} 升到 "
        f"{percent(float(weights[second]))}。",
        see=_side(row),
        given=row.given(blocked=top),
    )


# Retired: the answer is always the same; `change-which-ratio` asks the same thing fairly.
@template("change-ratio", "look", "屏蔽之后，比例变不变", "reading", retired=True)
def change_ratio(rng: Random, reading: Reading) -> Question:
    """Two weights' ratio after a third key is blocked."""
    row = _row(rng, reading, lambda r: np.sort(r.weights)[-3] > 0.02)
    top, first, second = map(int, np.argsort(-row.weights)[:3])
    blocked = np.arange(len(row.weights)) == top
    weights = steps(row, reading, blocked=blocked).weights[0]
    a, b = name(reading, first), name(reading, second)
    before = float(row.weights[first] / row.weights[second])
    after = float(weights[first] / weights[second])
    says = f"屏蔽前 {show(before, 2)} 倍，屏蔽后还是 {show(after, 2)} 倍。"
    texts = ("变大", "变小", "不变")
    return Question(
        prompt=_intro(reading, row) + f"“{a}”的权重是“{b}”的 {show(before, 2)} 倍。"
        f"现在屏蔽“{name(reading, top)}”。这个倍数会怎样？",
        options=tuple(
            Option(t, float(t == "不变"), ("对。" if t == "不变" else "不对。") + says)
            for t in texts
        ),
        hints=("两个权重之比只由这两个键的分数之差决定。",),
        solution=says + "空出来的权重按原来的比例分给大家。",
        see=_side(row),
        given=row.given(blocked=top, keys=[first, second]),
    )


RATIOS = ("变大", "变小", "不变")

# What is done to the row → what happens to the ratio of its second weight to its third.
DEEDS = {
    "block": ("屏蔽它最看重的“{top}”", "不变"),
    "hot": ("把温度从 1 改成 2", "变小"),
    "cold": ("把温度从 1 改成 0.5", "变大"),
    "unscaled": ("不再除以 √d_k", "变大"),
}


@template(
    "change-which-ratio",
    "look",
    "两个权重之比，变不变",
    "reading",
    balance=balance.by_text(*RATIOS),
)
def change_which_ratio(rng: Random, reading: Reading) -> Question:
    """What one of four changes does to the ratio of two weights."""

    def fits(r: Row) -> bool:
        third, second, _ = np.sort(r.weights)[-3:]
        return third > SEEN and second > 1.1 * third

    row = _row(rng, reading, fits)
    top, first, second = map(int, np.argsort(-row.weights)[:3])
    deed = rng.choice(sorted(DEEDS))
    change = {
        "block": {"blocked": np.arange(len(row.weights)) == top},
        "hot": {"temperature": 2.0},
        "cold": {"temperature": 0.5},
        "unscaled": {"scale": 1.0},
    }[deed]
    weights = steps(row, reading, **change).weights[0]
    a, b = name(reading, first), name(reading, second)
    before = float(row.weights[first] / row.weights[second])
    after = float(weights[first] / weights[second])
    done, answer = DEEDS[deed]
    says = f"原来 {show(before, 2)} 倍，改了以后 {show(after, 2)} 倍。"
    return Question(
        prompt=_intro(reading, row) + f"“{a}”的权重是“{b}”的 {show(before, 2)} 倍。"
        f"现在{done.format(top=name(reading, top))}。这个倍数会怎样？",
        options=tuple(
            Option(t, float(t == answer), ("对。" if t == answer else "不对。") + says)
            for t in RATIOS
        ),
        hints=("两个权重之比 = e 的“分数之差”次方。想一想：这样改，分数之差变了吗？",),
        solution=says + "屏蔽别的键不改动这两个分数，比例就不变；除以什么，差就跟着变。",
        see=_side(row),
        given=row.given(deed=deed, top=top, keys=[first, second]),
    )


@template("change-freeze", "look", "温度降到几乎为零", "reading", balance=balance.SEEN_ENDS)
def change_freeze(rng: Random, reading: Reading) -> Question:
    """What a row becomes as the temperature goes to zero."""

    def cold(r: Row) -> np.ndarray:
        return steps(r, reading, temperature=0.01).weights[0]

    row = _row(rng, reading, lambda r: clear(r.weights) and cold(r).max() > 0.99)
    best = int(np.argmax(row.weights))
    weights = cold(row)
    return Question(
        prompt=_intro(reading, row) + "温度降到 0.01，软查找几乎变成硬查找。输出几乎等于谁的值？",
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
        see=_side(row, temperature=0.01),
        given=row.given(),
    )


@template("change-melt", "look", "温度升得很高", "reading")
def change_melt(rng: Random, reading: Reading) -> Question:
    """What a row becomes as the temperature grows."""
    row = _row(rng, reading)
    best = int(np.argmax(row.weights))
    after = float(steps(row, reading, temperature=1000.0).weights[0, best])
    count = len(reading.tokens)
    return Question(
        prompt=_intro(reading, row)
        + f"“{name(reading, best)}”原来有 {percent(row.weights[best])}。"
        f"温度升到 1000，它还剩百分之几？（一共 {count} 个键）",
        cells=(estimate("T = 1000 时（%）", after, 1, 20),),
        hints=("所有分数除以 1000，几乎都成了 0。", "分数都一样，softmax 之后就是平均分配。"),
        solution=f"{percent(after)}，也就是差不多 1/{count}。温度很高时，注意力变成平均。",
        see=_side(row, temperature=20),
        given=row.given(key=best),
    )


@template("change-real-scale", "look", "真模型的分数，除以 √d_k", "reading")
def change_real_scale(rng: Random, reading: Reading) -> Question:
    """A real score divided by its √d_k."""
    row = _row(rng, reading)
    best = int(np.argmax(row.weights))
    score = round(float(steps(row, reading).scores[0, best]), 2)
    d_k = reading.head_dim
    root = math.sqrt(d_k)
    return Question(
        prompt=_intro(reading, row) + f"它和“{name(reading, best)}”的点积是 {show(score, 2)}，"
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
        see=_side(row),
        given=row.given(key=best, score=score),
    )


@template("change-real-ratio", "look", "从分数之差到权重之比", "reading")
def change_real_ratio(rng: Random, reading: Reading) -> Question:
    """From the difference of two scaled scores to the ratio of their weights."""
    row = _row(rng, reading, lambda r: 1.3 < _top_two(r)[2] < 20)
    first, second, ratio = _top_two(row)
    scaled = steps(row, reading).scaled[0]
    gap = float(scaled[first] - scaled[second])
    return Question(
        prompt=_intro(reading, row) + f"除以 √d_k 以后，“{name(reading, first)}”的分数比"
        f"“{name(reading, second)}”高 {show(gap, 2)}。前者的权重是后者的几倍？\n\n"
        "可以用：e 的 0.5 次方 ≈ 1.65，e 的 1 次方 ≈ 2.72，"
        "e 的 2 次方 ≈ 7.39，e 的 3 次方 ≈ 20.1。",
        cells=(
            cell(
                "几倍",
                ratio,
                max(0.1, round(ratio / 10, 1)),
                {gap: "这是差，不是倍数：要取 e 的这么多次方。"},
            ),
        ),
        hints=("softmax 里，权重之比 = e 的“分数之差”次方。", f"e 的 {show(gap, 2)} 次方。"),
        solution=f"e 的 {show(gap, 2)} 次方 ≈ {show(ratio, 2)}。"
        f"量一量：{shares(reading, row, first, second)}。",
        see=_side(row),
        given=row.given(keys=[first, second]),
    )


def _top_two(row: Row) -> tuple[int, int, float]:
    first, second = map(int, np.argsort(-row.weights)[:2])
    return first, second, float(row.weights[first] / max(float(row.weights[second]), 1e-12))
