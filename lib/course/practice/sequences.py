"""One question after another: endless for practice, or a list of named ones.

Both hold names and numbers only: the Reading comes along with each draw and goes again, so that
a visit which waits for its next question keeps no Reading alive.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from lib.course.practice.question import KINDS, Question
from lib.course.practice.registry import TEMPLATES, NotApplicable, Read, drawn
from lib.model.reading import Reading

NAME = re.compile(r"([a-z0-9-]{1,60})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Name:
    """“dot-7”: a template and a seed, which make a question."""

    template: str
    seed: int

    def __str__(self) -> str:
        return f"{self.template}-{self.seed}"

    @classmethod
    def read(cls, text: str) -> "Name":
        """“dot-7” → its parts. Raises ValueError where there is no such template."""
        match = NAME.fullmatch(text)
        if match is None or match[1] not in TEMPLATES:
            raise ValueError(f"no question: {text[:80]!r}")
        return cls(match[1], int(match[2]))


class _Kind:
    """Questions of one kind; no template comes twice until all have come."""

    def __init__(self, seed: int, kind: str, names: list[str], first_edition: bool):
        self.seed, self.kind, self.names = seed, kind, names
        self.first_edition = first_edition
        self.turn = -1
        self.left: list[str] = []

    def draw(self, reading: Reading | None, read: Read | None) -> Question | None:
        """The next question, or None after a whole round in which no template applied."""
        for _ in range(2 * len(self.names)):
            if not self.left:
                self.turn += 1
                shuffle = Random(f"{self.kind}:{self.seed}:{self.turn}")
                self.left = shuffle.sample(self.names, len(self.names))
            item, question = TEMPLATES[self.left[0]], None
            with suppress(NotApplicable):
                seed = self.seed * 1000 + self.turn
                question = item.ask(seed, reading, read, self.first_edition)
            # Only now: the learner's next click may have broken off the reading.
            self.left.pop(0)
            if question is not None:
                return question
        return None


class Endless:
    """The kinds in turn; where no template of a kind applies, the next kind has its turn."""

    def __init__(
        self,
        seed: int,
        kinds: Sequence[str] = tuple(KINDS),
        names: Callable[[str], list[str]] = drawn,
        first_edition: bool = False,
    ):
        chosen = (kind for kind in KINDS if kind in kinds)
        self._kinds = deque(_Kind(seed, kind, names(kind), first_edition) for kind in chosen)

    def draw(
        self,
        reading: Reading | None,
        read: Read | None,
        kinds: Sequence[str] = tuple(KINDS),
    ) -> Question | None:
        """The next question of one of these kinds; None where no template of theirs applies."""
        for _ in range(len(self._kinds)):
            at = self._kinds[0]
            self._kinds.rotate(-1)
            if at.kind in kinds and (question := at.draw(reading, read)) is not None:
                return question
        return None


class Listed:
    """Named questions in their order; `declined`: (title, why) of those that could not be asked."""

    def __init__(self, names: Iterable[Name]):
        self._left = deque(names)
        self.declined: list[tuple[str, str]] = []

    def draw(self, reading: Reading | None, read: Read | None) -> Question | None:
        """The next question that can be asked about this sentence; None at the end."""
        while self._left:
            name, question = self._left[0], None
            try:
                question = TEMPLATES[name.template].ask(name.seed, reading, read)
            except NotApplicable as reason:
                self.declined.append((TEMPLATES[name.template].title, str(reason)))
            self._left.popleft()
            if question is not None:
                return question
        return None


def questions(
    seed: int,
    kinds: Sequence[str] = tuple(KINDS),
    reading: Reading | None = None,
    read: Read | None = None,
) -> Iterator[Question]:
    """`Endless` for one Reading, as an iterator; ends only where no template applies."""
    source = Endless(seed, kinds)
    while (question := source.draw(reading, read)) is not None:
        yield question


def left_out(reading: Reading | None, seed: int = 0) -> list[tuple[str, str]]:
    """(title, why) of the templates that have nothing to ask about this sentence."""
    reasons = []
    for item in TEMPLATES.values():
        if "read" in item.needs or not item.needs or item.retired or item.held:
            continue
        try:
            item.ask(seed, reading)
        except NotApplicable as reason:
            reasons.append((item.title, str(reason)))
    return reasons
