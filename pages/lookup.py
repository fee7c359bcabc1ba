"""查一张表: from an exact lookup to one that weighs every row, one change a step."""

from lib import toy
from lib.attention import scaled_dot_product
from lib.lessons import table
from lib.ui import code, frame, lessons, table_questions, table_steps

frame.page("lookup")

DRAW = {
    "exact": table_steps.exact,
    "family": table_steps.family,
    "vectors": table_steps.vectors,
    "soft": table_steps.soft,
    "ask": table_steps.ask,
    "twins": table_questions.twins,
    "between": table_questions.between,
    "temperature": table_questions.temperature,
    "matrix": table_questions.matrix,
    "meaning": table_questions.meaning,
}

lesson, step = lessons.open_lesson("lookup")
DRAW[step.key](lessons.stage(lesson, step, "toy"))
code.show_code(scaled_dot_product, table.ask, toy.hard_lookup)
older = table.answer(table.QUESTIONS["张"], ages=table.AGES + 10)
lessons.foot(lesson, step, "softmax", plus_ten=f"{older:.5f}")
