"""What is known of every head of one checkpoint, as one JSON file."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from lib.heads.measures import HeadMeasures, Heads
from lib.heads.relations import Relation

FORMAT = 1


@dataclass(frozen=True)
class Basis:
    """On how much: sentences, treebank sentences (dev, test), covered characters."""

    sentences: int
    dev: int
    test: int
    covered: int


@dataclass(frozen=True, eq=False)
class Costs:
    """Switching a head off, per covered character: arrays (layers, heads), natural logarithms.

    mean: by how much the log-probability of the true character falls; low, high: 95 % interval.
    others: the mean of the other heads of its layer; beyond_low, beyond_high: 95 % interval of
    mean − others.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    others: np.ndarray
    beyond_low: np.ndarray
    beyond_high: np.ndarray


@dataclass(frozen=True, eq=False)
class HeadFile:
    """weights: of the attention; norms: of weight × ‖value · W_O‖, where W_O is known."""

    basis: Basis
    weights: Heads
    norms: Heads | None
    costs: Costs
    relations: tuple[Relation, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """(layers, heads)"""
        return len(self.weights), len(self.weights[0])

    def save(self, path: Path) -> None:
        """Numbers with four digits: more were not measured."""
        data = {
            "format": FORMAT,
            "basis": asdict(self.basis),
            "weights": [[_rounded(asdict(head)) for head in row] for row in self.weights],
            "norms": [[_rounded(asdict(head)) for head in row] for row in self.norms or []],
            "costs": _rounded(vars(self.costs)),
            "relations": [_rounded(vars(relation)) for relation in self.relations],
        }
        path.write_text(_written(data) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> "HeadFile":
        """Raises OSError, or ValueError where it is no such file."""
        try:
            data = json.loads(path.read_text("utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']}")
            weights, norms = (
                [[HeadMeasures(**head) for head in row] for row in data[kind]]
                for kind in ("weights", "norms")
            )
            return cls(
                Basis(**data["basis"]),
                weights,
                norms or None,
                Costs(**{f.name: np.array(data["costs"][f.name], float) for f in fields(Costs)}),
                tuple(_relation(row) for row in data["relations"]),
            )
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is no file of heads: {error}") from error


def _relation(row: dict[str, Any]) -> Relation:
    found: dict[str, Any] = {
        n: np.array(v, float) if isinstance(v, list) else v for n, v in row.items()
    }
    return Relation(**found)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        return np.round(value, 4).tolist()
    return round(value, 4) if isinstance(value, float) else value


def _written(data: dict) -> str:
    """A line an entry: a changed number changes a line, and no line is a number alone."""
    parts = []
    for name, value in data.items():
        if isinstance(value, list):
            lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f'"{name}": [\n  {lines}\n ]')
        else:
            parts.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n " + ",\n ".join(parts) + "\n}"
