"""Computations kept for the exam: the four steps in cases that no lesson has shown."""

import math
from fractions import Fraction
from random import Random

from lib.course.practice.arithmetic import cell, exponentials, softmax
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, terms, vector

CALCULATOR = See("calculator")
NEAR = 0.01


@template("exam-library", "compute", "讲猫的书有多厚", held=True)
def library(rng: Random) -> Question:
    """weights (3) on page counts: soft and hard lookup."""
    parts = rng.sample(rng.choice(((50, 30, 20), (60, 30, 10), (70, 20, 10))), 3)
    weights = [part / 100 for part in parts]
    pages = [n * 50 for n in rng.sample(range(1, 9), 3)]
    soft = sum(w * p for w, p in zip(weights, pages, strict=True))
    hard = pages[weights.index(max(weights))]
    return Question(
        prompt=f"书架上有三本书。问“讲猫的书有多厚”，软查找给它们的权重是 {vector(weights)}，"
        f"页数是 {vector(pages)}。软查找的结果是多少页？只取最像的那一本（硬查找）是多少页？",
        cells=(
            cell("软查找", soft, 0.5, {sum(pages) / 3: "这是三本的平均：要用权重。"}),
            cell("硬查找", hard),
        ),
        hints=("每个权重乘页数，再相加。",),
        solution=f"{terms(weights, pages)} = {show(soft)}；硬查找只取权重最大的，{hard}。",
        see=See("lookup"),
        given={"weights": weights, "pages": pages},
    )


@template("exam-taste", "compute", "合不合口味", held=True)
def taste(rng: Random) -> Question:
    """One taste (3) with two films (3): two dot products."""
    person = [rng.choice((-2, -1, 1, 2, 3)) for _ in range(3)]
    while True:
        films = [[rng.randint(-2, 3) for _ in range(3)] for _ in range(2)]
        scores = [sum(a * b for a, b in zip(person, film, strict=True)) for film in films]
        if scores[0] != scores[1]:
            break
    better = "甲" if scores[0] > scores[1] else "乙"
    return Question(
        prompt=f"一个人的口味向量是 {vector(person)}（笑料、打斗、爱情）。"
        f"电影甲是 {vector(films[0])}，电影乙是 {vector(films[1])}。各算一个点积。",
        cells=tuple(cell(f"和电影{n}", s) for n, s in zip("甲乙", scores, strict=True)),
        hints=("同一个位置上的两个数相乘，再加起来。",),
        solution="；".join(
            f"{n}：{terms(person, f)} = {show(s)}"
            for n, f, s in zip("甲乙", films, scores, strict=True)
        )
        + f"。电影{better}更合口味。",
        see=CALCULATOR,
        given={"query": [person], "key": films},
    )


@template("exam-shops", "compute", "三家店", held=True)
def shops(rng: Random) -> Question:
    """Scores that are logarithms; one of them grows by ln 2."""
    numbers = rng.sample((1, 2, 3, 4, 5), 3)
    total = sum(numbers)
    names = ["0" if n == 1 else f"ln {n}" for n in numbers]
    after = Fraction(2 * numbers[0], total + numbers[0])
    return Question(
        prompt=f"三家店的分数是 {'、'.join(names)}，做 softmax 决定去哪家。"
        "第一家的权重是多少？第一家的分数再加 ln 2，它的权重变成多少？",
        cells=(
            cell("原来", numbers[0] / total, NEAR),
            cell(
                "加 ln 2 以后",
                float(after),
                NEAR,
                {2 * numbers[0] / total: "别的没变，总和却变了：要重新除以总和。"},
            ),
        ),
        hints=("e 的 ln n 次方就是 n；加 ln 2 就是乘 2。", f"原来的总和是 {total}。"),
        solution=f"原来 {Fraction(numbers[0], total)}；指数变成 {2 * numbers[0]}，"
        f"总和变成 {total + numbers[0]}，权重 {after}，没有翻倍。",
        see=See("softmax"),
        given={"numbers": numbers},
    )


@template("exam-width", "compute", "更宽的头", held=True)
def width(rng: Random) -> Question:
    """Standard deviation of q·k with d_k independent products of variance 1."""
    root = rng.choice((3, 5, 6, 7, 9, 10))
    d_k = root * root
    return Question(
        prompt=f"q 和 k 的每一维互不相干，方差都是 1，d_k = {d_k}。q·k 的标准差是多少？"
        "除以 √d_k 以后，标准差是多少？",
        cells=(
            cell("q·k 的标准差", root, mistakes={d_k: "这是方差，标准差是它的平方根。"}),
            cell("除以 √d_k 以后", 1, mistakes={1 / root: "除以的是 √d_k，不是 d_k。"}),
        ),
        hints=(f"{d_k} 个方差是 1 的乘积相加，方差是 {d_k}。",),
        solution=f"方差 {d_k}，标准差 √{d_k} = {root}；除以 {root}，成了 1。头再宽，分数也不涨。",
        see=See("softmax"),
        given={"d_k": d_k},
    )


@template("exam-heat", "compute", "再热一点", held=True)
def heat(rng: Random) -> Question:
    """The ratio of two weights at T = 1, and at two other temperatures."""
    base = rng.choice((4, 9, 16))
    root = math.isqrt(base)
    return Question(
        prompt=f"T = 1 时，第一个键的权重是第二个的 {base} 倍。T = 0.5 时是几倍？T = 2 时是几倍？",
        cells=(
            cell("T = 0.5", base * base, mistakes={2 * base: "差翻了倍，倍数就要平方，不是乘 2。"}),
            cell("T = 2", root, mistakes={base / 2: "差减了半，倍数就要开平方，不是除以 2。"}),
        ),
        hints=("倍数 = e 的“分数之差”次方；T = 0.5 时差翻倍，T = 2 时差减半。",),
        solution=f"T = 0.5：{base}² = {base * base} 倍；T = 2：√{base} = {root} 倍。",
        see=See("softmax"),
        given={"base": base},
    )


@template("exam-water", "compute", "兑水", held=True)
def water(rng: Random) -> Question:
    """Two values mixed, then one of them changed."""
    share = rng.choice((20, 25, 40, 60, 75, 80)) / 100
    hot, cold, more = rng.choice((60, 70, 80)), rng.choice((10, 20)), rng.choice((5, 10, 20))
    first = share * hot + (1 - share) * cold
    return Question(
        prompt=f"热水 {hot} 度占 {show(share)}，凉水 {cold} 度占 {show(1 - share)}。混起来几度？"
        f"热水换成 {hot + more} 度，比例不变，混起来变了几度？",
        cells=(
            cell("混起来（度）", first, 0.01, {(hot + cold) / 2: "不是一半一半：要按比例。"}),
            cell("变了（度）", share * more, 0.01, {float(more): "只有热水那一份传到结果里。"}),
        ),
        hints=("按比例加权求和。", "变的只是一个值：比例 × 变化。"),
        solution=f"{terms([share, 1 - share], [hot, cold])} = {show(first)}；"
        f"{show(share)} × {more} = {show(share * more)}。",
        see=CALCULATOR,
        given={"share": share, "hot": hot, "cold": cold, "more": more},
    )


@template("exam-two-keys", "compute", "两个键，走到底", held=True)
def two_keys(rng: Random) -> Question:
    """query (4), key (2, 4), value (2): scaled scores 0 and 1 or 2."""
    gap = rng.choice((1, 2))
    order = rng.sample((0, gap), 2)
    query = [0, 2, 0, 0]
    key = [[rng.randint(-1, 2), s, rng.randint(-1, 2), rng.randint(-1, 2)] for s in order]
    values = rng.sample(range(10, 100, 10), 2)
    weights = softmax(order)
    output = sum(w * v for w, v in zip(weights, values, strict=True))
    return Question(
        prompt=f"q = {vector(query)}，d_k = 4。两个键是 {vector(key[0])} 和 {vector(key[1])}，"
        f"值是 {values[0]} 和 {values[1]}。四步走到底。\n" + exponentials([0, gap]),
        cells=(
            cell("除以 √d_k 后的分数 1", order[0]),
            cell("除以 √d_k 后的分数 2", order[1]),
            cell("权重 1", weights[0], NEAR),
            cell("输出", output, 0.5, {sum(values) / 2: "这是平均：要用权重。"}),
        ),
        hints=("点积再除以 2。", f"权重是 {vector(weights)}。"),
        solution=f"分数 {vector(order)}，权重 {vector(weights)}，输出 {show(output)}。",
        see=CALCULATOR,
        given={"query": [query], "key": key, "value": [[v] for v in values]},
    )


@template("exam-absent", "compute", "缺席的评委", held=True)
def absent(rng: Random) -> Question:
    """Three weights; one judge is blocked; the weighted mean of the rest."""
    weights = [w / 10 for w in rng.sample(rng.choice(((5, 3, 2), (6, 3, 1), (4, 4, 2))), 3)]
    marks = rng.sample(range(60, 100, 5), 3)
    out = rng.randrange(3)
    rest = 1 - weights[out]
    kept = [i for i in range(3) if i != out]
    answer = sum(weights[i] * marks[i] for i in kept) / rest
    return Question(
        prompt=f"三位评委的权重是 {vector(weights)}，打的分是 {vector(marks)}。"
        f"第 {out + 1} 位缺席（屏蔽），剩下两位的权重按原来的比例重新分。"
        f"第 {kept[0] + 1} 位的新权重是多少？总分是多少？",
        cells=(
            cell("新权重", weights[kept[0]] / rest, NEAR, {weights[kept[0]]: "还没有重新归一化。"}),
            cell(
                "总分",
                answer,
                0.5,
                {answer * rest: "忘了重新归一化：剩下的权重加起来要是 1。"},
            ),
        ),
        hints=(f"剩下的权重一共 {show(rest)}，各除以它。",),
        solution=f"{show(weights[kept[0]])} ÷ {show(rest)} = {show(weights[kept[0]] / rest)}；"
        f"总分 {show(answer)}。",
        see=CALCULATOR,
        given={"weights": weights, "marks": marks, "out": out},
    )
