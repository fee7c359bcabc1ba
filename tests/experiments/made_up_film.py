"""A made-up training of four pictures, two layers and two heads, for tests."""

import numpy as np

from lib.experiments.film import ROLES, Blank, Film

TOKENS = ("[CLS]", "我", "读", "书", "[SEP]")
POINTS = 4


def blank(*first: str) -> Blank:
    """First guesses at the four pictures; the answer is 馆."""
    pieces = np.array([[guess, *"甲乙丙丁"] for guess in first])
    chances = np.tile([0.5, 0.2, 0.1, 0.05, 0.01], (POINTS, 1))
    return Blank("图书[MASK]。", "馆", pieces, chances, np.array([0.0, 0.1, 0.5, 0.5]))


def film(**changes) -> Film:
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(5), (POINTS, 2, 2, 5))
    roles = {role: np.zeros((POINTS, 2, 2)) for role in ROLES}
    roles["previous"][2:, 0, 1] = 0.6
    roles["separator"][1, 1, 1] = 0.9  # and lets go again
    parts = {
        "sentence": "我读书",
        "tokens": TOKENS,
        "read": np.array([0, 16_003, 28_010, 49_020]),
        "loss": np.array([9.0, 6.9, 6.1, 5.0]),
        "accuracy": np.array([0.0, 0.01, 0.05, 0.2]),
        "pixels": np.rint(255 * np.sqrt(weights)).astype(np.uint8),
        "roles": roles,
        "blanks": (blank("的", "的", "馆", "馆"),),
        "pairs": {"pronoun": np.array([0.5, 0.75, 0.7, 0.75])},
        "found": {"obj": np.array([0.1, 0.2, 0.4, 0.6])},
        "offset": {"obj": np.full(POINTS, 0.25)},
        "ahead": {"obj": np.array([-0.2, -0.1, 0.1, 0.3])},
        "frequencies": 6.5,
        "run": {
            "layers": 2,
            "heads": 2,
            "hidden": 32,
            "intermediate": 128,
            "parameters": 1_200_000,
            "minutes": 3,
            "weights": "0" * 64,
        },
    }
    return Film(**(parts | changes))
