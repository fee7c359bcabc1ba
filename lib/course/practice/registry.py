"""The list of question templates: what each needs, and how it is asked for a question."""

import dataclasses
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.course.practice.question import KINDS, Question
from lib.model.reading import Reading

# Reads a sentence with the model in use. Only templates that cover a character need it.
Read = Callable[[str], Reading]

REDRAWS = 60  # how often a draw is tried again for the wanted answer


class NotApplicable(Exception):
    """This template has nothing to ask about this sentence; the message says why, in Chinese."""


@dataclass(frozen=True)
class Balance:
    """Answers that come equally often, whatever the model does most of the time.

    `answers`: the answers in turn to be right; `of` names the answer of a drawn question, or is
    None where it could not be told from the pictures: such a draw is never asked.
    """

    answers: tuple[str, ...]
    of: Callable[[Question, Reading], str | None]


@dataclass(frozen=True)
class Template:
    """`needs`: () for none, ("reading",) for a Reading, ("reading", "read") to read more.

    A retired template is asked only by links from before; one held back, only in the exam.
    """

    name: str
    kind: str
    title: str
    needs: tuple[str, ...]
    make: Callable[..., Question]
    balance: Balance | None = None
    retired: bool = False
    held: bool = False

    def ask(
        self,
        seed: int,
        reading: Reading | None = None,
        read: Read | None = None,
        first_edition: bool = False,
    ) -> Question:
        """The question for this seed: the same arguments always give the same question.

        `first_edition`: drawn as the first edition did, without balance. Raises NotApplicable
        where the sentence has nothing to ask about.
        """
        rng = random.Random(f"{self.name}:{seed}")
        offered = {"reading": reading, "read": read}
        for name in self.needs:
            if offered[name] is None:
                raise NotApplicable("这道题要用模型读一句话。")
        arguments = tuple(offered[name] for name in self.needs)
        if self.balance is None or first_edition:
            question = self.make(rng, *arguments)
        else:
            question = self._balanced(rng, seed, arguments)
        return dataclasses.replace(
            question,
            id=f"{self.name}-{seed}",
            template=self.name,
            kind=self.kind,
            title=self.title,
        )

    def _balanced(self, rng: random.Random, seed: int, arguments: tuple[Any, ...]) -> Question:
        """The first draw with the answer whose turn it is; where none has it, with the next."""
        assert self.balance is not None
        answers, reading = self.balance.answers, arguments[0]
        # A set's seeds are 1000 · its number + the round: both move the turn on.
        turn = zlib.crc32(f"{self.name} {reading.sentence}".encode()) + seed + seed // 1000
        found: dict[str | None, Question] = {}
        for _ in range(REDRAWS):
            question = self.make(rng, *arguments)
            answer = self.balance.of(question, reading)
            found.setdefault(answer, question)
            if answer == answers[turn % len(answers)]:
                break
        for step in range(len(answers)):
            if (answer := answers[(turn + step) % len(answers)]) in found:
                return found[answer]
        raise NotApplicable("这句话里，差别都太小，看不出来。")


TEMPLATES: dict[str, Template] = {}


Make = Callable[..., Question]


def template(name: str, kind: str, title: str, *needs: str, **more: Any) -> Callable[[Make], Make]:
    """Register the decorated function `make(rng, [reading, [read]]) -> Question`.

    `more`: balance, retired, held, as in `Template`.
    """
    assert kind in KINDS and name not in TEMPLATES, name

    def register(make: Make) -> Make:
        TEMPLATES[name] = Template(name, kind, title, needs, make, **more)
        return make

    return register


def drawn(kind: str) -> list[str]:
    """Names of the templates that practice draws from."""
    return sorted(
        name for name, t in TEMPLATES.items() if t.kind == kind and not (t.retired or t.held)
    )
