"""The questions of today's ten: for each skill the template met least, with the help it needs."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from random import Random

from lib.course.learner import ALONE, state
from lib.course.practice.question import Question
from lib.course.practice.registry import TEMPLATES, NotApplicable, Read
from lib.course.progress import Progress
from lib.course.skills import SKILLS
from lib.model.reading import Reading


class Today:
    """Questions for (skill, why) in their order; holds no Reading.

    `progress` gives the record at the time of each draw, so that help goes as skills climb within
    the ten. After a draw, `level` and `why` are those of its question.
    """

    def __init__(
        self, plan: Iterable[tuple[str, str]], day: date, progress: Callable[[], Progress]
    ):
        self._left = deque(plan)
        self._day, self._progress = day, progress
        self._asked: list[str] = []
        self.level, self.why = ALONE, ""

    def draw(self, reading: Reading | None, read: Read | None) -> Question | None:
        """The next one; a skill without anything to ask about this sentence is left out."""
        while self._left:
            skill, why = self._left[0]
            question = self._question(skill, reading, read)
            self._left.popleft()
            if question is not None:
                self._asked.append(question.template)
                self.level = self._level(skill)
                self.why = f"{SKILLS[skill].title}：{why}"
                return question
        return None

    def _level(self, skill: str) -> int:
        return state(self._progress().skills.get(skill, ()), datetime.now(UTC)).level

    def _question(self, skill: str, reading: Reading | None, read: Read | None) -> Question | None:
        tried = self._progress().exercises
        slot = len(self._asked)
        # A new day has new numbers; a slot of its own keeps twins of one day apart.
        seed = self._day.toordinal() % 10_000 * 100 + slot
        names = list(SKILLS[skill].templates)
        Random(f"{skill}:{seed}").shuffle(names)
        names.sort(
            key=lambda name: (
                self._asked.count(name),
                tried[name].tries if name in tried else 0,
            )
        )
        for name in names:
            try:
                return TEMPLATES[name].ask(seed, reading, read)
            except NotApplicable:
                continue
        return None
