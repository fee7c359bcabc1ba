"""The skills that practice trains: which page teaches each, and which templates ask for it.

The text lies beside this file, in skills.toml. Not among the templates: every page says how far
one is, and would import them all.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TEXT = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Skill:
    """`lesson` is a page of the menu; `can` says what one can do who has the skill.

    `templates` are practised, `exam` are kept for the exam.
    """

    key: str
    title: str
    lesson: str
    can: str
    templates: tuple[str, ...]
    exam: tuple[str, ...] = ()


def load(path: Path = TEXT) -> list[Skill]:
    """The skills of the file, in the order of the course."""
    entries = tomllib.loads(path.read_text("utf-8"))["skill"]
    lists = ("templates", "exam")
    return [
        Skill(**entry | {name: tuple(entry.get(name, ())) for name in lists}) for entry in entries
    ]


SKILLS = {skill.key: skill for skill in load()}

_OF = {name: skill.key for skill in SKILLS.values() for name in skill.templates + skill.exam}
# Templates that practice draws no more train what their successors train.
_OF |= {
    "change-ratio": "blocking",
    "pair-it": "guess",
    "head-role": "roles",
    **{
        f"{edition}-{what}": "separators" if what == "separators" else "roles"
        for edition in ("head", "heads")
        for what in ("previous", "next", "separators", "broad", "sharp", "far", "twin")
    },
}


def skill_of(template: str) -> str | None:
    """The key of the skill that a template asks for; None for one that is not known here."""
    return _OF.get(template)


def taught(lessons: Iterable[str]) -> list[str]:
    """Keys of the skills that these finished lessons teach, in the order of the course."""
    done = set(lessons)
    return [skill.key for skill in SKILLS.values() if skill.lesson in done]
