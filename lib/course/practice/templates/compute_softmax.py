"""动手算, second step: softmax, temperature and blocked keys."""

import math
from fractions import Fraction
from random import Random

from lib.course.practice.arithmetic import cell, exponentials, softmax, softmax_steps
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, vector

CALCULATOR = See("calculator")
NEAR = 0.01  # tolerance of a weight computed with the eˣ table
NO_EXP = "你直接用分数除以总和：softmax 要先取 e 的几次方。"


@template("softmax-row", "compute", "一行 softmax")
def softmax_row(rng: Random) -> Question:
    """scores (3)."""
    scores = rng.sample(range(4), 3)
    weights = softmax(scores)
    total = sum(map(math.exp, scores))
    cells = [cell("三个指数的和", total, 0.02)]
    for i, (s, w) in enumerate(zip(scores, weights, strict=True), 1):
        cells.append(cell(f"权重 {i}", w, NEAR, {s / sum(scores): NO_EXP, math.exp(s): "还没除。"}))
    return Question(
        prompt=f"一行分数（已除以 √d_k）是 {vector(scores)}。对它做 softmax。可以用这张表：\n"
        + exponentials(scores),
        cells=tuple(cells),
        hints=(
            "先把每个分数换成 e 的那么多次方，查表就行。",
            f"三个指数加起来是 {show(total)}。",
            "每个指数除以这个和，就是权重。三个权重加起来是 1。",
        ),
        solution=softmax_steps(scores),
        see=CALCULATOR,
        given={"scores": scores},
    )


@template("softmax-ln", "compute", "指数恰好是整数")
def softmax_ln(rng: Random) -> Question:
    """scores are logarithms of whole numbers, so the weights are simple fractions."""
    numbers = [rng.randint(1, 6) for _ in range(3)]
    total = sum(numbers)
    names = ["0" if n == 1 else f"ln {n}" for n in numbers]
    return Question(
        prompt=f"一行分数是 {'、'.join(names)}。对它做 softmax。（e 的 ln n 次方就是 n。）",
        cells=tuple(
            cell(f"权重 {i}", n / total, NEAR, {float(n): "这是指数，还要除以总和。"})
            for i, n in enumerate(numbers, 1)
        ),
        hints=(
            f"三个指数是 {vector(numbers)}。" + ("e 的 0 次方是 1。" if 1 in numbers else ""),
            f"总和是 {total}，第一个权重是 {numbers[0]}/{total}。",
        ),
        solution=f"指数是 {vector(numbers)}，总和 {total}，权重是 "
        + "、".join(str(Fraction(n, total)) for n in numbers)
        + "。",
        see=CALCULATOR,
        given={"exponentials": numbers},
    )


@template("softmax-shift", "compute", "每个分数都加同一个数")
def softmax_shift(rng: Random) -> Question:
    """scores (3) and a constant added to all."""
    scores = rng.sample(range(4), 3)
    added = rng.choice((-5, -2, 2, 10, 100))
    weights = [round(w, 2) for w in softmax(scores)]
    return Question(
        prompt=f"分数 {vector(scores)} 的 softmax 约是 {vector(weights)}。"
        f"现在每个分数都加上 {show(added)}，变成 {vector(s + added for s in scores)}。"
        "新的权重是多少？",
        cells=tuple(cell(f"权重 {i}", w, NEAR) for i, w in enumerate(softmax(scores), 1)),
        hints=(
            f"每个指数都乘上了同一个数：e 的 {show(added)} 次方。",
            "总和也乘上了它，一除就约掉了。",
        ),
        solution=f"权重不变，还是 {vector(weights)}。softmax 只看分数之间的差。"
        "程序就利用这一点，先减去最大的分数，免得指数太大。",
        see=CALCULATOR,
        given={"scores": scores, "added": added},
    )


@template("softmax-equal", "compute", "分数都一样")
def softmax_equal(rng: Random) -> Question:
    """n equal scores."""
    count, score = rng.choice((2, 4, 5, 8, 10)), rng.randint(-3, 9)
    return Question(
        prompt=f"{count} 个键的分数都是 {show(score)}。softmax 之后，每个键的权重是多少？",
        cells=(
            cell(
                "每个键的权重",
                1 / count,
                mistakes={
                    float(score): "这是分数，不是权重。权重加起来要等于 1。",
                    score / count: "权重和分数的大小无关，只看分数之间的差。",
                },
            ),
        ),
        hints=("指数都一样大。", f"{count} 个一样的数分掉 1。"),
        solution=f"每个键 1/{count} = {show(1 / count)}。分数没有差别，注意力就变成了平均。",
        see=CALCULATOR,
        given={"count": count, "score": score},
    )


@template("missing-weight", "compute", "一行少了一个权重")
def missing_weight(rng: Random) -> Question:
    """A row of weights in hundredths, one hidden."""
    count = rng.choice((3, 4, 5))
    cuts = sorted(rng.sample(range(1, 20), count - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    weights = [p / 20 for p in parts]
    hidden = rng.randrange(count)
    shown = ["？" if i == hidden else show(w) for i, w in enumerate(weights)]
    rest = 1 - weights[hidden]
    return Question(
        prompt="热力图里有一行权重，其中一个看不清：\n"
        + table([f"键 {i + 1}" for i in range(count)], [shown])
        + "\n它是多少？",
        cells=(cell("？", weights[hidden], mistakes={rest: "这是其余权重的和，再用 1 去减。"}),),
        hints=("softmax 之后，一行加起来等于 1。", f"看得清的加起来是 {show(rest)}。"),
        solution=f"1 − {show(rest)} = {show(weights[hidden])}。每一行都像一份要分完的蛋糕。",
        see=See("sentence"),
        given={"weights": weights, "hidden": hidden},
    )


@template("entropy", "compute", "一行有多分散（熵）")
def entropy(rng: Random) -> Question:
    """A row of powers of two; entropy in bits (Shannon 1948)."""
    powers = rng.choice(
        (
            (1, 1),
            (1, 1, 1, 1),
            (2, 1, 1),
            (4, 2, 1, 1),
            (1, 1, 1, 1, 1, 1, 1, 1),
            (2, 2, 2, 1, 1),
            (4, 1, 1, 1, 1),
        )
    )
    row = rng.sample(powers, len(powers))
    total = sum(row)
    weights = [Fraction(n, total) for n in row]
    bits = [int(math.log2(total // n)) for n in row]
    answer = float(sum(w * b for w, b in zip(weights, bits, strict=True)))
    shown = "、".join(map(str, weights))
    return Question(
        prompt=f"一行权重是 {shown}。它的熵是多少比特？熵 = 每个权重 × log₂(1/权重)，再加起来。",
        cells=(cell("熵（比特）", answer),),
        hints=(
            "log₂ 2 = 1，log₂ 4 = 2，log₂ 8 = 3，log₂ 1 = 0。",
            f"第一个权重 {weights[0]}：{weights[0]} × {bits[0]} = {weights[0] * bits[0]}。",
        ),
        solution=" + ".join(f"{w}×{b}" for w, b in zip(weights, bits, strict=True))
        + f" = {show(answer)} 比特。全给一个键，熵是 0；{len(row)} 个键平均分配，"
        f"熵是 log₂ {len(row)}，最大。",
        see=See("sentence"),
        given={"weights": row},
    )
