"""A sequence of questions for a seed: endless for practice, cut to n for a class."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from lib.course.practice.question import KINDS, Question
from lib.course.practice.registry import TEMPLATES, NotApplicable, Read
from lib.model.reading import Reading

LONGEST = 20  # questions in a set
LARGEST_SEED = 999_999


class LinkError(ValueError):
    """A link to a set is damaged; the message is for the learner."""


@dataclass(frozen=True)
class Set:
    """A fixed set for a class: the same seed gives everybody the same questions."""

    seed: int
    count: int
    kinds: tuple[str, ...]

    def params(self) -> dict[str, str]:
        """As in the address."""
        return {"set": str(self.seed), "n": str(self.count), "kinds": ",".join(self.kinds)}


def from_link(params: Mapping[str, str]) -> Set | None:
    """The set that the address asks for, or None. Raises LinkError."""
    if "set" not in params:
        return None
    seed = _whole(params["set"], "set", 0, LARGEST_SEED)
    count = _whole(params.get("n", "8"), "n", 1, LONGEST)
    kinds = tuple(dict.fromkeys(k for k in params.get("kinds", "").split(",") if k))
    unknown = [k for k in kinds if k not in KINDS]
    if unknown:
        raise LinkError(
            f"链接里的 kinds 写着“{unknown[0][:20]}”，只能是 {'、'.join(KINDS)}，用逗号隔开。"
        )
    return Set(seed, count, kinds or tuple(KINDS))


def _whole(text: str, name: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and low <= int(text) <= high):
        raise LinkError(f"链接里的 {name} 应是 {low} 到 {high} 之间的整数，现在是“{text[:20]}”。")
    return int(text)


def questions(
    seed: int,
    kinds: Sequence[str] = tuple(KINDS),
    reading: Reading | None = None,
    read: Read | None = None,
) -> Iterator[Question]:
    """Endless, the kinds in turn; within a kind no template comes twice until all have come.

    Templates that do not apply to the sentence are left out. Ends only where none applies.
    """
    streams = [_of_kind(seed, kind, reading, read) for kind in KINDS if kind in kinds]
    while streams:
        for stream in list(streams):
            question = next(stream, None)
            if question is None:
                streams.remove(stream)
            else:
                yield question


def _of_kind(seed: int, kind: str, reading, read) -> Iterator[Question]:
    names = sorted(name for name, t in TEMPLATES.items() if t.kind == kind)
    turn = 0
    while True:
        asked = False
        for name in Random(f"{kind}:{seed}:{turn}").sample(names, len(names)):
            try:
                yield TEMPLATES[name].ask(seed * 1000 + turn, reading, read)
                asked = True
            except NotApplicable:
                continue
        if not asked:
            return
        turn += 1


def left_out(reading: Reading | None, seed: int = 0) -> list[tuple[str, str]]:
    """(title, why) of the templates that have nothing to ask about this sentence."""
    reasons = []
    for item in TEMPLATES.values():
        if "read" in item.needs or not item.needs:
            continue
        try:
            item.ask(seed, reading)
        except NotApplicable as reason:
            reasons.append((item.title, str(reason)))
    return reasons
