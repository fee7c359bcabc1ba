"""What a head does, in one plain name with its evidence; the only place where heads are named.

A head is named after a place that gets half of its weight or more; else after the relation in
which it goes furthest beyond any fixed offset, on both halves of the treebank; else it rests where
[CLS], [SEP] and punctuation together get half (Clark et al. 2019, section 3.2, found that heads
without a target rest there), or is spread out where its entropy is high. Otherwise no regularity
was found, and the name says that.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lib.heads import relation_names
from lib.heads.head_file import HeadFile
from lib.heads.joining import NAMED_FROM
from lib.heads.measures import PARTS, HeadMeasures
from lib.heads.relations import Relation
from lib.text.numbers import percent

BROAD_FROM = 0.75  # of the largest possible entropy
BEYOND_FROM = 0.05  # accuracy beyond the best fixed offset's, besides both intervals above 0

PLACES = {
    "previous": "看前一个字",
    "next": "看后一个字",
    "self": "看自己",
    "separators": "停在 [CLS]/[SEP]",
    "punctuation": "看标点",
    "twin": "看别处相同的字",
    "word": "看同一个词里的字",
}
RESTING = "停在 [CLS]/[SEP] 和标点"
# Beside a head that rests, which looks broken among the others.
WHY = "它没有坏：一行加起来必须是 1，没什么要找时总得停在哪里（Clark 等，2019 的猜想）。"
BROAD, NOTHING = "铺开，看全句", "看不出规律"
PART_NAMES = {
    "cls": "[CLS]",
    "sep": "[SEP]",
    "self": "自己",
    "previous": "前一个字",
    "next": "后一个字",
    "punctuation": "别处的标点",
    "twin": "别处相同的字",
    "word": "词里隔开的字",
    "rest": "其余的字",
}


@dataclass(frozen=True)
class Role:
    """key: of PLACES, a relation and its direction (“obj 1”), “resting”, “broad” or “nothing”."""

    key: str
    name: str
    evidence: str


def place_role(m: HeadMeasures) -> Role:
    """The role as far as places tell it."""
    known = {place: getattr(m, place) for place in PLACES if getattr(m, place) is not None}
    best = max(known, key=known.__getitem__)
    if known[best] >= NAMED_FROM:
        return Role(best, PLACES[best], _place_evidence(best, known[best]))
    resting = m.separators + m.punctuation
    if resting >= NAMED_FROM:
        told = f"[CLS]/[SEP] 和标点一共得到 {percent(resting)}，别处都不到一半：{parts(m)}{WHY}"
        return Role("resting", RESTING, told)
    if m.entropy >= BROAD_FROM:
        return Role(
            "broad", BROAD, f"权重铺得很开：熵是最大可能值的 {percent(m.entropy)}。{parts(m)}"
        )
    return Role("nothing", NOTHING, f"哪一处都不到一半：{parts(m)}")


def _place_evidence(place: str, share: float) -> str:
    whose = {
        "twin": "在别处有相同的字时，",
        "word": "在两个字以上的词里，",
    }.get(place, "")
    to = PLACES[place].removeprefix("看").removeprefix("停在")
    why = WHY if place == "separators" else ""
    return f"{whose}平均 {percent(share)} 的权重给了{to}。{why}"


def parts(m: HeadMeasures) -> str:
    """Where the weight goes, in parts that do not overlap; the small ones are left to the rest."""
    shares = dict(m.parts)
    rest = shares.pop("rest", 0.0)
    shown = {name: shares[name] for name in PARTS if shares.get(name, 0.0) >= 0.05}
    rest += sum(share for name, share in shares.items() if name not in shown)
    told = [f"{PART_NAMES[name]} {_below_half(share)}" for name, share in shown.items()]
    return "，".join([*told, f"其余 {percent(rest)}"]) + "（各份不重叠）。"


def _below_half(share: float) -> str:
    """A share that is below a half is not written as one."""
    return "将近 50%" if share < NAMED_FROM and percent(share) == "50%" else percent(share)


def beats_offsets(relation: Relation, layer: int, head: int) -> bool:
    """Whether a head goes beyond the best fixed offset, on dev and on test."""
    at = layer, head
    return bool(
        relation.low[at] > 0 and relation.dev_low[at] > 0 and relation.beyond[at] >= BEYOND_FROM
    )


def relations_of(file: HeadFile, layer: int, head: int) -> list[Relation]:
    """Those that this head finds beyond the best fixed offset, furthest first."""
    held = [relation for relation in file.relations if beats_offsets(relation, layer, head)]
    return sorted(held, key=lambda relation: -relation.beyond[layer, head])


def strongest(file: HeadFile) -> tuple[int, int] | None:
    """The head, named after a relation, that goes furthest beyond any fixed offset; or None."""
    found = {
        at: held[0].beyond[at]
        for at in np.ndindex(file.shape)
        if (held := relations_of(file, *at))
        and place_role(file.weights[at[0]][at[1]]).key not in PLACES
    }
    return max(found, key=found.__getitem__) if found else None


def relation_evidence(relation: Relation, layer: int, head: int) -> str:
    """60.6 % 看准，固定看后面第 1 个词最好也只有 24.7 %（多 31.6 到 40.2 个百分点）."""
    at = layer, head
    return (
        f"{percent(relation.accuracy[at], 1)} 看准，"
        f"{relation_names.offset_name(relation.offset)}最好也只有 "
        f"{percent(relation.offset_accuracy, 1)}"
        f"（多 {100 * relation.low[at]:.1f} 到 {100 * relation.high[at]:.1f} 个百分点）"
    )


def role(file: HeadFile, layer: int, head: int) -> Role:
    """One head's role, by all that is known of it."""
    by_place = place_role(file.weights[layer][head])
    held = relations_of(file, layer, head)
    if by_place.key in PLACES or not held:
        return by_place
    first = held[0]
    more = "、".join(relation_names.name(r.relation, r.direction) for r in held[1:4])
    evidence = relation_evidence(first, layer, head)
    if more:
        evidence += f"；也比固定隔位更准的：{more}"
    return Role(
        f"{first.relation} {first.direction}",
        relation_names.name(first.relation, first.direction),
        evidence + "。",
    )


@lru_cache(8)
def roles(file: HeadFile) -> list[list[Role]]:
    """[layer][head]"""
    layers, heads = file.shape
    return [[role(file, i, j) for j in range(heads)] for i in range(layers)]


def basis(file: HeadFile) -> str:
    """On how much the roles rest, in Chinese."""
    b = file.basis
    return f"在 {b.sentences} 句验证文字和 {b.dev + b.test} 句标好句法的句子上测得"


def cost(file: HeadFile, layer: int, head: int) -> str:
    """What switching it off costs, beside the other heads of its layer."""
    c, at = file.costs, (layer, head)
    same = "和它们分不出高下"
    if c.beyond_low[at] > 0:
        same = "它更要紧"
    elif c.beyond_high[at] < 0:
        same = "它更不要紧"
    return (
        f"关掉它，遮住的字（{file.basis.covered} 个）log 概率平均降 {_signed(c.mean[at])}"
        f"（95% 区间 {_signed(c.low[at])} 到 {_signed(c.high[at])}），"
        f"同一层别的头平均 {_signed(c.others[at])}：{same}。"
    )


def _signed(value: float) -> str:
    """Two digits, a true minus, and no minus before nothing."""
    return f"{round(float(value), 2) + 0:.2f}".replace("-", "−")
