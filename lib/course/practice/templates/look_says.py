"""这张图说明什么，不说明什么: what may be said of one head's map on the learner's own sentence."""

import zlib
from collections.abc import Callable
from random import Random

import numpy as np

from lib.course.practice.question import Option, Question
from lib.course.practice.registry import Balance, NotApplicable, template
from lib.course.practice.templates.balance import LEAST, best_text
from lib.course.practice.templates.look import (
    Row,
    clear,
    head_name,
    name,
    ordinary,
    quoted,
    see_head,
    towards,
)
from lib.model.reading import Reading
from lib.text.numbers import percent, show

TRUE, FALSE, ELSE = "图里看得到，是真的", "图里看得到，是假的", "图里看不出，要另外去量"
ANSWERS = (TRUE, FALSE, ELSE)
Places = tuple[int, int, int]  # the query, its largest key, another key
Said = tuple[str, str, str]  # the statement, the answer, why
Say = Callable[[np.ndarray, Places, str, str, str], Said]

APART = 0.05  # shares nearer than five points are not told apart in a map


def head_of(reading: Reading) -> tuple[int, int]:
    """One head for all statements about a sentence, by the sentence; with rows to speak of.

    Raises NotApplicable where no head has any.
    """
    own = ordinary(reading)
    heads = [
        (i, j)
        for i in range(reading.layers)
        for j in range(reading.heads)
        if sum(clear(reading.weights[i, j, q]) for q in own) >= 2
    ]
    if not heads:
        raise NotApplicable("这句话里，每个头的每一行都差不多，没有什么好说的。")
    return heads[zlib.crc32(reading.sentence.encode()) % len(heads)]


def _blurred(table: np.ndarray, kind: str, query: int, other: int) -> bool:
    """Whether the statement lies so near its line that the eye cannot tell."""
    if kind == "column":
        return abs(float(table[:, other].sum()) - 1) < 0.15
    if kind == "mutual":
        return abs(abs(float(table[query, other] - table[other, query])) - APART) < LEAST
    return False


FAIR = Balance(
    ANSWERS,
    lambda question, reading: None if question.given["blurred"] else best_text(question),
)


@template("map-says", "look", "这张图说明什么", "reading", balance=FAIR)
def map_says(rng: Random, reading: Reading) -> Question:
    """One statement about the map of a head, which is shown: read it, or see that it cannot be."""
    own = ordinary(reading)
    layer, head = head_of(reading)
    table = reading.weights[layer, head].astype(float)
    query = rng.choice([q for q in own if clear(table[q])])
    row = table[query]
    top = int(np.argmax(row))
    other = rng.choice([i for i in own if i not in (query, top)])
    x, y, z = (name(reading, i) for i in (query, top, other))
    kind = rng.choice(sorted(_STATEMENTS))
    text, answer, why = _STATEMENTS[kind](table, (query, top, other), x, y, z)
    return Question(
        prompt=quoted(reading)
        + f"只看下面这张图（{head_name(layer, head)}）。有人说：\n\n> {text}",
        options=tuple(
            Option(t, float(t == answer), ("对。" if t == answer else "不对。") + why)
            for t in ANSWERS
        ),
        hints=("图里只有一样东西：这句话里、这个头上，每一行怎样把 1 分给各个键。",),
        solution=why,
        see=see_head(Row(layer, head, query, row)),
        given={
            "layer": layer,
            "head": head,
            "query": query,
            "top": top,
            "other": other,
            "kind": kind,
            "shown": True,
            "blurred": _blurred(table, kind, query, other),
        },
    )


def _top(table: np.ndarray, at: Places, x: str, y: str, z: str) -> Said:
    query, top, other = at
    why = f"“{x}”这一行里最大的是“{y}”，{percent(table[query, top])}。"
    return f"“{x}”这一行里，得到最多的是“{y}”。", TRUE, why


def _not_top(table: np.ndarray, at: Places, x: str, y: str, z: str) -> Said:
    query, top, other = at
    why = f"“{x}”这一行里最大的是“{y}”，{percent(table[query, top])}，不是“{z}”。"
    return f"“{x}”这一行里，得到最多的是“{z}”。", FALSE, why


def _column(table: np.ndarray, at: Places, x: str, y: str, z: str) -> Said:
    query, top, other = at
    total = float(table[:, other].sum())
    why = f"“{z}”那一列从上到下加起来是 {show(total, 2)}。"
    return f"“{z}”这个键收到的，加起来不到 1。", TRUE if total < 1 else FALSE, why


def _mutual(table: np.ndarray, at: Places, x: str, y: str, z: str) -> Said:
    query, top, other = at
    there, back = float(table[query, other]), float(table[other, query])
    near = abs(there - back) < APART
    why = f"{towards(x, z)} 是 {percent(there)}，{towards(z, x)} 是 {percent(back)}。"
    says = f"“{x}”给“{z}”的，和“{z}”给“{x}”的，相差不到 5 个百分点。"
    return says, TRUE if near else FALSE, why


def _elsewhere(text: str, why: str) -> Say:
    def say(table: np.ndarray, at: Places, x: str, y: str, z: str) -> Said:
        query, top, _ = at
        share = percent(float(table[query, top]))
        return text.format(x=x, y=y, z=z, share=share), ELSE, why.format(x=x, y=y, z=z)

    return say


_STATEMENTS: dict[str, Say] = {
    "top": _top,
    "not-top": _not_top,
    "column": _column,
    "mutual": _mutual,
    "cover": _elsewhere(
        "把“{y}”遮住，模型对“{x}”的猜测会差很多。",
        "图里没有猜测。要到“动手术”遮住它，再看概率变了多少。",
    ),
    "always": _elsewhere(
        "换一句话，这个头也会这样看。",
        "图里只有这一句。要在许多句子上量，还要和固定位置比。",
    ),
    "meaning": _elsewhere(
        "“{x}”和“{y}”意思相近，所以权重大。",
        "权重来自 q·k。q·k 大可以是因为位置、标点、习惯，图里看不出是哪一样。",
    ),
    "adds": _elsewhere(
        "“{y}”真正加进“{x}”输出里的，比别的都多。",
        "加进去的是“权重 × 值”。图里没有值的长度，要另外量。",
    ),
    "sure": _elsewhere(
        "模型有 {share} 的把握，“{x}”和“{y}”有关系。",
        "权重是混合值的比例，不是把握；没有人拿它和对错校准过。",
    ),
    "model": _elsewhere(
        "整个模型读到“{x}”时，主要靠“{y}”。",
        "图里只有一层里的一个头。别的头、后面的层、残差都没有画出来。",
    ),
}
