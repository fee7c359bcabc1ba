"""先猜后看: the ratio of two weights of a real row, and what changes it."""

from random import Random

import numpy as np

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Option, Question
from lib.course.practice.registry import template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import SEEN, Row, name, shares, steps
from lib.course.practice.templates.look_change import intro, row_here, side
from lib.model.reading import Reading
from lib.text.numbers import show


# Retired: the answer is always the same; `change-which-ratio` asks the same thing fairly.
@template("change-ratio", "look", "屏蔽之后，比例变不变", "reading", retired=True)
def change_ratio(rng: Random, reading: Reading) -> Question:
    """Two weights' ratio after a third key is blocked."""
    row = row_here(rng, reading, lambda r: np.sort(r.weights)[-3] > 0.02)
    top, first, second = map(int, np.argsort(-row.weights)[:3])
    blocked = np.arange(len(row.weights)) == top
    weights = steps(row, reading, blocked=blocked).weights[0]
    a, b = name(reading, first), name(reading, second)
    before = float(row.weights[first] / row.weights[second])
    after = float(weights[first] / weights[second])
    says = f"屏蔽前 {show(before, 2)} 倍，屏蔽后还是 {show(after, 2)} 倍。"
    texts = ("变大", "变小", "不变")
    return Question(
        prompt=intro(reading, row) + f"“{a}”的权重是“{b}”的 {show(before, 2)} 倍。"
        f"现在屏蔽“{name(reading, top)}”。这个倍数会怎样？",
        options=tuple(
            Option(t, float(t == "不变"), ("对。" if t == "不变" else "不对。") + says)
            for t in texts
        ),
        hints=("两个权重之比只由这两个键的分数之差决定。",),
        solution=says + "空出来的权重按原来的比例分给大家。",
        see=side(row),
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

    row = row_here(rng, reading, fits)
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
        prompt=intro(reading, row) + f"“{a}”的权重是“{b}”的 {show(before, 2)} 倍。"
        f"现在{done.format(top=name(reading, top))}。这个倍数会怎样？",
        options=tuple(
            Option(t, float(t == answer), ("对。" if t == answer else "不对。") + says)
            for t in RATIOS
        ),
        hints=("两个权重之比 = e 的“分数之差”次方。想一想：这样改，分数之差变了吗？",),
        solution=says + "屏蔽别的键不改动这两个分数，比例就不变；除以什么，差就跟着变。",
        see=side(row),
        given=row.given(deed=deed, top=top, keys=[first, second]),
    )


@template("change-real-ratio", "look", "从分数之差到权重之比", "reading")
def change_real_ratio(rng: Random, reading: Reading) -> Question:
    """From the difference of two scaled scores to the ratio of their weights."""
    row = row_here(rng, reading, lambda r: 1.3 < _top_two(r)[2] < 20)
    first, second, ratio = _top_two(row)
    scaled = steps(row, reading).scaled[0]
    gap = float(scaled[first] - scaled[second])
    return Question(
        prompt=intro(reading, row) + f"除以 √d_k 以后，“{name(reading, first)}”的分数比"
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
        see=side(row),
        given=row.given(keys=[first, second]),
    )


def _top_two(row: Row) -> tuple[int, int, float]:
    first, second = map(int, np.argsort(-row.weights)[:2])
    return first, second, float(row.weights[first] / max(float(row.weights[second]), 1e-12))
