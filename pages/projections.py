"""Q、K、V 从哪来: one input, three learned matrices, several heads, and what becomes of them."""

from lib.anatomy.real_head import RealHead, real_head
from lib.toy import multi_head as sums
from lib.ui import code, frame
from lib.ui.course import projections_lesson, real_projections, stages

frame.page("projections")

DRAW = {
    "self": (projections_lesson.alone, "toy"),
    "product": (projections_lesson.product, "toy"),
    "three": (projections_lesson.three, "toy"),
    "heads": (projections_lesson.heads, "toy"),
    "join": (projections_lesson.join, "toy"),
    "residual": (projections_lesson.residual, "toy"),
    "real": (real_projections.real, "real"),
}

lesson, step = stages.open_lesson("projections")
draw, kind = DRAW[step.key]
draw(stages.stage(lesson, step, kind))
if step.key == "real":
    code.show_code(real_head, RealHead)
else:
    code.show_code(sums.multi_head, sums.split, sums.concatenate)
stages.foot(lesson, step)
