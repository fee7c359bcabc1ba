"""动手算: adding back (residual), and what switching a head off has shown."""

import math
from random import Random

from lib.course.practice.arithmetic import cell, integers
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import percent, show, vector

SURGERY = See("surgery")


@template("residual", "compute", "加回原来的向量")
def residual(rng: Random) -> Question:
    """x (3) + attention output (3)."""
    x, out = integers(rng, 3), integers(rng, 3)
    answer = [a + b for a, b in zip(x, out, strict=True)]
    return Question(
        prompt=f"“书”原来的向量是 x = {vector(x)}，注意力（乘过 W_O）的结果是 {vector(out)}。"
        "残差连接以后，往下走的向量是什么？",
        cells=tuple(
            cell(
                f"第 {i} 个数",
                a,
                mistakes={float(o): "这只是注意力的结果：还要加上原来的 x。"},
            )
            for i, (a, o) in enumerate(zip(answer, out, strict=True), 1)
        ),
        hints=("残差：新的 = 原来的 + 结果。", f"第 1 个数：{show(x[0])} + ({show(out[0])})。"),
        solution=f"{vector(x)} + {vector(out)} = {vector(answer)}。注意力的结果是加上去的，"
        "原来的没有丢。",
        see=See("calculator"),
        given={"x": x, "out": out},
    )


LOGS = "可以用：ln 2 ≈ 0.69，ln 4 ≈ 1.39，ln 8 ≈ 2.08，ln 1 = 0。"


@template("ablation-log", "compute", "关掉一个头，概率掉了多少")
def ablation_log(rng: Random) -> Question:
    """p before and after; the ratio and the difference of natural logarithms."""
    factor = rng.choice((2, 4, 8))
    after = rng.choice((2, 3, 5, 8, 10))
    before = after * factor
    fell = rng.random() < 0.7
    first, last = (before, after) if fell else (after, before)
    ratio, difference = last / first, math.log(last / first)
    return Question(
        prompt=f"遮住一个字，模型给原来那个字的概率是 {first}%。关掉一个头，变成 {last}%。"
        f"变成了原来的几倍？log 概率的变化 Δ = ln(后) − ln(前) 是多少？\n\n{LOGS}",
        cells=(
            cell("变成几倍", ratio, 0.005, {1 / ratio: "倒过来了：后面的除以前面的。"}),
            cell("Δ", difference, 0.02, {-difference: "正负号反了：变小了就是负数。"}),
        ),
        hints=(
            f"{last} ÷ {first} = {show(ratio)}。",
            "ln(后) − ln(前) = ln(后 ÷ 前)。ln(1/n) = −ln n。",
        ),
        solution=f"变成 {show(ratio)} 倍；Δ = {show(difference, 2)}。"
        "用 Δ，是因为它只看变成几倍，不管原来的概率大还是小。",
        see=SURGERY,
        given={"before": first, "after": last},
    )


@template("ablation-rank", "compute", "和随便关的比")
def ablation_rank(rng: Random) -> Question:
    """One drop beside ten of other heads: how many are at least as large."""
    others = [round(rng.uniform(0, 2), 1) for _ in range(10)]
    yours = round(rng.choice((0.5, 1.0, 1.5, 1.9)), 1)
    count = sum(other >= yours for other in others)
    return Question(
        prompt=f"关掉你挑的头，log 概率掉了 {yours:g}。再一个一个地关掉 10 个别的头，掉了："
        f"{'、'.join(f'{other:g}' for other in others)}。"
        "有几个掉得和你的一样多或更多？占几分之几？",
        cells=(
            cell("有几个", count, mistakes={10 - count: "这是掉得比较少的有几个。"}),
            cell("占几分之几", count / 10, 0.005),
        ),
        hints=(f"把 10 个数一个一个和 {yours:g} 比。", "个数 ÷ 10。"),
        solution=f"{count} 个，占 {percent(count / 10)}。这个数越小，你挑的头越特别；"
        "要是一大半都掉得更多，它就没什么特别。",
        see=SURGERY,
        given={"yours": yours, "others": others},
    )
