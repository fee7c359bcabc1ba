"""动手算: where Q, K, V come from, several heads, shapes, and reading a table the right way."""

from random import Random

import numpy as np

from lib.course.practice.arithmetic import cell, integers, matrix
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, terms, vector

CALCULATOR = See("calculator")


@template("shape-heads", "compute", "多头的形状")
def shape_heads(rng: Random) -> Question:
    """tokens, d_model, heads → d_k and the size of the weight tables."""
    heads = rng.choice((2, 4, 8, 12))
    d_k = rng.choice((16, 32, 64))
    tokens = rng.randint(5, 20)
    return Question(
        prompt=f"一句话有 {tokens} 个词元，d_model = {heads * d_k}，{heads} 个头，每个头一样宽。",
        cells=(
            cell("每个头的 d_k", d_k, mistakes={heads * d_k: "这是 d_model，要平分给每个头。"}),
            cell("一个头的权重表有几行", tokens, mistakes={d_k: "行数是词元数，和 d_k 无关。"}),
            cell("一个头的权重表有几列", tokens, mistakes={d_k: "列数是词元数，和 d_k 无关。"}),
            cell("这一层有几张权重表", heads),
        ),
        hints=(
            f"{heads * d_k} 维平分给 {heads} 个头。",
            "每个词元都是一个查询（一行），也都是一个键（一列）。",
        ),
        solution=f"d_k = {heads * d_k} ÷ {heads} = {d_k}。每个头一张 {tokens}×{tokens} 的权重表，"
        f"一层共 {heads} 张。",
        see=See("sentence"),
        given={"tokens": tokens, "d_model": heads * d_k, "heads": heads},
    )


@template("shape-output", "compute", "输出的形状")
def shape_output(rng: Random) -> Question:
    """Q (m, d_k), K (n, d_k), V (n, d_v) → weights (m, n), output (m, d_v)."""
    m, n, d_k, d_v = rng.sample(range(2, 9), 4)
    return Question(
        prompt=f"Q 是 {m}×{d_k}，K 是 {n}×{d_k}，V 是 {n}×{d_v}。权重表和输出各是几行几列？",
        cells=(
            cell("权重表的行数", m, mistakes={n: "行是查询：看 Q 有几行。"}),
            cell(
                "权重表的列数", n, mistakes={m: "列是键：看 K 有几行。", d_k: "点积把 d_k 消去了。"}
            ),
            cell("输出的行数", m, mistakes={n: "每个查询得到一个输出。"}),
            cell("输出的列数", d_v, mistakes={d_k: "输出由值混成，和 V 一样宽。"}),
        ),
        hints=("Q 乘 K 的转置：d_k 消去，剩下“查询数 × 键数”。", "权重表再乘 V。"),
        solution=f"权重表 {m}×{n}，输出 {m}×{d_v}：每个查询一行，和值一样宽。",
        see=CALCULATOR,
        given={"m": m, "n": n, "d_k": d_k, "d_v": d_v},
    )


@template("projection", "compute", "从 x 到 q")
def projection(rng: Random) -> Question:
    """x (3) · W_Q (3, 2)."""
    x, weight = integers(rng, 3), matrix(rng, 3, 2)
    answer = np.array(x) @ np.array(weight)
    columns = list(zip(*weight, strict=True))
    return Question(
        prompt=f"一个词元的向量 x = {vector(x)}。查询 q = x·W_Q。W_Q 是：\n"
        + table(["第 1 列", "第 2 列"], weight)
        + "\nq 的两个数各是多少？",
        cells=tuple(
            cell(f"q 的第 {j + 1} 个数", answer[j], mistakes={sum(columns[j]): "还没有乘 x。"})
            for j in range(2)
        ),
        hints=(
            "q 的第 1 个数，是 x 和 W_Q 第 1 列的点积。",
            f"{terms(x, columns[0])} = {show(answer[0])}。",
        ),
        solution="；".join(
            f"{terms(x, c)} = {show(a)}" for c, a in zip(columns, answer, strict=True)
        )
        + f"。q = {vector(answer)}。W_K、W_V 也这样乘，用的是同一个 x。",
        see=CALCULATOR,
        given={"x": x, "weight": weight},
    )


@template("projection-all", "compute", "两个词元一起投影")
def projection_all(rng: Random) -> Question:
    """X (2, 2) · W_K (2, 2)."""
    while True:
        x, weight = matrix(rng, 2, 2), matrix(rng, 2, 2)
        answer = np.array(x) @ np.array(weight)
        wrong = np.array(weight) @ np.array(x)
        if (answer != wrong).any():
            break
    return Question(
        prompt="X 的每一行是一个词元。算出 K = X·W_K。\n"
        + table(
            ["", "X", "W_K"], [[f"第 {i + 1} 行", vector(x[i]), vector(weight[i])] for i in (0, 1)]
        ),
        cells=tuple(
            cell(
                f"K 第 {i + 1} 行第 {j + 1} 列",
                answer[i, j],
                mistakes={float(wrong[i, j]): "你算成了 W_K·X：顺序不能换。"},
            )
            for i in range(2)
            for j in range(2)
        ),
        hints=(
            "K 的第 i 行只用到 X 的第 i 行：每个词元各算各的。",
            f"第 1 行第 1 列：{terms(x[0], [weight[0][0], weight[1][0]])} = {show(answer[0, 0])}。",
        ),
        solution=f"K 的第 1 行是 {vector(answer[0])}，第 2 行是 {vector(answer[1])}。",
        see=CALCULATOR,
        given={"x": x, "weight": weight},
    )


@template("concatenate", "compute", "两个头拼起来")
def concatenate(rng: Random) -> Question:
    """Two head outputs (2 each) side by side, times W_O (4, 2)."""
    first, second = integers(rng, 2), integers(rng, 2)
    joined = first + second
    weight = matrix(rng, 4, 2, -1, 2)
    answer = np.array(joined) @ np.array(weight)
    columns = list(zip(*weight, strict=True))
    return Question(
        prompt=f"同一个词元，头 1 的输出是 {vector(first)}，头 2 的输出是 {vector(second)}。"
        "先拼成一个长向量，再乘输出矩阵 W_O：\n" + table(["第 1 列", "第 2 列"], weight),
        cells=(
            cell("拼起来有几个数", 4, mistakes={2: "是拼接，不是相加。"}),
            cell("输出的第 1 个数", answer[0]),
            cell("输出的第 2 个数", answer[1]),
        ),
        hints=(
            f"拼起来是 {vector(joined)}。",
            f"第 1 个数：{terms(joined, columns[0])} = {show(answer[0])}。",
        ),
        solution=f"拼成 {vector(joined)}（4 个数），乘 W_O 得 {vector(answer)}。"
        "W_O 让各个头的结果混在一起。",
        see=CALCULATOR,
        given={"heads": [first, second], "weight": weight},
    )


@template("parameters", "compute", "一层注意力有多少个参数")
def parameters(rng: Random) -> Question:
    """W_Q, W_K, W_V, W_O are d_model × d_model each, whatever the number of heads; no biases."""
    d_model, heads = rng.choice(((8, 2), (10, 2), (12, 4), (16, 4), (20, 5)))
    one = d_model * d_model
    return Question(
        prompt=f"d_model = {d_model}，{heads} 个头，四个矩阵 W_Q、W_K、W_V、W_O "
        f"都是 {d_model}×{d_model}（不算偏置）。",
        cells=(
            cell("W_Q 有几个数", one),
            cell(
                "四个矩阵一共有几个数",
                4 * one,
                mistakes={
                    4 * one * heads: "头数不改变总量：各个头平分这些列。",
                    3 * one: "别忘了 W_O。",
                },
            ),
            cell(
                "每个头分到 W_Q 的几列",
                d_model // heads,
                mistakes={d_model: "这是全部的列，要平分给每个头。"},
            ),
        ),
        hints=(f"{d_model}×{d_model} = {one}。", "头数不同，只是把列分成几份。"),
        solution=f"每个 {one} 个，四个 {4 * one} 个；每个头分到 {d_model // heads} 列。"
        "头多头少，参数一样多。",
        see=CALCULATOR,
        given={"d_model": d_model, "heads": heads},
    )


@template("read-table", "compute", "读一张权重表")
def read_table(rng: Random) -> Question:
    """weights (3, 3), rows are queries: one entry, a row sum and a column sum."""
    names = rng.sample(("我", "读", "书", "猫", "追", "球"), 3)
    while True:
        rows = [rng.sample(r, 3) for r in rng.sample(ROWS, 3)]
        weights = np.array(rows) / 10
        i, j = rng.sample(range(3), 2)
        if rows[i][j] != rows[j][i] and sum(row[j] for row in rows) != 10:
            break
    column = float(weights[:, j].sum())
    shown = [[names[r], *weights[r]] for r in range(3)]
    return Question(
        prompt="一个头的权重表，行是查询，列是键：\n"
        + table(["查询 ＼ 键", *names], shown)
        + f"\n“{names[i]}”分给“{names[j]}”的权重是多少？“{names[i]}”这一行加起来是多少？"
        f"“{names[j]}”这一列加起来是多少？",
        cells=(
            cell(
                f"“{names[i]}” → “{names[j]}”",
                weights[i, j],
                mistakes={float(weights[j, i]): f"这是“{names[j]}”分给“{names[i]}”的：先找行。"},
            ),
            cell(f"“{names[i]}”这一行的和", 1),
            cell(f"“{names[j]}”这一列的和", column, mistakes={1.0: "只有行的和一定是 1。"}),
        ),
        hints=(
            f"先找到“{names[i]}”那一行，再往右走到“{names[j]}”那一列。",
            "一行是一个查询分出去的，一列是一个键收到的。",
        ),
        solution=f"“{names[i]}” → “{names[j]}” 是 {show(weights[i, j])}。行的和是 1，"
        f"列的和是 {show(column)}：一个键收到多少，没有规定。",
        see=See("sentence"),
        given={"weights": rows, "at": [i, j]},
    )


ROWS = ([5, 3, 2], [6, 3, 1], [7, 2, 1], [8, 1, 1], [4, 4, 2], [6, 2, 2])
