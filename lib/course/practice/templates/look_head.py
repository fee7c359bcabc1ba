"""先猜后看: which head does it — roles measured on the learner's own sentence."""

from random import Random

import numpy as np

from lib.course.practice.question import Option, Question, See, worths
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    SEEN,
    clear,
    head_name,
    head_options,
    head_values,
    name,
    ordinary,
    quoted,
    towards,
    two_options,
)
from lib.heads.measures import HeadMeasures, measure_one
from lib.model.reading import Reading
from lib.text.numbers import percent


@template("head-pair", "look", "哪个头把这两个字连起来", "reading")
def head_pair(rng: Random, reading: Reading) -> Question:
    """Which head gives most from one character to another."""
    query, key = rng.sample(ordinary(reading), 2)
    values = reading.weights[:, :, query, key].astype(float)
    a, b = name(reading, query), name(reading, key)
    layer, head = map(int, np.unravel_index(int(values.argmax()), values.shape))
    return Question(
        prompt=quoted(reading) + f"下面哪个头里，“{a}”分给“{b}”的权重最大？",
        options=head_options(
            rng, values, lambda at: f"{towards(a, b)} 是 {percent(values[at])}。", lowest=SEEN
        ),
        hints=("一个头里有，不等于整个模型“认为”它们有关：还要看别的头和后面的层。",),
        solution=f"{head_name(layer, head)}，{percent(values[layer, head])}。",
        see=See("sentence", {"layer": layer, "head": head, "query": query}),
        given={"query": query, "key": key},
    )


LAYER_ASKS = {
    "separators": ("哪一层平均把更多权重停在 [CLS] 和 [SEP] 上？", "停在那里的权重平均是"),
    "entropy": ("哪一层的权重平均铺得更开（熵更大）？", "的熵平均是最大值的"),
    "previous": ("哪一层平均给前一个字的权重更多？", "给前一个字的权重平均是"),
}


@template("layer-compare", "look", "两层相比", "reading")
def layer_compare(rng: Random, reading: Reading) -> Question:
    """Which of two layers has more of something."""
    ordinary(reading)
    if reading.layers < 2:
        raise NotApplicable("这个模型只有一层。")
    for what in rng.sample(sorted(LAYER_ASKS), len(LAYER_ASKS)):
        means = head_values(reading, lambda m: getattr(m, what)).mean(1)  # noqa: B023
        first, second = sorted(rng.sample(range(reading.layers), 2))
        values = float(means[first]), float(means[second])
        if clear(values):
            break
    else:
        raise NotApplicable("这几层差不多。")
    asked, saying = LAYER_ASKS[what]
    says = (
        f"第 {first + 1} 层{saying} {percent(values[0])}，"
        f"第 {second + 1} 层{saying} {percent(values[1])}。"
    )
    return Question(
        prompt=quoted(reading) + f"把每一层所有的头平均起来。{asked}",
        options=two_options(f"第 {first + 1} 层", f"第 {second + 1} 层", values, says),
        hints=("这只是这个模型、这句话的结果。换一个模型，可能不一样。",),
        solution=says,
        see=See("sentence", {"layer": first if values[0] > values[1] else second}),
        given={"what": what, "layers": [first, second]},
    )


ROLES = {
    "previous": "看前一个字",
    "next": "看后一个字",
    "self": "看自己",
    "separators": "停在 [CLS]/[SEP]",
}


# Retired: “head-habit” asks it by the head's file, where punctuation is a place too.
@template(
    "head-role",
    "look",
    "这个头在做什么",
    "reading",
    balance=balance.by_text(*ROLES.values()),
    retired=True,
)
def head_role(rng: Random, reading: Reading) -> Question:
    """Where one head's weight goes on this sentence."""
    ordinary(reading)
    measured = measure_one(reading)

    def shares(m: HeadMeasures) -> list[float]:
        return [getattr(m, role) for role in ROLES]

    heads = [
        (i, j)
        for i, row in enumerate(measured)
        for j, m in enumerate(row)
        if clear(shares(m)) and max(shares(m)) >= 0.2
    ]
    if not heads:
        raise NotApplicable("读这句话的时候，没有哪个头有明显的去处。")
    layer, head = rng.choice(heads)
    values = shares(measured[layer][head])
    says = "，".join(f"{t} {percent(v)}" for t, v in zip(ROLES.values(), values, strict=True))
    return Question(
        prompt=quoted(reading) + f"{head_name(layer, head)}主要在做什么？",
        options=tuple(
            Option(
                text,
                worth,
                ("对。" if worth == 1 else "不是。") + f"各处平均得到的权重：{says}。",
            )
            for text, worth in zip(ROLES.values(), worths(values), strict=True)
        ),
        hints=("点开这个头的热力图：斜线在对角线上面、下面，还是竖条？",),
        solution=f"各处平均得到的权重：{says}。名字只是按去处起的，不是它的全部作用。",
        see=See("sentence", {"layer": layer, "head": head}),
        given={"layer": layer, "head": head},
    )
