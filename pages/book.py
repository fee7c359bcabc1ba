"""一个问题: asked before anything is taught, kept, and taken up again at the end."""

from lib.ui import frame
from lib.ui.course import book_lesson, kept_guess, stages

frame.page("book")

DRAW = {"ask": (book_lesson.ask, None), "answer": (book_lesson.answer, "real")}

lesson, step = stages.open_lesson("book")
draw, kind = DRAW[step.key]
draw(stages.stage(lesson, step, kind))
kept_guess.keep()
if step.key == "ask":
    stages.begin(lesson)
else:
    stages.foot(lesson, step)
