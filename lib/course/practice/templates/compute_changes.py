"""动手算: what temperature and blocked keys do to a row of weights."""

import math
from random import Random

from lib.course.practice.arithmetic import cell, exponentials, softmax, softmax_steps
from lib.course.practice.question import Question, See
from lib.course.practice.registry import template
from lib.text.numbers import show, vector

CALCULATOR = See("calculator")
NEAR = 0.01  # tolerance of a weight computed with the eˣ table


@template("temperature", "compute", "加上温度")
def temperature(rng: Random) -> Question:
    """scores (3), multiples of the temperature or small."""
    heat = rng.choice((0.5, 2))
    scores = [n * 2 for n in rng.sample(range(3), 3)] if heat == 2 else rng.sample(range(3), 3)
    cooled = [s / heat for s in scores]
    weights = softmax(cooled)
    cells = [
        cell(f"{s} ÷ {show(heat)}", s / heat, mistakes={s * heat: "温度是用来除的，不是乘。"})
        for s in scores
    ]
    plain = softmax(scores)
    cells += [
        cell(f"权重 {i}", w, NEAR, {p: "这是没有温度（T = 1）时的权重。"})
        for i, (w, p) in enumerate(zip(weights, plain, strict=True), 1)
    ]
    effect = "更平" if heat > 1 else "更尖"
    return Question(
        prompt=f"分数是 {vector(scores)}，温度 T = {show(heat)}。先除以温度，再做 softmax。\n"
        + exponentials(cooled),
        cells=tuple(cells),
        hints=(
            f"每个分数除以 {show(heat)}，得 {vector(cooled)}。",
            f"三个指数的和是 {show(sum(map(math.exp, cooled)))}。",
        ),
        solution=f"除以温度得 {vector(cooled)}。{softmax_steps(cooled)}"
        f"没有温度时是 {vector(plain)}：T = {show(heat)} 让权重{effect}。",
        see=See("calculator", {"temperature": heat}),
        given={"scores": scores, "temperature": heat},
    )


@template("temperature-ratio", "compute", "温度与权重之比")
def temperature_ratio(rng: Random) -> Question:
    """Two scores `gap` apart; the ratio of their weights at T = 1 and at another T."""
    gap, heat = rng.choice(((2, 2), (4, 2), (3, 3), (1, 0.5), (2, 0.5), (4, 4)))
    low = rng.randint(-2, 5)
    before, after = math.exp(gap), math.exp(gap / heat)
    return Question(
        prompt=f"两个键的分数（已除以 √d_k）是 {show(low + gap)} 和 {show(low)}。"
        f"温度是 1 时，前者的权重是后者的几倍？温度改成 {show(heat)} 呢？\n"
        + exponentials([gap, gap / heat]),
        cells=(
            cell("T = 1 时的倍数", before, 0.05),
            cell(
                f"T = {show(heat)} 时的倍数",
                after,
                0.05,
                {before / heat: "温度除的是分数，不是倍数。"},
            ),
        ),
        hints=(
            f"权重之比是 e 的“分数之差”次方。差是 {gap}。",
            f"除以温度后，差变成 {gap} ÷ {show(heat)} = {show(gap / heat)}。",
        ),
        solution=f"T = 1：e 的 {gap} 次方，约 {show(before)} 倍。"
        f"T = {show(heat)}：e 的 {show(gap / heat)} 次方，约 {show(after)} 倍。",
        see=See("calculator", {"temperature": heat}),
        given={"scores": [low + gap, low], "temperature": heat},
    )


@template("blocked-key", "compute", "屏蔽一个键")
def blocked_key(rng: Random) -> Question:
    """A row of four weights; one key gets blocked."""
    shares = rng.sample(rng.choice(((50, 20, 20, 10), (40, 30, 20, 10), (60, 20, 10, 10))), 4)
    weights = [share / 100 for share in shares]
    out = rng.randrange(4)
    rest = 1 - weights[out]
    cells = []
    for i, w in enumerate(weights):
        if i == out:
            cells.append(cell(f"键 {i + 1}", 0, mistakes={w: "它被屏蔽了，一点权重也拿不到。"}))
            continue
        mistakes = {
            w + weights[out] / 3: "空出来的权重不是平分给大家，而是按原来的比例分。",
            w: "要重新归一化：剩下的三个加起来得是 1。",
        }
        cells.append(cell(f"键 {i + 1}", w / rest, NEAR, mistakes))
    return Question(
        prompt=f"一行权重是 {vector(weights)}。现在屏蔽键 {out + 1}（它的分数变成 −∞）。"
        "新的权重是多少？",
        cells=tuple(cells),
        hints=(
            "e 的 −∞ 次方是 0：被屏蔽的键权重为 0。",
            f"剩下三个权重的和是 {show(rest)}，每个都除以它。",
        ),
        solution=f"键 {out + 1} 得 0；其余各除以 {show(rest)}，得 "
        + vector(0 if i == out else w / rest for i, w in enumerate(weights))
        + "。剩下的键之间，比例没有变。",
        see=CALCULATOR,
        given={"weights": weights, "blocked": out},
    )


@template("causal", "compute", "只许看前面")
def causal(rng: Random) -> Question:
    """All scores equal under a causal mask: query i spreads 1 over i keys."""
    count = rng.choice((4, 5, 6))
    rows = sorted(rng.sample(range(1, count + 1), 3))
    return Question(
        prompt=f"{count} 个字，分数全都一样。加上因果掩码：每个字只能看自己和前面的字。"
        "下面几个字，分给第 1 个字的权重各是多少？",
        cells=tuple(
            cell(
                f"第 {i} 个字 → 第 1 个字",
                1 / i,
                NEAR,
                {1 / count: "掩码挡住了后面的字，它们不分权重。"},
            )
            for i in rows
        ),
        hints=("第 i 个字能看到 i 个字（算上自己）。", "分数都一样，就平均分配。"),
        solution="；".join(f"第 {i} 个字看得见 {i} 个，每个 1/{i}" for i in rows)
        + "。GPT 一类的模型就这样训练；BERT 没有这种掩码，前后都看。",
        see=CALCULATOR,
        given={"count": count, "rows": rows},
    )
