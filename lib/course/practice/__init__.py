"""Questions made from seeds, graded by the live numbers.

    from lib.course.practice import grade, questions
    question = next(questions(seed=7, reading=reading, read=read))

Importing the package registers every template in `TEMPLATES`.
"""

from lib.course.practice.question import (
    KINDS,
    Answer,
    Cell,
    Grade,
    Mark,
    Option,
    Question,
    See,
    grade,
)
from lib.course.practice.registry import TEMPLATES, NotApplicable, Template
from lib.course.practice.sequences import Endless, Listed, Name, left_out, questions
from lib.course.practice.sets import FirstSet, LinkError, Set, from_link
from lib.course.practice.templates import (  # noqa: F401 - imported for the templates they register
    compute_changes,
    compute_heads,
    compute_lookup,
    compute_scores,
    compute_softmax,
    compute_tests,
    compute_values,
    exam_compute,
    exam_heads,
    look_change,
    look_guess,
    look_habit,
    look_head,
    look_heads,
    look_ratio,
    look_row,
    look_says,
    look_spread,
    look_table,
    look_value,
    think,
)

__all__ = [
    "KINDS",
    "TEMPLATES",
    "Answer",
    "Cell",
    "Endless",
    "FirstSet",
    "Grade",
    "LinkError",
    "Listed",
    "Mark",
    "Name",
    "NotApplicable",
    "Option",
    "Question",
    "See",
    "Set",
    "Template",
    "from_link",
    "grade",
    "left_out",
    "questions",
]
