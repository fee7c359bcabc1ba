"""先猜后看: one row of one head, on the learner's sentence."""

from random import Random

import numpy as np

from lib.course.practice.question import Option, Question, worths
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    FLAT,
    SEEN,
    Row,
    clear,
    estimate,
    head_name,
    name,
    ordinary,
    pick_row,
    quoted,
    row_of,
    see_head,
    shares,
    token_options,
    two_options,
)
from lib.model.reading import Reading
from lib.text.numbers import percent


@template("row-top", "look", "看得最多的是谁", "reading", balance=balance.SEEN_ENDS)
def row_top(rng: Random, reading: Reading) -> Question:
    """The token that a row gives most to."""
    row = pick_row(rng, reading, lambda r: clear(r.weights), FLAT)
    options = token_options(
        rng, reading, row.weights, lambda i: f"它分到 {percent(row.weights[i])}。"
    )
    best = int(np.argmax(row.weights))
    return Question(
        prompt=row_of(reading, row) + "把最多的权重给了谁？",
        options=options,
        hints=(
            "有的头专看紧挨着的字，有的头停在 [CLS] 或 [SEP] 上。",
            f"最大的权重是 {percent(row.weights[best])}。",
        ),
        solution=f"权重最大的是“{name(reading, best)}”，{percent(row.weights[best])}。",
        see=see_head(row),
        given=row.given(),
    )


@template(
    "row-top-character",
    "look",
    "不算 [CLS] 和 [SEP]，看得最多的字",
    "reading",
    balance=balance.SIGNS,
)
def row_top_character(rng: Random, reading: Reading) -> Question:
    """The character that a row gives most to, [CLS] and [SEP] left out."""
    own = ordinary(reading)
    row = pick_row(rng, reading, lambda r: clear(r.weights[own]), FLAT)
    best = max(own, key=lambda i: row.weights[i])
    rest = 1 - float(row.weights[own].sum())
    return Question(
        prompt=quoted(reading) + f"{head_name(row.layer, row.head)}：不算 [CLS] 和 [SEP]，"
        f"“{name(reading, row.query)}”把最多的权重给了哪个字？",
        options=token_options(
            rng, reading, row.weights, lambda i: f"它分到 {percent(row.weights[i])}。", own
        ),
        hints=(f"[CLS] 和 [SEP] 一共拿走了 {percent(rest)}，剩下的才分给字。",),
        solution=f"在字里面，权重最大的是“{name(reading, best)}”，{percent(row.weights[best])}。",
        see=see_head(row),
        given=row.given(),
    )


@template("row-separators", "look", "分给 [CLS] 和 [SEP] 多少", "reading")
def row_separators(rng: Random, reading: Reading) -> Question:
    """The share of a row for [CLS] and [SEP]."""
    own = ordinary(reading)
    if len(own) == len(reading.tokens):
        raise NotApplicable("这个模型不加 [CLS] 和 [SEP]。")
    row = pick_row(rng, reading, lambda r: True, FLAT)
    share = 1 - float(row.weights[own].sum())
    even = 1 - len(own) / len(reading.tokens)
    return Question(
        prompt=row_of(reading, row) + "一共分给 [CLS] 和 [SEP] 百分之几？",
        cells=(estimate("[CLS] 和 [SEP] 一共（%）", share),),
        hints=(
            f"要是平均分配，它们一共该得 {percent(even)}。",
            "Clark et al. (2019) 猜想：头没找到要找的东西时，就把权重停在 [SEP] 上。",
        ),
        solution=f"{percent(share)}。平均分配时是 {percent(even)}。",
        see=see_head(row),
        given=row.given(),
    )


@template("row-two-keys", "look", "两个字，谁分得多", "reading")
def row_two_keys(rng: Random, reading: Reading) -> Question:
    """Which of two keys a row gives more to."""
    own = ordinary(reading)
    pair = rng.sample(own, 2)
    row = pick_row(
        rng, reading, lambda r: clear(r.weights[pair]) and r.weights[pair].max() > SEEN, FLAT
    )
    first, second = sorted(pair)
    return Question(
        prompt=row_of(reading, row) + "给谁的权重更多？",
        options=two_options(
            f"“{name(reading, first)}”",
            f"“{name(reading, second)}”",
            (float(row.weights[first]), float(row.weights[second])),
            f"{shares(reading, row, first, second)}。",
        ),
        hints=("先看谁离得近，再看谁和它有关系。两样都可能猜错：头各有各的习惯。",),
        solution=f"{shares(reading, row, first, second)}。",
        see=see_head(row),
        given=row.given(keys=[first, second]),
    )


SIDES = ("左边（前面）", "自己", "右边（后面）")


@template("row-side", "look", "往左看还是往右看", "reading", balance=balance.by_text(*SIDES))
def row_side(rng: Random, reading: Reading) -> Question:
    """Whether a row gives more to its left or to its right."""
    own = ordinary(reading)

    def sides(r: Row) -> list[float]:
        w = r.weights
        return [float(w[: r.query].sum()), float(w[r.query]), float(w[r.query + 1 :].sum())]

    row = pick_row(
        rng, reading, lambda r: r.query not in (own[0], own[-1]) and clear(sides(r)), FLAT
    )
    values = sides(row)
    says = "，".join(f"{t} {percent(v)}" for t, v in zip(SIDES, values, strict=True))
    return Question(
        prompt=row_of(reading, row) + "的权重主要落在哪一边？",
        options=tuple(
            Option(t, worth, f"{'对。' if worth == 1 else '不对。'}{says}。")
            for t, worth in zip(SIDES, worths(values), strict=True)
        ),
        hints=("BERT 两边都能看，没有掩码挡着。[CLS] 在最左边，[SEP] 在最右边，也算进去。",),
        solution=f"{says}。",
        see=see_head(row),
        given=row.given(),
    )


@template("row-self", "look", "看不看自己", "reading", balance=balance.SELF)
def row_self(rng: Random, reading: Reading) -> Question:
    """The share that a token keeps for itself."""
    even = 1 / len(reading.tokens)
    row = pick_row(rng, reading, lambda r: clear([r.weights[r.query], even]), FLAT)
    mine = float(row.weights[row.query])
    says = f"它给自己 {percent(mine)}，平均分配时是 {percent(even)}。"
    return Question(
        prompt=row_of(reading, row)
        + f"给自己的权重，比平均分配时（1/{len(reading.tokens)}）多还是少？",
        options=two_options("比平均分配时多", "比平均分配时少", (mine, even), says),
        hints=("查询和键来自两个不同的矩阵，所以一个字不一定最像自己。",),
        solution=says,
        see=see_head(row),
        given=row.given(),
    )
