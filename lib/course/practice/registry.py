"""The list of question templates: what each needs, and how it is asked for a question."""

import dataclasses
import random
from collections.abc import Callable
from dataclasses import dataclass

from lib.course.practice.question import KINDS, Question
from lib.model.reading import Reading

# Reads a sentence with the model in use. Only templates that cover a character need it.
Read = Callable[[str], Reading]


class NotApplicable(Exception):
    """This template has nothing to ask about this sentence; the message says why, in Chinese."""


@dataclass(frozen=True)
class Template:
    """`needs`: () for none, ("reading",) for a Reading, ("reading", "read") to read more."""

    name: str
    kind: str
    title: str
    needs: tuple[str, ...]
    make: Callable[..., Question]

    def ask(self, seed: int, reading: Reading | None = None, read: Read | None = None) -> Question:
        """The question for this seed: the same arguments always give the same question.

        Raises NotApplicable where the sentence has nothing to ask about.
        """
        rng = random.Random(f"{self.name}:{seed}")
        offered = {"reading": reading, "read": read}
        for name in self.needs:
            if offered[name] is None:
                raise NotApplicable("这道题要用模型读一句话。")
        question = self.make(rng, *(offered[name] for name in self.needs))
        return dataclasses.replace(
            question,
            id=f"{self.name}-{seed}",
            template=self.name,
            kind=self.kind,
            title=self.title,
        )


TEMPLATES: dict[str, Template] = {}


def template(name: str, kind: str, title: str, *needs: str):
    """Register the decorated function `make(rng, [reading, [read]]) -> Question`."""
    assert kind in KINDS and name not in TEMPLATES, name

    def register(make: Callable[..., Question]) -> Callable[..., Question]:
        TEMPLATES[name] = Template(name, kind, title, needs, make)
        return make

    return register
