"""动手算, third step: the weighted sum of the values, and all the steps of one row."""

import math
from random import Random

from lib.course.practice.arithmetic import attend, cell, exponentials, integers
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, terms, vector

CALCULATOR = See("calculator")


def _weights(rng: Random, count: int = 3) -> list[float]:
    rows = {2: (75, 25), 3: (50, 30, 20), 4: (40, 30, 20, 10)}
    if count == 3 and rng.random() < 0.5:
        return [w / 100 for w in rng.sample((60, 25, 15), 3)]
    return [w / 100 for w in rng.sample(rows[count], count)]


@template("weighted-sum", "compute", "加权求和")
def weighted_sum(rng: Random) -> Question:
    """weights (3), value (3, 1)."""
    weights = _weights(rng)
    values = [n * 10 for n in rng.sample(range(1, 10), 3)]
    answer = sum(w * v for w, v in zip(weights, values, strict=True))
    largest = values[weights.index(max(weights))]
    return Question(
        prompt=f"权重是 {vector(weights)}，三个值是 {vector(values)}。输出是多少？",
        cells=(
            cell(
                "输出",
                answer,
                0.01,
                {
                    sum(values) / 3: "这是平均数：要用权重，不是各占三分之一。",
                    float(largest): "这是权重最大的那个值。软查找会把三个值混在一起。",
                    float(sum(values)): "先乘权重，再相加。",
                },
            ),
        ),
        hints=(
            f"第一项：{terms(weights[:1], values[:1])} = {show(weights[0] * values[0])}。",
            "三项加起来。",
        ),
        solution=f"{terms(weights, values)} = {show(answer)}。",
        see=CALCULATOR,
        given={"weights": weights, "value": [[v] for v in values]},
    )


@template("weighted-vector", "compute", "值是向量时的加权求和")
def weighted_vector(rng: Random) -> Question:
    """weights (2), value (2, 2)."""
    weights = _weights(rng, 2)
    value = [[4 * n for n in integers(rng, 2, -2, 5)] for _ in range(2)]
    answer = [sum(w * v[j] for w, v in zip(weights, value, strict=True)) for j in range(2)]
    columns = [[v[j] for v in value] for j in range(2)]
    return Question(
        prompt=f"两个键的权重是 {vector(weights)}，值是 v₁ = {vector(value[0])}，"
        f"v₂ = {vector(value[1])}。输出也是一个二维向量，各是多少？",
        cells=tuple(
            cell(
                f"输出的第 {j + 1} 维",
                answer[j],
                0.01,
                {sum(columns[j]): "先乘权重，再相加。", sum(columns[j]) / 2: "这是平均数。"},
            )
            for j in range(2)
        ),
        hints=("每一维各算各的。", f"第 1 维：{terms(weights, columns[0])}。"),
        solution="；".join(
            f"第 {j + 1} 维：{terms(weights, columns[j])} = {show(answer[j])}" for j in range(2)
        )
        + "。输出和值一样长。",
        see=CALCULATOR,
        given={"weights": weights, "value": value},
    )


@template("value-change", "compute", "改一个值")
def value_change(rng: Random) -> Question:
    """One value grows by `delta`: the output moves by weight × delta."""
    weights = _weights(rng, 4)
    at, delta = rng.randrange(4), rng.choice((-20, -10, 10, 20, 50))
    answer = weights[at] * delta
    verb = "增加" if delta > 0 else "减少"
    return Question(
        prompt=f"一行权重是 {vector(weights)}。键 {at + 1} 的值{verb}了 {abs(delta)}，"
        "查询和键都没动。输出变了多少？（减少用负数）",
        cells=(
            cell(
                "输出的变化",
                answer,
                mistakes={
                    float(delta): "只有一部分传到输出：要乘上它的权重。",
                    delta / 4: "四个键不是各占四分之一：要乘上它自己的权重。",
                    -answer: "方向反了。",
                },
            ),
        ),
        hints=("权重由查询和键决定，值改了，权重不变。", f"键 {at + 1} 的权重是 {weights[at]:g}。"),
        solution=f"{terms([weights[at]], [delta])} = {show(answer)}。"
        "值只经过加权求和，不影响权重。",
        see=CALCULATOR,
        given={"weights": weights, "at": at, "delta": delta},
    )


@template("mean-pooling", "compute", "没有查询的时候")
def mean_pooling(rng: Random) -> Question:
    """Average pooling: every key counts the same."""
    count = rng.choice((3, 4, 5))
    values = [rng.randint(1, 12) * count for _ in range(count)]
    return Question(
        prompt=f"没有查询，所有键一视同仁（平均汇聚）。值是 {vector(values)}。"
        "每个键的权重是多少？输出是多少？",
        cells=(
            cell("每个键的权重", 1 / count, 0.01),
            cell("输出", sum(values) / count, 0.01, {float(sum(values)): "还要除以个数。"}),
        ),
        hints=(f"{count} 个键平分 1。", f"值的总和是 {sum(values)}。"),
        solution=f"权重都是 1/{count}，输出是 {sum(values)} ÷ {count} = "
        f"{show(sum(values) / count)}。有了查询，权重才会偏向对得上的键。",
        see=See("origins"),
        given={"value": values},
    )


@template("whole-row", "compute", "从头到尾算一行")
def whole_row(rng: Random) -> Question:
    """query (1, 4), key (3, 4), value (3, 1); the scaled scores are 0, 1 and 2 in some order."""
    scaled = rng.sample((0, 1, 2), 3)
    # Two dimensions carry the score 2·scaled, the two others meet a zero of the query.
    query = [2, 1, 0, 0]
    key = []
    for s in scaled:
        first = rng.randint(0, s)
        key.append([first, 2 * s - 2 * first, rng.randint(-1, 2), rng.randint(-1, 2)])
    values = [n * 10 for n in rng.sample(range(1, 10), 3)]
    steps = attend([query], key, [[v] for v in values])
    scores, weights, output = steps.scores[0], steps.weights[0], float(steps.context[0, 0])
    rows: list[list[str | float]] = [
        [f"键 {i}", vector(k), v] for i, (k, v) in enumerate(zip(key, values, strict=True), 1)
    ]
    cells = [cell(f"分数 {i}", s) for i, s in enumerate(scores, 1)]
    cells += [
        cell(f"÷√d_k 之后 {i}", s / 2, mistakes={s / 4: "要除以 √d_k = 2，不是 d_k = 4。"})
        for i, s in enumerate(scores, 1)
    ]
    cells += [cell(f"权重 {i}", w, 0.01) for i, w in enumerate(weights, 1)]
    cells.append(cell("输出", output, 0.5, {sum(values) / 3: "这是三个值的平均。"}))
    return Question(
        prompt=f"查询 q = {vector(query)}，d_k = 4。把四步都走一遍："
        "点积 → 除以 √d_k → softmax → 加权求和。\n"
        + table(["", "k", "v"], rows)
        + exponentials(scaled),
        cells=tuple(cells),
        hints=(
            f"分数 1：{terms(query, key[0])} = {show(scores[0])}。",
            f"√4 = 2。除以之后是 {vector(steps.scaled[0])}。",
            f"指数的和是 {show(sum(map(math.exp, scaled)))}。",
            f"权重是 {vector(weights)}。最后一步：每个权重乘它的值，相加。",
        ),
        solution=f"分数 {vector(scores)} → 除以 2 得 {vector(steps.scaled[0])} → softmax 得 "
        f"{vector(weights)} → 加权求和得 {show(output)}。",
        see=CALCULATOR,
        given={"query": [query], "key": key, "value": [[v] for v in values]},
    )


@template("weight-norm", "compute", "权重 × 值的长度")
def weight_norm(rng: Random) -> Question:
    """‖weight · value‖, the size of what a key really adds (Kobayashi et al. 2020)."""
    vectors = rng.sample(((3, 4), (6, 8), (5, 12), (0, 1), (0, 20), (8, 6)), 3)
    weights = _weights(rng)
    norms = [math.hypot(*v) for v in vectors]
    sizes = [w * n for w, n in zip(weights, norms, strict=True)]
    rows: list[list[str | float]] = [
        [f"键 {i + 1}", weights[i], vector(vectors[i])] for i in range(3)
    ]
    return Question(
        prompt="一个键真正加进输出的，是“权重 × 值”这个向量。"
        "它有多长？长度 = √(x² + y²)。\n" + table(["", "权重", "v"], rows),
        cells=tuple(
            cell(
                f"键 {i + 1}",
                sizes[i],
                0.01,
                {weights[i]: "这只是权重。", norms[i]: "这只是值的长度。"},
            )
            for i in range(3)
        ),
        hints=(
            f"v₁ 的长度是 √({vectors[0][0]}² + {vectors[0][1]}²) = {show(norms[0])}。",
            "长度再乘上权重。",
        ),
        solution="；".join(
            f"键 {i + 1}：{show(weights[i])} × {show(norms[i])} = {show(sizes[i])}"
            for i in range(3)
        )
        + "。权重最大的键，加进去的不一定最多（Kobayashi et al. 2020）。",
        see=See("sentence"),
        given={"weights": weights, "value": [list(v) for v in vectors]},
    )
