"""The words of a lesson: a Markdown file in `lib/course/texts/`, read as typed steps.

A file has one section a step, written as

    ## key · title
    改：what the learner changes here (optional)

    The text, which may end with a question and what is said once it was answered:

    猜：a question
    答：the answer

    [[name]] stands for a number that the page computes, [查询](term:query) for a
    link to that term of the glossary.

    ---
    More, for those who open it (optional).

and ends with a section whose key is `think`: the question to take along, and one answer to it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "texts"
TERM = re.compile(r"\[([^\]]+)\]\(term:([a-z-]+)\)")
PLACE = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True)
class Step:
    """One screen of a lesson. `change` says what can be changed; `more` is shown on demand.

    `ask` is a question that is answered by a guess before `answer` is shown.
    """

    key: str
    title: str
    change: str
    text: str
    more: str
    ask: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Lesson:
    """The steps in order, and the question at the end (its `more` is one answer)."""

    key: str
    steps: tuple[Step, ...]
    think: Step

    def number(self, key: str) -> int:
        """The place of a step, counted from 1."""
        return [step.key for step in self.steps].index(key) + 1


@cache
def sections(key: str) -> dict[str, Step]:
    """All sections of `texts/<key>.md`. Raises ValueError where their form is broken."""
    parts = re.split(r"^## ", (FOLDER / f"{key}.md").read_text("utf-8"), flags=re.M)[1:]
    return {step.key: step for step in (_step(part, key) for part in parts)}


@cache
def load(key: str) -> Lesson:
    """The lesson written in `texts/<key>.md`. Raises ValueError where its form is broken."""
    steps = list(sections(key).values())
    if not steps or steps[-1].key != "think":
        raise ValueError(f"texts/{key}.md must end with a section “think”")
    return Lesson(key, tuple(steps[:-1]), steps[-1])


def _step(section: str, lesson: str) -> Step:
    first, _, body = section.partition("\n")
    key, dot, title = first.partition(" · ")
    if not dot:
        raise ValueError(f"texts/{lesson}.md: “{first}” should read “key · title”")
    body = body.strip()
    change = ""
    if body.startswith("改："):
        change, _, body = body.partition("\n")
    text, _, more = body.partition("\n---\n")
    text, _, asked = text.partition("\n猜：")
    ask, _, answer = asked.partition("\n答：")
    parts = (change.removeprefix("改："), text, more, ask, answer)
    return Step(key.strip(), title.strip(), *(part.strip() for part in parts))


def fill(text: str, **numbers: str) -> str:
    """Put the computed numbers in. Raises KeyError where the text names one that is not given."""
    return PLACE.sub(lambda match: str(numbers[match[1]]), text)
