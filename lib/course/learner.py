"""What a learner knows of a skill, and when to ask again: a published, simple model.

The forgetting curve and the dates of return are FSRS-6 by its own library, py-fsrs
(open-spaced-repetition; Ye et al. 2022, “A Stochastic Shortest Path Algorithm for Optimizing
Spaced Repetition Scheduling”), with its published weights; nothing is fitted here. How much help
a skill gets climbs and falls by one level at a time (worked → faded → alone).

Everything is a function of the reviews, so that two records merge by joining their reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

WORKED, FADED, ALONE = 1, 2, 3
LEVELS = {WORKED: "看着例题做", FADED: "补完后一半", ALONE: "自己做"}

# A skill comes back on the day when it would still be known with this probability.
RETENTION = 0.9
# No steps of minutes: a session is short, and dates are days. No chance: the same reviews give
# the same dates on every machine.
_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=365,
    enable_fuzzing=False,
)


@dataclass(frozen=True, order=True)
class Review:
    """One graded try. at: ISO minute, UTC; level: how much help the form gave.

    result: 0 wrong, 1 right with hints, a mended answer or a level below `ALONE`, 2 right.
    """

    at: str
    level: int
    result: int

    def time(self) -> datetime:
        """`at` as a time with its zone."""
        return datetime.fromisoformat(self.at).replace(tzinfo=UTC)


_RATINGS = {0: Rating.Again, 1: Rating.Hard, 2: Rating.Good}


def minute(now: datetime) -> str:
    """A time as `Review.at` writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class State:
    """Where a learner stands with a skill.

    level: the help of the next question; recall: probability that it would be known now; `due`
    when it falls to `RETENTION`; `mastered`: last done alone and right, and not due.
    """

    tries: int
    level: int
    last_right: bool
    recall: float
    due: datetime | None
    is_due: bool
    mastered: bool

    @property
    def name(self) -> str:
        """In one word, for the course map."""
        if not self.tries:
            return "没练过"
        if self.is_due:
            return "该复习了"
        return "掌握了" if self.mastered else LEVELS[self.level]


def level_after(reviews: Sequence[Review]) -> int:
    """The level of the next question: one up after a right answer, one down after a wrong one."""
    level = WORKED
    for review in reviews:
        step = 1 if review.result else -1
        level = min(ALONE, max(WORKED, review.level + step))
    return level


def state(reviews: Sequence[Review], now: datetime) -> State:
    """From all reviews of one skill, oldest first."""
    if not reviews:
        return State(0, WORKED, False, 0.0, None, False, False)
    card = Card(card_id=0)
    for review in reviews:
        card, _ = _SCHEDULER.review_card(card, _RATINGS[review.result], review.time())
    last = reviews[-1]
    is_due = now >= card.due
    return State(
        tries=len(reviews),
        level=level_after(reviews),
        last_right=last.result > 0,
        recall=float(_SCHEDULER.get_card_retrievability(card, max(now, last.time()))),
        due=card.due,
        is_due=is_due,
        mastered=last.result > 0 and last.level == ALONE and not is_due,
    )


TEN = 10
MOST_DUE = 6  # of the ten, so that something weak and something new find room


def todays(
    reviews: Mapping[str, Sequence[Review]], skills: Sequence[str], now: datetime
) -> list[tuple[str, str]]:
    """(skill, why) of today's ten: what is due, what is weak, one new thing, then again.

    `skills` in the order of the course: those that may be asked. Fewer than ten only where there
    are none at all. Due ones come first, the nearest to being forgotten before the others.
    """
    states = {skill: state(reviews.get(skill, ()), now) for skill in skills}
    due = sorted((s for s in skills if states[s].is_due), key=lambda s: states[s].recall)
    weak = [
        s for s in skills if states[s].tries and not states[s].is_due and not states[s].mastered
    ]
    weak.sort(key=lambda s: (states[s].last_right, states[s].level))
    new = [s for s in skills if not states[s].tries]
    chosen = [(s, "该复习了") for s in due[:MOST_DUE]]
    chosen += [(s, "还不稳") for s in weak[: TEN - len(chosen) - 1]]
    chosen += [(s, "新的") for s in new[:1]]
    # What is over room goes round: the same skills once more with other questions, new ones last.
    again = [(s, "再来一次") for s in [*due, *weak, *new[:1]]]
    others = [(s, "还没忘") for s in skills if states[s].mastered]
    rest = [*again, *[(s, "新的") for s in new[1:3]], *others]
    while rest and len(chosen) < TEN:
        chosen += rest[: TEN - len(chosen)]
    return chosen[:TEN]
