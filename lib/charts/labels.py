"""Learners' names in charts: they travel as data, and no expression of Vega's ever holds one.

An axis or legend shows the values of its field. Repeated names must stay apart and in order, so
the field holds “3 书”: the place, then the name; and the label shows what follows the first space.
"""

import json
from collections.abc import Sequence

LABEL = "slice(datum.value, indexof(datum.value, ' ') + 1)"


def placed(names: list[str]) -> list[str]:
    """“0 我”, “1 在”, …: distinct values of a field whose axis or legend has `labelExpr` LABEL."""
    return [f"{i} {name}" for i, name in enumerate(names)]


def of_ours(texts: Sequence[str]) -> str:
    """A `labelExpr` for texts[value]. For the program's own texts only, never a learner's."""
    return f"{json.dumps(list(texts))}[datum.value]"
