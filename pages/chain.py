"""一条链: one row of a real head, every number from what enters to the model's guess."""

from lib.anatomy import whole_model
from lib.ui import code, frame
from lib.ui.course import chain_lesson, kept_guess, stages

frame.page("chain")

DRAW = {
    "start": chain_lesson.start,
    "query": chain_lesson.query,
    "score": chain_lesson.score,
    "scale": chain_lesson.scale,
    "softmax": chain_lesson.softmax,
    "sum": chain_lesson.weighted,
    "join": chain_lesson.join,
    "residual": chain_lesson.residual,
    "guess": chain_lesson.guess,
    "back": chain_lesson.back,
}

lesson, step = stages.open_lesson("chain")
DRAW[step.key](stages.stage(lesson, step, "real"))
code.show_code(whole_model.layer, whole_model.guess)
kept_guess.keep()
stages.foot(lesson, step)
