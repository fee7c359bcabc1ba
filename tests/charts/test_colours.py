"""The scales of colour as people see them who see two kinds of light, simulated (Machado 2009)."""

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from lib.text.palette import INKS

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision
# Deficiency, IEEE TVCG 15(6), 2009: severity 1.0, on linear RGB.
SEEN = {
    "all three": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
WHITE = np.array([0.95047, 1.0, 1.08883])
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: str, eyes: str) -> np.ndarray:
    """CIELAB of “#rrggbb” as these eyes see it: (L, a, b)."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SEEN[eyes] @ linear, 0, 1)
    f = XYZ @ seen / WHITE
    f = np.where(f > 0.008856, np.cbrt(f), 7.787 * f + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, eyes: str) -> float:
    """ΔE*ab, 1976: 2.3 is just noticeable."""
    return float(np.linalg.norm(lab(one, eyes) - lab(other, eyes)))


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_larger_weight_is_always_darker_or_always_brighter(mode, eyes):
    lightness = [lab(c, eyes)[0] for c in THEME[mode]["chartSequentialColors"]]
    steps = [after - before for before, after in pairwise(lightness)]
    steps = steps if mode == "dark" else [-step for step in steps]
    assert min(steps) > 1.0, steps


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_more_and_less_are_told_apart_and_both_from_none(mode, eyes):
    scale = THEME[mode]["chartDivergingColors"]
    half = len(scale) // 2
    for less, more in zip(scale[: half - 1], scale[:half:-1], strict=True):
        assert apart(less, more, eyes) > 12, (less, more)
    for side in (scale[:half], scale[: half - 1 : -1]):
        away = [abs(lab(c, eyes)[0] - lab(scale[half], eyes)[0]) for c in side]
        assert all(further > nearer for further, nearer in pairwise(away)), away


@pytest.mark.parametrize("eyes", SEEN)
def test_lines_beside_each_other_are_told_apart(eyes):
    for one, other in combinations(THEME["chartCategoricalColors"][:4], 2):
        assert apart(one, other, eyes) > 12, (one, other)


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of “#rrggbb”."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("colour", INKS)
def test_what_a_formula_writes_in_colour_can_be_read(colour, ground):
    for ink, mode in zip(INKS[colour], ("light", "dark"), strict=True):
        lights = sorted(luminance(c) + 0.05 for c in (ink, THEME[mode][ground]))
        assert lights[1] / lights[0] >= 4.5
