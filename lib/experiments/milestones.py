"""What a model learnt first, and what last: lines drawn beforehand, crossed for good."""

from dataclasses import dataclass

import numpy as np

from lib.experiments.film import RELATIONS, Film
from lib.heads.joining import NAMED_FROM
from lib.text.numbers import percent

PASSED = 0.75  # of the minimal pairs of a group; guessing gives 0.5, and 40 pairs ± 0.15 about it

GROUPS = {
    "classifier": "量词（一本书）",
    "aspect": "了、着、过",
    "ba_bei": "把和被",
    "conjunction": "关联词（因为……所以）",
    "pronoun": "代词（他、她、它、们）",
    "de": "的、地、得",
    "collocation": "搭配（刷牙、打伞）",
    "punctuation": "成对的标点",
}
PLACES = {
    "previous": ("有头专看前一个字", "前一个字"),
    "next": ("有头专看后一个字", "后一个字"),
    "separator": ("有头停在 [CLS]/[SEP]", " [CLS] 和 [SEP]"),
}


@dataclass(frozen=True)
class Milestone:
    """Something learnt. point: from which picture on it holds to the end; None: never."""

    name: str
    point: int | None
    evidence: str


def since(holds: np.ndarray) -> int | None:
    """The first point from which on all of holds (points,) bool are true; None if the last is
    not: what is lost again was not learnt."""
    false = np.flatnonzero(~holds)
    start = int(false[-1]) + 1 if len(false) else 0
    return start if start < len(holds) else None


def milestones(film: Film) -> list[Milestone]:
    """What is looked for, in the order in which it came; what never came stands last."""
    found = [*_of_text(film), *_of_heads(film), *_of_guesses(film)]
    return sorted(found, key=lambda m: film.points if m.point is None else m.point)


def _milestone(name: str, holds: np.ndarray, evidence: list[str]) -> Milestone:
    """evidence: what to say at each picture; the one at which it was learnt, or the last, is."""
    point = since(holds)
    return Milestone(name, point, evidence[-1 if point is None else point])


def _of_text(film: Film) -> list[Milestone]:
    """How frequent the characters are, and the groups of minimal pairs."""
    known = [f"损失 {loss:.2f}，只知道字频是 {film.frequencies:.2f}" for loss in film.loss]
    return [
        _milestone("哪些字多，哪些字少", film.loss < film.frequencies, known),
        *(
            _milestone(
                f"分得出{name}",
                film.pairs[group] >= PASSED,
                [f"40 对句子分对 {percent(share)}（瞎猜 50%）" for share in film.pairs[group]],
            )
            for group, name in GROUPS.items()
            if group in film.pairs
        ),
    ]


def _of_heads(film: Film) -> list[Milestone]:
    """Heads that are given to one place, and heads that find a relation."""
    milestones = []
    for role, (name, place) in PLACES.items():
        best = film.roles[role].max((1, 2))
        told = [f"最专的一个头给{place} {percent(share)}" for share in best]
        milestones.append(_milestone(name, best >= NAMED_FROM, told))
    for relation, name in RELATIONS.items():
        if relation in film.ahead:
            by_head, by_rule = film.found[relation], film.offset[relation]
            told = [
                f"找对 {percent(head)}，最好的固定距离 {percent(rule)}"
                for head, rule in zip(by_head, by_rule, strict=True)
            ]
            ahead = film.ahead[relation] > 0
            milestones.append(_milestone(f"有头找得到{name}（胜过固定距离）", ahead, told))
    return milestones


def _of_guesses(film: Film) -> list[Milestone]:
    """The blanks, filled with the first guess."""
    milestones = []
    for blank in film.blanks:
        first = [blank.first_guess(point) for point in range(film.points)]
        told = [
            f"第一个猜“{guess}”，给“{blank.answer}” {percent(chance)}"
            for guess, chance in zip(first, blank.chance.tolist(), strict=True)
        ]
        right = np.array([guess == blank.answer for guess in first])
        milestones.append(_milestone(f"猜出“{blank.answer}”", right, told))
    return milestones
