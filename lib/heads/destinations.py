"""Where the weight of a sentence goes, all of it: kinds of keys that do not overlap."""

import unicodedata

import numpy as np

from lib.model.reading import Reading, Token

KINDS = ("[CLS]", "[SEP]", "自己", "标点", "别的字", "没有给出去")


def destinations(reading: Reading) -> dict[str, float]:
    """The share of each of KINDS, averaged over all heads and the rows of ordinary tokens.

    They sum to 1. The last one is what a row keeps where the softmax has one more 1 below.
    """
    tokens = reading.tokens
    rows = [i for i, token in enumerate(tokens) if not token.special]
    weights = reading.weights[:, :, rows].mean((0, 1))  # (rows, keys)
    own = np.arange(len(tokens)) == np.array(rows)[:, None]
    kinds = np.array([_kind(token) for token in tokens])
    shares = {
        kind: float((weights * np.where(own, kind == "自己", kinds == kind)).sum(-1).mean())
        for kind in KINDS[:-1]
    }
    return shares | {KINDS[-1]: 1 - sum(shares.values())}


def _kind(token: Token) -> str:
    if token.special:
        return token.piece
    return "标点" if unicodedata.category(token.text[0])[0] == "P" else "别的字"
