"""Worked example → faded example → alone (Renkl & Atkinson 2003): one question, less and less help.

A worked question stands beside another one of its template that is done already. In a faded one
the first half is filled in, or, where there is only one thing to answer, the first hint is open.
"""

from dataclasses import replace

from lib.course.practice.question import Cell, Question
from lib.course.practice.registry import TEMPLATES, NotApplicable, Read
from lib.model.reading import Reading
from lib.text.numbers import show

OTHER = 500_000  # added to a question's seed: its worked twin


def example(question: Question, reading: Reading | None, read: Read | None) -> Question | None:
    """Another question of the same template, to be shown with its answer; None where all its
    questions are the same or none applies."""
    seed = int(question.id.rsplit("-", 1)[1])
    for more in range(5):
        try:
            other = TEMPLATES[question.template].ask(seed + OTHER + more, reading, read)
        except NotApplicable:
            return None
        if (other.prompt, other.given) != (question.prompt, question.given):
            return other
    return None


def faded(question: Question) -> Question:
    """The question with the first half of its cells filled in; others are left as they are."""
    count = len(question.cells) // 2
    if not count:
        return question
    done = "，".join(f"{cell.label} = **{answer(cell)}**" for cell in question.cells[:count])
    return replace(
        question,
        prompt=f"{question.prompt}\n\n前一半已经替你填好：{done}。接着填后一半。",
        cells=question.cells[count:],
    )


def answer(cell: Cell) -> str:
    """The answer of a cell as it is shown."""
    return f"{show(cell.answer, 1 if cell.unit else 3)}{cell.unit}"


def answer_of(question: Question) -> str:
    """The whole answer in a line of Markdown."""
    if question.cells:
        return "，".join(f"{cell.label}：**{answer(cell)}**" for cell in question.cells)
    return "**" + next(o.text for o in question.options if o.score == 1) + "**"
