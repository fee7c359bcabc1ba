"""Computations kept for the exam: where q and k come from, shapes, rows, what adds more."""

import math
from fractions import Fraction
from random import Random

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, terms, vector

CALCULATOR = See("calculator")
NEAR = 0.01


@template("exam-both-ways", "compute", "你问我，我问你", held=True)
def both_ways(rng: Random) -> Question:
    """x_A = [1, 0] and x_B = [0, 1] with W_Q, W_K (2, 2): the scores of both directions."""
    while True:
        w_q, w_k = ([[rng.randint(-2, 3) for _ in range(2)] for _ in range(2)] for _ in range(2))
        there = sum(a * b for a, b in zip(w_q[0], w_k[1], strict=True))
        back = sum(a * b for a, b in zip(w_q[1], w_k[0], strict=True))
        if there != back:
            break
    rows = [[f"第 {i + 1} 行", vector(w_q[i]), vector(w_k[i])] for i in range(2)]
    return Question(
        prompt="x_A = [1, 0]，x_B = [0, 1]。q = x·W_Q，k = x·W_K。\n"
        + table(["", "W_Q", "W_K"], rows)
        + "\nA 问 B 的分数（A 的 q 和 B 的 k 的点积）是多少？B 问 A 的呢？",
        cells=(
            cell("A 问 B", there, mistakes={float(back): "这是 B 问 A 的。"}),
            cell("B 问 A", back, mistakes={float(there): "这是 A 问 B 的。"}),
        ),
        hints=("[1, 0] 乘一个矩阵，就是它的第 1 行。", f"A 的 q 是 {vector(w_q[0])}。"),
        solution=f"A 问 B：{terms(w_q[0], w_k[1])} = {there}；B 问 A：{terms(w_q[1], w_k[0])} = "
        f"{back}。两个方向不必一样。",
        see=CALCULATOR,
        given={"w_q": w_q, "w_k": w_k},
    )


@template("exam-large", "compute", "一个大得多的模型", held=True)
def large(rng: Random) -> Question:
    """Shapes of a model that is not in the app."""
    layers, heads, d_k = rng.choice(((12, 12, 64), (24, 16, 64), (32, 32, 128), (6, 8, 32)))
    tokens = rng.choice((10, 50, 100))
    return Question(
        prompt=f"一个模型有 {layers} 层，每层 {heads} 个头，d_model = {heads * d_k}，"
        f"读 {tokens} 个词元。每个头的 d_k 是多少？一张权重表有几个格子？一共有几张权重表？",
        cells=(
            cell("d_k", d_k),
            cell("一张表几个格子", tokens**2, mistakes={tokens * d_k: "行和列都是词元。"}),
            cell("几张表", layers * heads, mistakes={heads: "每一层都有这么多。"}),
        ),
        hints=("d_model 平分给各个头。", "行和列都是词元；每层每头一张。"),
        solution=f"{heads * d_k} ÷ {heads} = {d_k}；{tokens} × {tokens} = {tokens**2}；"
        f"{layers} × {heads} = {layers * heads}。词元多一倍，格子多三倍。",
        see=See("sentence"),
        given={"layers": layers, "heads": heads, "d_k": d_k, "tokens": tokens},
    )


@template("exam-two-layers", "compute", "穿过两层", held=True)
def two_layers(rng: Random) -> Question:
    """x plus the outputs of two layers; then the second switched off."""
    x, first, second = ([rng.randint(-3, 5) for _ in range(2)] for _ in range(3))
    both = [sum(n) for n in zip(x, first, second, strict=True)]
    without = [a + b for a, b in zip(x, first, strict=True)]
    return Question(
        prompt=f"x = {vector(x)}。第一层的注意力加上 {vector(first)}，第二层再加上 "
        f"{vector(second)}（别的部件不算）。出来的第 1 个数是多少？"
        "要是把第二层的注意力关掉（结果全是 0），第 1 个数是多少？",
        cells=(
            cell("两层都开", both[0], mistakes={float(second[0]): "每一层都加在原来的上面。"}),
            cell("关掉第二层", without[0], mistakes={0.0: "关掉的只是加上去的那一份。"}),
        ),
        hints=("残差：一层一层往上加。",),
        solution=f"{show(x[0])} + ({show(first[0])}) + ({show(second[0])}) = {both[0]}；"
        f"关掉第二层，{without[0]}。",
        see=CALCULATOR,
        given={"x": x, "outs": [first, second]},
    )


@template("exam-english", "compute", "一行英文", held=True)
def english(rng: Random) -> Question:
    """A row over English words: where the most goes, and what two words get together."""
    words = ["The", "cat", "slept", "because", "it", "was", "tired"]
    parts = rng.sample((2, 3, 5, 8, 12, 25, 45), 7)
    weights = [p / 100 for p in parts]
    pair = sorted(rng.sample(range(7), 2))
    together = weights[pair[0]] + weights[pair[1]]
    return Question(
        prompt="英文句子里 “it” 这一行的权重：\n"
        + table(words, [weights])
        + f"\n第几个词得到最多（从 1 数起）？“{words[pair[0]]}”和“{words[pair[1]]}”一共得到多少？",
        cells=(
            cell("第几个", parts.index(45) + 1),
            cell("一共", together, 0.001),
        ),
        hints=("一行是“it”分出去的，加起来是 1。",),
        solution=f"第 {parts.index(45) + 1} 个（{words[parts.index(45)]}）；{show(together)}。",
        see=See("sentence"),
        given={"weights": weights, "pair": pair},
    )


@template("exam-bits", "compute", "谁更散", held=True)
def bits(rng: Random) -> Question:
    """The entropies of two rows of powers of two, in bits."""
    rows = rng.sample(((1, 1), (1, 1, 1, 1), (2, 1, 1), (4, 2, 1, 1)), 2)
    entropies = [
        float(sum(Fraction(n, sum(row)) * int(math.log2(sum(row) // n)) for n in row))
        for row in rows
    ]
    shown = ["、".join(str(Fraction(n, sum(row))) for n in row) for row in rows]
    return Question(
        prompt=f"甲把注意力分成 {shown[0]}，乙分成 {shown[1]}。两行的熵各是多少比特？"
        "熵 = 每个权重 × log₂(1/权重)，再加起来。",
        cells=tuple(cell(f"{n}的熵", e) for n, e in zip("甲乙", entropies, strict=True)),
        hints=("log₂ 2 = 1，log₂ 4 = 2，log₂ 8 = 3。",),
        solution=f"甲 {show(entropies[0])}，乙 {show(entropies[1])}。大的那个更散。",
        see=See("sentence"),
        given={"rows": rows},
    )


@template("exam-loud", "compute", "小声的多数", held=True)
def loud(rng: Random) -> Question:
    """weight × length of two contributions, one with more weight and a shorter value."""
    many, few = rng.choice(((80, 20), (75, 25), (60, 40)))
    short, long = rng.choice(((1, 10), (2, 12), (0.5, 4)))
    sizes = many / 100 * short, few / 100 * long
    more = "多数" if sizes[0] > sizes[1] else "少数"
    return Question(
        prompt=f"多数的权重 {show(many / 100)}，值的长度 {show(short)}；少数的权重 "
        f"{show(few / 100)}，值的长度 {show(long)}。各自加进输出的有多长？",
        cells=(
            cell("多数", sizes[0], NEAR, {many / 100: "这只是权重。"}),
            cell("少数", sizes[1], NEAR, {few / 100: "这只是权重。"}),
        ),
        hints=("权重 × 长度。",),
        solution=f"{show(sizes[0])} 和 {show(sizes[1])}：{more}加进去的多。",
        see=See("side_by_side"),
        given={"weights": [many / 100, few / 100], "lengths": [short, long]},
    )
