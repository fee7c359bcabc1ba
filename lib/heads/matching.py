"""Which head of another model has the same role?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.heads.measures import Heads
from lib.heads.relations import Relation
from lib.heads.roles import PLACES, Role


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of all heads of one model: [layer][head] roles, measures; relations, if any.

    basis: on how much text, in Chinese.
    """

    roles: list[list[Role]]
    measures: Heads
    relations: Sequence[Relation]
    basis: str


def partners(role: Role, theirs: Known) -> list[tuple[int, int]]:
    """The heads (layer, head) with this role, the one that does it most first.

    None for a head without regularity: that two show none does not make them alike.
    """
    if role.key == "nothing":
        return []
    heads = [
        (i, j)
        for i, row in enumerate(theirs.roles)
        for j, other in enumerate(row)
        if other.key == role.key
    ]
    return sorted(heads, key=lambda at: -strength(role.key, theirs, at))


def strength(key: str, known: Known, at: tuple[int, int]) -> float:
    """How much a head does it: a share of its weight, of the largest entropy, or the accuracy
    beyond the best fixed offset's.
    """
    measured = known.measures[at[0]][at[1]]
    if key in PLACES:
        return float(getattr(measured, key) or 0.0)
    if key == "resting":
        return measured.separators + measured.punctuation
    if key == "broad":
        return measured.entropy
    beyond = [r.beyond[at] for r in known.relations if f"{r.relation} {r.direction}" == key]
    return float(np.max(beyond)) if beyond else 0.0
