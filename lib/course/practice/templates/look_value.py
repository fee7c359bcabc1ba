"""先猜后看: the values behind the weights (Kobayashi et al. 2020)."""

from random import Random

import numpy as np

from lib.course.practice.arithmetic import cell
from lib.course.practice.question import Option, Question
from lib.course.practice.registry import template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    CLEAR,
    Row,
    clear,
    head_name,
    name,
    pick_row,
    quoted,
    see_head,
    token_options,
    two_options,
)
from lib.model.reading import Reading
from lib.text.numbers import percent, show, terms


def _norms(row: Row, reading: Reading) -> np.ndarray:
    """‖value‖ of each key of the head; (keys,)."""
    return np.linalg.norm(reading.value[row.layer, row.head].astype(float), axis=-1)


@template("value-contribution", "look", "谁加进去的最多", "reading", balance=balance.ENDS)
def value_contribution(rng: Random, reading: Reading) -> Question:
    """Which key adds most: weight × length of its value."""
    row = pick_row(
        rng,
        reading,
        lambda r: clear(r.weights * _norms(r, reading)),
        "各个键加进去的差不多。",
    )
    norms = _norms(row, reading)
    sizes = row.weights * norms
    best, top = int(np.argmax(sizes)), int(np.argmax(row.weights))
    same = "这次它也是权重最大的。" if best == top else f"权重最大的却是“{name(reading, top)}”。"
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”。"
        "真正加进输出的是“权重 × 值”。按它的长度，谁最大？",
        options=token_options(
            rng,
            reading,
            sizes,
            lambda i: (
                f"权重 {percent(row.weights[i])} × 值的长度 {show(norms[i], 2)} = "
                f"{show(sizes[i], 2)}。"
            ),
        ),
        hints=("权重大、值却很短的键，加进去的并不多。[SEP] 的值常常很短，量一量这个模型。",),
        solution=f"“{name(reading, best)}”，{show(sizes[best], 2)}。{same}",
        see=see_head(row),
        given=row.given(),
    )


@template("value-two", "look", "两个键，谁加得多", "reading")
def value_two(rng: Random, reading: Reading) -> Question:
    """Which of two keys adds more, weights and lengths given."""

    def two(r: Row) -> tuple[int, int]:
        first, second = sorted(map(int, np.argsort(-r.weights)[:2]))
        return first, second

    def fits(r: Row) -> bool:
        first, second = two(r)
        sizes = r.weights * _norms(r, reading)
        # Weights near enough for the values to have a say.
        near = r.weights.max() < 4 * min(r.weights[first], r.weights[second])
        return near and clear([sizes[first], sizes[second]])

    row = pick_row(rng, reading, fits, "前两名加进去的差不多。")
    first, second = two(row)
    norms = _norms(row, reading)
    sizes = row.weights * norms
    says = "；".join(
        f"{name(reading, i)}：{percent(row.weights[i])} × {show(norms[i], 2)} = {show(sizes[i], 2)}"
        for i in (first, second)
    )
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”。"
        + "，".join(
            f"“{name(reading, i)}”的权重是 {percent(row.weights[i])}、"
            f"值的长度是 {show(norms[i], 2)}"
            for i in (first, second)
        )
        + "。谁加进输出的更多？",
        options=two_options(
            f"“{name(reading, first)}”",
            f"“{name(reading, second)}”",
            (float(sizes[first]), float(sizes[second])),
            f"{says}。",
        ),
        hints=("两个数相乘再比。",),
        solution=f"{says}。",
        see=see_head(row),
        given=row.given(keys=[first, second]),
    )


@template(
    "value-order",
    "look",
    "长度会不会改变名次",
    "reading",
    balance=balance.by_text("是同一个", "不是同一个"),
)
def value_order(rng: Random, reading: Reading) -> Question:
    """Whether the values' lengths change who is first."""

    def fits(r: Row) -> bool:
        return clear(r.weights) and clear(r.weights * _norms(r, reading))

    row = pick_row(rng, reading, fits, "没有名次分明的一行。")
    sizes = row.weights * _norms(row, reading)
    top, best = int(np.argmax(row.weights)), int(np.argmax(sizes))
    same = top == best
    says = f"权重最大的是“{name(reading, top)}”，加进去最多的是“{name(reading, best)}”：" + (
        "同一个。" if same else "不是同一个。"
    )
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”。"
        "权重最大的键，也是“权重 × 值的长度”最大的键吗？",
        options=tuple(
            Option(t, float(yes == same), ("对。" if yes == same else "不对。") + says)
            for t, yes in (("是同一个", True), ("不是同一个", False))
        ),
        hints=("去看每个值的长度差别大不大。差别小，名次就不会变。",),
        solution=says,
        see=see_head(row),
        given=row.given(),
    )


@template("value-one-dimension", "look", "只用两个键，输出是多少", "reading")
def value_one_dimension(rng: Random, reading: Reading) -> Question:
    """One dimension of the context, from the rounded weights and values of all keys but few."""

    def fits(r: Row) -> bool:
        return float(np.sort(r.weights)[-2:].sum()) > 0.9

    row = pick_row(rng, reading, fits, "没有哪一行几乎只看两个键。")
    first, second = map(int, np.argsort(-row.weights)[:2])
    value = reading.value[row.layer, row.head].astype(float)
    # The dimension in which the two say most.
    dim = int(np.argmax(np.abs(value[first]) + np.abs(value[second])))
    w = [round(float(row.weights[i]), 2) for i in (first, second)]
    v = [round(float(value[i, dim]), 2) for i in (first, second)]
    answer = w[0] * v[0] + w[1] * v[1]
    true = float(reading.context[row.layer, row.head, row.query, dim])
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”几乎只看两个键。"
        + "；".join(
            f"“{name(reading, i)}”权重 {show(a, 2)}，值的第 {dim + 1} 维 {show(b, 2)}"
            for i, a, b in zip((first, second), w, v, strict=True)
        )
        + f"。只用这两个键，输出的第 {dim + 1} 维约是多少？",
        cells=(cell("输出", answer, 0.02, {sum(v): "先乘权重，再相加。"}),),
        hints=(f"第一项：{show(w[0], 2)} × {show(v[0], 2)} = {show(w[0] * v[0])}。",),
        solution=f"{terms(w, v)} = {show(answer)}。用上所有的键，模型得到 {show(true)}。",
        see=see_head(row),
        given=row.given(weights=w, values=v),
    )


@template("value-lead", "look", "第一名领先多少", "reading")
def value_lead(rng: Random, reading: Reading) -> Question:
    """The top weight beside all the others together."""

    def halves(r: Row) -> tuple[float, float]:
        top = float(r.weights.max())
        return top, 1 - top

    row = pick_row(
        rng, reading, lambda r: clear(halves(r)) and max(halves(r)) < 1 / CLEAR, "没有合适的一行。"
    )
    values = halves(row)
    best = int(np.argmax(row.weights))
    says = f"“{name(reading, best)}” {percent(values[0])}，其余一共 {percent(values[1])}。"
    return Question(
        prompt=quoted(reading)
        + f"{head_name(row.layer, row.head)}，查询“{name(reading, row.query)}”："
        f"第一名“{name(reading, best)}”一个，和其余 {len(reading.tokens) - 1} 个键加起来，哪边多？",
        options=two_options("第一名一个", "其余加起来", values, says),
        hints=("第一名不一定过半。热力图的颜色常常只按最大值来染。",),
        solution=says,
        see=see_head(row),
        given=row.given(),
    )
