"""Rows of the table, and repeats that share the machine's good and bad moments."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached` is None where there is no target."""

    what: str
    value: str
    target: str = ""
    reached: bool | None = None

    @property
    def reached_mark(self) -> str:
        return {None: "", True: "✓", False: "✗"}[self.reached]


def interleaved(
    cases: dict[str, Callable[[], float]], repeats: int, discard: int = 1
) -> dict[str, list[float]]:
    """Run A, B, C, A, B, C, … so that a slow minute of the machine falls on all of them.

    The first `discard` rounds warm up and are thrown away. Returns the values in order.
    """
    values = {name: [] for name in cases}
    for round_ in range(discard + repeats):
        for name, case in cases.items():
            value = case()
            if round_ >= discard:
                values[name].append(value)
    return values


median = statistics.median


def ratio(values: list[float], base: list[float]) -> float:
    """The median of the ratios within a round: what both share cancels out."""
    return median(a / b for a, b in zip(values, base, strict=True))


def spread(values: list[float]) -> str:
    """“median (lowest – highest)”."""
    digits = 0 if median(values) >= 100 else 1 if median(values) >= 10 else 2
    low, middle, high = (f"{v:,.{digits}f}" for v in (min(values), median(values), max(values)))
    return f"{middle} ({low} – {high})"
