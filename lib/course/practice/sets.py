"""A set of questions for a class, as a link carries it.

A link names its questions (“dot-7,row-top-12”), so that a template added later changes no set
that was given out. Links of the first edition carry a seed, a count and kinds; they draw from the
templates that there were then, as it was drawn then. So a template that is drawn differently gets
a new name, and the old one stays, retired (or, where only its answers are balanced, a `Balance`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.course.learner import ALONE, WORKED
from lib.course.practice.question import KINDS
from lib.course.practice.registry import TEMPLATES
from lib.course.practice.sequences import Endless, Listed, Name

LONGEST = 20  # questions in a set
LARGEST_SEED = 999_999

FIRST_EDITION = Path(__file__).parent / "templates" / "first_edition.txt"


class LinkError(ValueError):
    """A link to a set is damaged; the message is for the learner."""


@dataclass(frozen=True)
class Set:
    """Named questions, the same for everybody."""

    names: tuple[Name, ...]
    level: int = ALONE  # of help, for all of them

    @property
    def count(self) -> int:
        """How many questions."""
        return len(self.names)

    @property
    def kinds(self) -> tuple[str, ...]:
        """In the order of `KINDS`."""
        found = {TEMPLATES[name.template].kind for name in self.names}
        return tuple(kind for kind in KINDS if kind in found)

    def params(self) -> dict[str, str]:
        """As in the address."""
        query = {"set": ",".join(map(str, self.names))}
        return query if self.level == ALONE else query | {"level": str(self.level)}

    def source(self) -> Listed:
        """Its questions from the beginning."""
        return Listed(self.names)


@dataclass(frozen=True)
class FirstSet:
    """A set of the first edition: seed, count and kinds choose among the templates of then."""

    seed: int
    count: int
    kinds: tuple[str, ...]
    level = ALONE

    def params(self) -> dict[str, str]:
        """As in the address."""
        return {"set": str(self.seed), "n": str(self.count), "kinds": ",".join(self.kinds)}

    def source(self) -> Endless:
        """Its questions from the beginning; the first `count` are the set."""
        return Endless(self.seed, self.kinds, first_edition, first_edition=True)


@cache
def _first_names() -> frozenset[str]:
    return frozenset(FIRST_EDITION.read_text("utf-8").split())


def first_edition(kind: str) -> list[str]:
    """Names of the templates of this kind in the first edition."""
    return sorted(name for name in _first_names() if TEMPLATES[name].kind == kind)


def from_link(params: Mapping[str, str]) -> Set | FirstSet | None:
    """The set that the address asks for, or None. Raises LinkError."""
    if "set" not in params:
        return None
    if "-" in params["set"] and not params["set"].startswith("-"):
        return _named(params["set"], _whole(params.get("level", "3"), "level", WORKED, ALONE))
    seed = _whole(params["set"], "set", 0, LARGEST_SEED)
    count = _whole(params.get("n", "8"), "n", 1, LONGEST)
    kinds = tuple(dict.fromkeys(k for k in params.get("kinds", "").split(",") if k))
    unknown = [k for k in kinds if k not in KINDS]
    if unknown:
        raise LinkError(
            f"链接里的 kinds 写着“{unknown[0][:20]}”，只能是 {'、'.join(KINDS)}，用逗号隔开。"
        )
    return FirstSet(seed, count, kinds or tuple(KINDS))


def _named(text: str, level: int) -> Set:
    parts = text.split(",", LONGEST)
    if len(parts) > LONGEST:
        raise LinkError(f"链接里的 set 题太多了：一组最多 {LONGEST} 题。")
    names = []
    for part in parts:
        try:
            names.append(Name.read(part))
        except ValueError:
            raise LinkError(f"链接里的 set 写着“{part[:20]}”，题库里没有这道题。") from None
    if len(set(names)) < len(names):
        raise LinkError("链接里的 set 有一道题写了两次。")
    return Set(tuple(names), level)


def _whole(text: str, name: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and low <= int(text) <= high):
        raise LinkError(f"链接里的 {name} 应是 {low} 到 {high} 之间的整数，现在是“{text[:20]}”。")
    return int(text)
