"""想一想: concept questions, kept as text in concepts.toml; those of the exam in exam.toml."""

import tomllib
from pathlib import Path
from random import Random

from lib.course.practice.question import Option, Question, See
from lib.course.practice.registry import template

TEXT = Path(__file__).parent / "concepts.toml"
EXAM = Path(__file__).parent / "exam.toml"


def load(path: Path = TEXT) -> list[dict]:
    """The entries of the file: name, title, prompt, hints, solution, see, options."""
    return tomllib.loads(path.read_text("utf-8"))["question"]


def _register(entry: dict, held: bool) -> None:
    options = tuple(
        Option(o["text"], float(o.get("right", False)), o["feedback"]) for o in entry["options"]
    )

    @template(entry["name"], "think", entry["title"], held=held)
    def ask(rng: Random) -> Question:
        return Question(
            prompt=entry["prompt"],
            options=tuple(rng.sample(options, len(options))),
            hints=tuple(entry["hints"]),
            solution=entry["solution"],
            see=See(entry["see"], entry.get("params", {})),
        )


for _entry in load():
    _register(_entry, held=False)
for _entry in load(EXAM):
    _register(_entry, held=True)
