"""动手算: the table of names and ages, looked up the hard way and the soft way."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import ArrayLike

from lib.course.practice.arithmetic import attend, cell, exponentials
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, table, terms, vector
from lib.toy import hard_lookup

LOOKUP = See("lookup")
PEOPLE = ("张三", "张三-2", "张麻子", "李四", "李五", "王小明")


@template("same-key", "compute", "两个一模一样的键")
def same_key(rng: Random) -> Question:
    """Two keys are equal, so their weights are; a third takes the rest."""
    other = rng.choice((10, 20, 30, 40, 50)) / 100
    ages = rng.sample(range(16, 40, 2), 3)
    each = (1 - other) / 2
    answer = each * (ages[0] + ages[1]) + other * ages[2]
    return Question(
        prompt=f"张三和张三-2 的键一模一样，年龄是 {ages[0]} 和 {ages[1]}。"
        f"李四 {ages[2]} 岁，得到的权重是 {other:g}。"
        "张三的权重是多少？软查找的结果是多少岁？",
        cells=(
            cell("张三的权重", each, mistakes={1 - other: "这是两个人一共的权重。"}),
            cell("结果（岁）", answer, 0.05),
        ),
        hints=(
            "键一样，点积就一样，权重也一样。",
            f"两个人一共分到 1 − {other:g} = {show(1 - other)}。",
        ),
        solution=f"张三和张三-2 各 {show(each)}。结果 = "
        f"{terms([each, each, other], ages)} = {show(answer)} 岁。"
        "注意力分不开两个一样的键，只能把它们的值平均。",
        see=LOOKUP,
        given={"other": other, "ages": ages},
    )


def _people(rng: Random) -> tuple[list[str], list[list[int]], list[int]]:
    """Four people with keys (4, 4); dimension 0 says 张, dimension 1 says 李 or 王."""
    names = rng.sample(PEOPLE, 4)
    while not 1 <= sum(n.startswith("张") for n in names) <= 3:
        names = rng.sample(PEOPLE, 4)
    keys = [
        [int(n.startswith("张")), int(not n.startswith("张")), rng.randint(0, 2), rng.randint(0, 2)]
        for n in names
    ]
    return names, keys, [rng.randrange(16, 41, 2) for _ in names]


@template("hard-lookup", "compute", "硬查找")
def hard(rng: Random) -> Question:
    """The plain mean over the keys with the highest score."""
    names, key, ages = _people(rng)
    query = [[1, 0, 0, 0]]
    answer = float(hard_lookup(*_arrays(query, key, ages))[0, 0])
    chosen = [a for n, a in zip(names, ages, strict=True) if n.startswith("张")]
    return Question(
        prompt="“姓张的人多大？”查询 q = [1, 0, 0, 0]。"
        "硬查找只取分数最高的那些行，把它们的值平均。\n" + _people_table(names, key, ages),
        cells=(
            cell("最高的分数", 1),
            cell("取几行", len(chosen)),
            cell("结果（岁）", answer, 0.05, {sum(ages) / 4: "这是四个人的平均：只取姓张的。"}),
        ),
        hints=("第 1 维是 1 的就是姓张。", f"姓张的年龄是 {vector(chosen)}。"),
        solution=f"姓张的分数是 1，别人是 0。结果是 {vector(chosen)} 的平均，{show(answer)} 岁。",
        see=LOOKUP,
        given={"query": query, "key": key, "value": [[a] for a in ages]},
    )


@template("soft-lookup", "compute", "软查找和硬查找")
def soft(rng: Random) -> Question:
    """Scores 2 and 0, ÷√4: the weights are e and 1 over their sum."""
    names, key, ages = _people(rng)
    query = [[2, 0, 0, 0]]
    q, k, v = _arrays(query, key, ages)
    steps = attend(q, k, v)
    first = next(i for i, n in enumerate(names) if n.startswith("张"))
    last = next(i for i, n in enumerate(names) if not n.startswith("张"))
    soft_age, hard_age = float(steps.context[0, 0]), float(hard_lookup(q, k, v)[0, 0])
    weights = steps.weights[0]
    count = sum(n.startswith("张") for n in names)
    total = count * math.e + 4 - count
    return Question(
        prompt="“姓张的人多大？”查询 q = [2, 0, 0, 0]，d_k = 4。"
        "算出两个人的权重，再算软查找和硬查找的结果。\n"
        + _people_table(names, key, ages)
        + exponentials([0, 1]),
        cells=(
            cell(f"{names[first]}的权重", weights[first], 0.01),
            cell(f"{names[last]}的权重", weights[last], 0.01, {0.0: "softmax 不会给出 0。"}),
            cell("软查找（岁）", soft_age, 0.1, {hard_age: "这是硬查找的结果。"}),
            cell("硬查找（岁）", hard_age, 0.05),
        ),
        hints=(
            "姓张的分数是 2，别人是 0；除以 √4 = 2，得 1 和 0。",
            f"指数是 2.718 和 1，总和是 {show(total)}。",
            f"四个权重是 {vector(weights)}，乘上年龄再相加。",
        ),
        solution=f"权重是 {vector(weights)}。软查找 {show(soft_age)} 岁，"
        f"硬查找 {show(hard_age)} 岁。"
        "软查找给每个人都留了一点，所以别人的年龄也混了进来。",
        see=LOOKUP,
        given={"query": query, "key": key, "value": [[a] for a in ages], "at": [first, last]},
    )


def _arrays(
    query: ArrayLike, key: ArrayLike, ages: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.array(query, float), np.array(key, float), np.array(ages, float)[:, None]


def _people_table(
    names: Sequence[str], key: Sequence[Sequence[float]], ages: Sequence[float]
) -> str:
    rows: list[list[str | float]] = [
        [n, vector(k), a] for n, k, a in zip(names, key, ages, strict=True)
    ]
    return table(["姓名", "键 k", "年龄"], rows)
