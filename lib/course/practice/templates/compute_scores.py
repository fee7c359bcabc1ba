"""动手算, first step: query · key, and ÷√d_k."""

import math
from random import Random

from lib.course.practice.arithmetic import attend, cell, integers, matrix
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, terms, vector

CALCULATOR = See("calculator")
NAMES = ("我", "读", "书", "猫", "看", "海", "花", "灯")


@template("dot", "compute", "一个点积")
def dot(rng: Random) -> Question:
    """query, key (3)."""
    query = [rng.choice((-2, -1, 1, 2, 3)) for _ in range(3)]  # no zeros: every pair counts
    key = integers(rng, 3)
    answer = sum(a * b for a, b in zip(query, key, strict=True))
    added = sum(query) + sum(key)
    return Question(
        prompt=f"查询 q = {vector(query)}，键 k = {vector(key)}。点积 q·k 是多少？",
        cells=(cell("q·k", answer, mistakes={added: "你把所有的数加在了一起：要先两两相乘。"}),),
        hints=(
            f"同一个位置上的两个数相乘。第一对：{terms(query[:1], key[:1])} = "
            f"{show(query[0] * key[0])}。",
            "三对各有一个乘积，全加起来。",
        ),
        solution=f"q·k = {terms(query, key)} = {show(answer)}。",
        see=CALCULATOR,
        given={"query": [query], "key": [key]},
    )


@template("scores-row", "compute", "一行分数")
def scores_row(rng: Random) -> Question:
    """query (1, 3), key (4, 3)."""
    names = rng.sample(NAMES, 4)
    query, key = integers(rng, 3, 0, 3), matrix(rng, 4, 3, -1, 3)
    scores = attend([query], key, key).scores[0]
    return Question(
        prompt=f"查询 q = {vector(query)}。算出它和每个键的点积。\n"
        + table(["键", "k"], [[n, vector(k)] for n, k in zip(names, key, strict=True)]),
        cells=tuple(cell(f"q·k（{n}）", s) for n, s in zip(names, scores, strict=True)),
        hints=(
            "每个键各算一次，查询 q 一直不变。",
            f"第一个：{terms(query, key[0])} = {show(scores[0])}。",
        ),
        solution="；".join(
            f"{n}：{terms(query, k)} = {show(s)}"
            for n, k, s in zip(names, key, scores, strict=True)
        )
        + "。四个数排成一行，就是分数表里属于 q 的那一行。",
        see=CALCULATOR,
        given={"query": [query], "key": key},
    )


@template("scale", "compute", "除以 √d_k")
def scale(rng: Random) -> Question:
    """scores (3), d_k."""
    root = rng.choice((2, 4, 8))
    d_k = root * root
    scores = [n * root // 2 for n in rng.sample(range(-4, 9), 3)]
    cells = tuple(
        cell(
            f"{show(s)} ÷ √{d_k}",
            s / root,
            mistakes={
                s / d_k: f"你除以了 d_k = {d_k}：该除以它的平方根 {root}。",
                float(s): "这还是原来的分数，没有除。",
                float(s * root): "你乘了 √d_k：该用除法。",
            },
        )
        for s in scores
    )
    return Question(
        prompt=f"键的维数 d_k = {d_k}。一行分数是 {vector(scores)}。除以 √d_k 以后是多少？",
        cells=cells,
        hints=(f"√{d_k} = {root}，因为 {root}×{root} = {d_k}。", "每个分数都除以同一个数。"),
        solution=f"√{d_k} = {root}，所以结果是 {vector(s / root for s in scores)}。"
        "除以 √d_k 让分数不随维数变大，softmax 就不会一开始就只认一个键。",
        see=CALCULATOR,
        given={"scores": scores, "d_k": d_k},
    )


@template("score-matrix", "compute", "一整张分数表")
def score_matrix(rng: Random) -> Question:
    """query (2, 2), key (2, 2)."""
    while True:
        query, key = matrix(rng, 2, 2), matrix(rng, 2, 2)
        scores = attend(query, key, key).scores
        if scores[0, 1] != scores[1, 0]:
            break
    flipped = "行和列弄反了：行是查询，列是键。"
    cells = tuple(
        cell(f"第 {i + 1} 行第 {j + 1} 列", scores[i, j], mistakes={float(scores[j, i]): flipped})
        for i in range(2)
        for j in range(2)
    )
    return Question(
        prompt="算出分数表 $QK^\\top$ 的四个格子。第 i 行第 j 列是查询 i 和键 j 的点积。\n"
        + table(
            ["", "查询 Q", "键 K"],
            [[f"第 {i + 1} 行", vector(query[i]), vector(key[i])] for i in range(2)],
        ),
        cells=cells,
        hints=(
            f"第 1 行第 1 列：{terms(query[0], key[0])} = {show(scores[0, 0])}。",
            f"第 1 行第 2 列还用查询 1，换成键 2：{terms(query[0], key[1])}。",
            "第 2 行换成查询 2，再和两个键各算一次。",
        ),
        solution=f"第 1 行是 {vector(scores[0])}，第 2 行是 {vector(scores[1])}。"
        "每个查询占一行，每个键占一列。",
        see=CALCULATOR,
        given={"query": query, "key": key},
    )


@template("scale-gap", "compute", "√d_k 缩小差距")
def scale_gap(rng: Random) -> Question:
    """Two scores and d_k: the gap before and after, and e^gap after."""
    root = rng.choice((2, 4, 8))
    gap = rng.choice((1, 2, 3)) * root
    low = rng.randint(-3, 6)
    after = gap / root
    return Question(
        prompt=f"d_k = {root * root}。两个键的分数是 {show(low + gap)} 和 {show(low)}。"
        f"除以 √d_k 之前，两个分数差多少？除以之后差多少？之后的权重之比是 e 的几次方？",
        cells=(
            cell("之前的差", gap),
            cell("之后的差", after, mistakes={gap / root**2: "要除以 √d_k，不是 d_k。"}),
            cell(
                "权重之比 = e 的几次方",
                after,
                mistakes={float(gap): "这是没有除以 √d_k 时的指数。"},
            ),
        ),
        hints=(
            f"√{root * root} = {root}。两个分数都除以 {root}，差也就除以 {root}。",
            "softmax 里两个权重之比，等于 e 的“分数之差”次方。",
        ),
        solution=f"之前差 {gap}，之后差 {gap} ÷ {root} = {show(after)}。权重之比从 e 的 {gap} 次方"
        f"（约 {math.exp(gap):,.0f} 倍）"
        f"降到 e 的 {show(after)} 次方（约 {math.exp(after):.1f} 倍）。",
        see=CALCULATOR,
        given={"scores": [low + gap, low], "d_k": root * root},
    )
