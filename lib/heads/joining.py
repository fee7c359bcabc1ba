"""From tokens to words, needing NumPy only: a training far from here uses it too."""

import numpy as np

NAMED_FROM = 0.5  # of a row's weight, on average: a place that gets it gives a head its name


def join(weights: np.ndarray, member: np.ndarray) -> np.ndarray:
    """(…, tokens, tokens) → (…, words, words): summed over keys, averaged over queries.

    member: (words, tokens) bool, which tokens a word consists of (Clark et al. 2019, section 4.1).
    """
    member = member.astype(weights.dtype)
    return (member / member.sum(1, keepdims=True)) @ weights @ member.T
