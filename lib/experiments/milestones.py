"""What a model learnt first, and what last: lines drawn beforehand, crossed for good."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.experiments.film import NAMED_FROM, RELATIONS, Film
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
    best = {role: film.roles[role].max((1, 2)) for role in ("previous", "next", "separator")}
    found = [
        _milestone(
            "哪些字多，哪些字少",
            film.loss < film.frequencies,
            lambda p: f"损失 {film.loss[p]:.2f}，只知道字频是 {film.frequencies:.2f}",
        ),
        *(
            _milestone(
                name,
                best[role] >= NAMED_FROM,
                lambda p, role=role, place=place: f"最专的一个头给{place} {percent(best[role][p])}",
            )
            for role, name, place in (
                ("previous", "有头专看前一个字", "前一个字"),
                ("next", "有头专看后一个字", "后一个字"),
                ("separator", "有头停在 [CLS]/[SEP]", "[CLS] 和 [SEP] "),
            )
        ),
        *(
            _milestone(
                f"有头找得到{name}（胜过固定距离）",
                film.ahead[relation] > 0,
                lambda p, r=relation: (
                    f"找对 {percent(film.found[r][p])}，最好的固定距离 {percent(film.offset[r][p])}"
                ),
            )
            for relation, name in RELATIONS.items()
            if relation in film.ahead
        ),
        *(
            _milestone(
                f"猜出“{blank.answer}”：{blank.sentence}",
                np.array([blank.first_guess(p) == blank.answer for p in range(film.points)]),
                lambda p, blank=blank: (
                    f"第一个猜“{blank.first_guess(p)}”，"
                    f"给“{blank.answer}” {percent(blank.chance[p])}"
                ),
            )
            for blank in film.blanks
        ),
        *(
            _milestone(
                f"{name}：四次对三次",
                film.pairs[group] >= PASSED,
                lambda p, group=group: f"40 对句子分对 {percent(film.pairs[group][p])}（瞎猜 50%）",
            )
            for group, name in GROUPS.items()
            if group in film.pairs
        ),
    ]
    last = film.points
    return sorted(found, key=lambda m: last if m.point is None else m.point)


def _milestone(name: str, holds: np.ndarray, evidence: Callable[[int], str]) -> Milestone:
    point = since(holds)
    return Milestone(name, point, evidence(len(holds) - 1 if point is None else point))
