"""Which answers take turns, so that no guess can lean on what this model mostly does."""

from lib.course.practice.question import Question
from lib.course.practice.registry import Balance
from lib.course.practice.templates.look import SEEN, name
from lib.model.reading import Reading

LEAST = 0.02  # two shares nearer than two points look the same in the pictures


def best_text(question: Question, reading: Reading | None = None) -> str:
    """The text of the best option."""
    return next(option.text for option in question.options if option.score == 1)


def by_text(*answers: str) -> Balance:
    """Options that are the same in every draw."""
    return Balance(answers, best_text)


def best_token(question: Question, reading: Reading) -> int:
    """The position of the best option, where the options are tokens."""
    best = best_text(question)
    return next(i for i in range(len(reading.tokens)) if name(reading, i) == best)


def _weight(question: Question, reading: Reading, key: int) -> float:
    at = question.given
    return float(reading.weights[at["layer"], at["head"], at["query"], key])


def _end_or_character(question: Question, reading: Reading) -> str:
    return "end" if reading.tokens[best_token(question, reading)].special else "character"


def _seen_end_or_character(question: Question, reading: Reading) -> str | None:
    seen = _weight(question, reading, best_token(question, reading)) >= SEEN
    return _end_or_character(question, reading) if seen else None


def _seen_sign_or_character(question: Question, reading: Reading) -> str | None:
    best = best_token(question, reading)
    if _weight(question, reading, best) < SEEN:
        return None
    return "character" if reading.tokens[best].text.isalnum() else "sign"


def _self_or_even(question: Question, reading: Reading) -> str | None:
    mine = _weight(question, reading, question.given["query"])
    far = abs(mine - 1 / len(reading.tokens)) >= LEAST
    return best_text(question) if far else None


def _how_many(question: Question, reading: Reading) -> str:
    count = question.cells[0].answer
    return f"{count:.0f}" if count < 3 else "more"


def _full(question: Question, reading: Reading) -> str:
    return "full" if question.cells[0].answer > 90 else "open"


# [CLS] and [SEP] take most rows of many heads: half of the answers are characters.
ENDS = Balance(("end", "character"), _end_or_character)
SEEN_ENDS = Balance(("end", "character"), _seen_end_or_character)
SIGNS = Balance(("sign", "character"), _seen_sign_or_character)
SELF = Balance(("比平均分配时多", "比平均分配时少"), _self_or_even)
HALF = Balance(("1", "2", "more"), _how_many)
FULL = Balance(("full", "open"), _full)
