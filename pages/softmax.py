"""softmax 与缩放: what softmax does to scores, and why they are divided by √d first."""

import numpy as np

from lib.attention import scaled_dot_product
from lib.course.lessons import scaling
from lib.text.numbers import percent
from lib.ui import code, frame
from lib.ui.course import scaling_lesson, softmax_lesson, stages

frame.page("softmax")

DRAW = {
    "bars": (softmax_lesson.bars, "toy"),
    "shift": (softmax_lesson.shift, "toy"),
    "scale": (softmax_lesson.scale, "toy"),
    "temperature": (softmax_lesson.temperature, "toy"),
    "spread": (scaling_lesson.spread, "sketch"),
    "saturate": (scaling_lesson.saturate, "sketch"),
    "real": (scaling_lesson.real, "real"),
}
CODE = {
    "spread": scaling.spreads,
    "saturate": scaling.largest_weights,
    "real": scaling.head_row,
}

lesson, step = stages.open_lesson("softmax")
draw, kind = DRAW[step.key]
draw(stages.stage(lesson, step, kind))
code.show_code(CODE.get(step.key, scaling.weights_of), scaled_dot_product)
stages.foot(
    lesson,
    step,
    first="、".join(percent(w, 1) for w in scaling.weights_of(np.array([2, 1, 0]))),
    third="、".join(percent(w, 3) for w in scaling.weights_of(np.array([20, 10, 0]))),
)
