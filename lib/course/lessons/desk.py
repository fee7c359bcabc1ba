"""Five things on a desk: what leaps to the eye, and what one looks for, as attention weights."""

import numpy as np

from lib.attention import AttentionSteps, scaled_dot_product
from lib.toy import PRESETS

TABLE = PRESETS["desk"]
THINGS = TABLE.key_names
PICTURES = ("newspaper", "paper", "notebook", "book", "cup")
CUP = THINGS.index("红咖啡杯")

PROPERTIES = TABLE.key_dims
KEYS = TABLE.key  # (things, properties)
VALUES = TABLE.value  # (things, what one gets from it)
GAINS = TABLE.value_names

# Made up: four black-and-white things are about equally plain, the cup is red.
SALIENCE = np.array([0.5, 0.2, 0.3, 0.4, 2.5])

GOALS = ("读书", "喝咖啡", "记笔记")
_DIRECTIONS = TABLE.query / np.linalg.norm(TABLE.query, axis=1, keepdims=True)
NO_GOAL = np.zeros(len(PROPERTIES))


def goal_query(goal: str, strength: float) -> np.ndarray:
    """(properties,): the goal as a direction, as long as the wish is strong."""
    return strength * _DIRECTIONS[GOALS.index(goal)]


def look(
    query: np.ndarray = NO_GOAL,
    salience: np.ndarray | None = None,
    keys: np.ndarray = KEYS,
    gone: np.ndarray | None = None,
) -> AttentionSteps:
    """One look at the desk by the attention function: one query, a row a step.

    `query` (properties,), all zeros without a goal; `salience` (things,) is a bias on the keys,
    None where nothing stands out; `gone` (things,) bool marks what was taken off the desk.
    """
    return scaled_dot_product(query[None], keys, VALUES, bias=salience, blocked=gone)


def three_ways(
    query: np.ndarray, salience: np.ndarray, keys: np.ndarray = KEYS
) -> dict[str, AttentionSteps]:
    """No cue (average pooling), salience alone, and salience with a goal."""
    return {
        "没有提示": look(keys=keys),
        "只有显眼": look(salience=salience, keys=keys),
        "有了目标": look(query, salience, keys),
    }


def second_cup(query: np.ndarray) -> tuple[float, float]:
    """The cup's weight, and that of each of two cups when an equal one is put beside it."""
    one = look(query, SALIENCE).weights[0, CUP]
    twice = [*range(len(THINGS)), CUP]
    two = scaled_dot_product(query[None], KEYS[twice], VALUES[twice], bias=SALIENCE[twice])
    return float(one), float(two.weights[0, CUP])
