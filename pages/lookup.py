"""查一张表: from an exact lookup to one that weighs every row, one change a step."""

from lib import toy
from lib.attention import scaled_dot_product
from lib.course.lessons import people
from lib.ui import code, frame
from lib.ui.course import lookup_lesson, lookup_questions, stages

frame.page("lookup")

DRAW = {
    "exact": lookup_lesson.exact,
    "family": lookup_lesson.family,
    "vectors": lookup_lesson.vectors,
    "soft": lookup_lesson.soft,
    "ask": lookup_lesson.ask,
    "twins": lookup_questions.twins,
    "between": lookup_questions.between,
    "temperature": lookup_questions.temperature,
    "matrix": lookup_questions.matrix,
    "meaning": lookup_questions.meaning,
}

lesson, step = stages.open_lesson("lookup")
DRAW[step.key](stages.stage(lesson, step, "toy"))
code.show_code(scaled_dot_product, people.ask, toy.hard_lookup)
older = people.answer(people.QUESTIONS["张"], ages=people.AGES + 10)
stages.foot(lesson, step, plus_ten=f"{older:.5f}")
