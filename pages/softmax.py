"""softmax 与缩放: what softmax does to scores, and why they are divided by √d first."""

import numpy as np

from lib.attention import scaled_dot_product
from lib.lessons import softmax
from lib.ui import code, frame, lessons, root_steps, softmax_steps

frame.page("softmax")

DRAW = {
    "bars": (softmax_steps.bars, "toy"),
    "shift": (softmax_steps.shift, "toy"),
    "scale": (softmax_steps.scale, "toy"),
    "temperature": (softmax_steps.temperature, "toy"),
    "spread": (root_steps.spread, "sketch"),
    "saturate": (root_steps.saturate, "sketch"),
    "real": (root_steps.real, "real"),
}
CODE = {"spread": softmax.spreads, "saturate": softmax.largest_weights, "real": softmax.head_row}

lesson, step = lessons.open_lesson("softmax")
draw, kind = DRAW[step.key]
draw(lessons.stage(lesson, step, kind))
code.show_code(CODE.get(step.key, softmax.weights_of), scaled_dot_product)
lessons.foot(
    lesson,
    step,
    "calculator",
    first="、".join(f"{w:.1%}" for w in softmax.weights_of(np.array([2, 1, 0]))),
    third="、".join(f"{w:.3%}" for w in softmax.weights_of(np.array([20, 10, 0]))),
)
