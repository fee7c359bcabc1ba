"""What each head does, as texts: one source for the overview, the heading and the tables."""

from lib import precompute
from lib.heads import measures, roles
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.ui import readings

Texts = list[list[str]]  # [layer][head]


def texts(reading: Reading, checkpoint: Checkpoint) -> tuple[Texts, Texts]:
    """(names, evidence): the name, and what it rests on, in general and on this sentence."""
    found, basis = readings.roles_of(reading)
    known = precompute.known_heads(reading)
    here = None if known is None else measures.measure_one(reading)
    names = [[role.name for role in row] for row in found]
    evidence = [
        [
            _evidence(role, basis, here[i][j] if here is not None else None)
            + (roles.cost(known, i, j) if known is not None else "")
            for j, role in enumerate(row)
        ]
        for i, row in enumerate(found)
    ]
    return names, evidence


def _evidence(role: roles.Role, basis: str, here: measures.HeadMeasures | None) -> str:
    """The general figure with its basis, and beside it this sentence's own, if that is another."""
    text = f"{role.evidence.rstrip('。')}（{basis}）。"
    return text if here is None else f"{text}这句话里：{roles.parts(here)}"
