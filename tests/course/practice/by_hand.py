"""The answers of 先猜后看 computed a second time, by plain loops over the recorded arrays.

`CHECKS` maps each template to a function (reading, question) that fails where the question's best
option, or the worth of another one, is not what the arrays say.
"""

import math

import numpy as np
import pytest

from tests.course.practice.checks import (
    by_guess,
    by_head,
    by_number,
    by_token,
    by_value,
)
from tests.course.practice.conftest import fake_read, softmax
from tests.course.practice.heads_by_hand import (
    distances,
    does,
    entropies,
    following,
    habit,
    own,
    previous,
    role,
    separators,
    spread,
    twins,
)


def row(reading, g):
    return reading.weights[g["layer"], g["head"], g["query"]].astype(float)


def changed(reading, g, divide=True, temperature=1.0, blocked=None):
    """The row once more from q and k."""
    at = g["layer"], g["head"]
    scores = reading.key[at].astype(float) @ reading.query[at][g["query"]].astype(float)
    scores = scores / (math.sqrt(reading.query.shape[-1]) if divide else 1) / temperature
    if blocked is not None:
        scores[blocked] = -np.inf
    return softmax(scores)


def norms(reading, g):
    return np.sqrt((reading.value[g["layer"], g["head"]].astype(float) ** 2).sum(-1))


def layer_values(reading, g):
    tables = {"separators": separators, "entropy": entropies, "previous": previous}
    return [tables[g["what"]](reading).mean(1)[i] for i in g["layers"]]


def two_keys(reading, g):
    return [row(reading, g)[key] for key in g["keys"]]


def sides(reading, g):
    w = row(reading, g)
    return [w[: g["query"]].sum(), w[g["query"]], w[g["query"] + 1 :].sum()]


def half(reading, g):
    total, count = 0.0, 0
    for x in sorted(row(reading, g), reverse=True):
        total, count = total + x, count + 1
        if total > 0.5:
            return [count]


def table(reading, g):
    return reading.weights[g["layer"], g["head"]].astype(float)


def column_sum(reading, g):
    total = sum(table(reading, g)[:, g["key"]])
    return [0, total > 1, total < 1]


def mutual(reading, g):
    a, b = g["tokens"]
    return [table(reading, g)[a, b], table(reading, g)[b, a]]


def ratio_kept(reading, g):
    first, second = g["keys"]
    before, after = row(reading, g), changed(reading, g, blocked=g["blocked"])
    assert before[first] / before[second] == pytest.approx(after[first] / after[second], rel=1e-3)
    assert g["blocked"] == before.argmax()
    return [0, 0, 1]


DEEDS = {"hot": {"temperature": 2}, "cold": {"temperature": 0.5}, "unscaled": {"divide": False}}


def which_ratio(reading, g):
    first, second = g["keys"]
    change = {"blocked": g["top"]} if g["deed"] == "block" else DEEDS[g["deed"]]
    before, after = row(reading, g), changed(reading, g, **change)
    old, new = before[first] / before[second], after[first] / after[second]
    same = new == pytest.approx(old, rel=1e-3)
    return [new > old and not same, new < old and not same, same]


def says(reading, g):
    """What the map shows, by its cells; all other statements are about what it does not show."""
    matrix = table(reading, g)
    row, best, other = matrix[g["query"]], g["top"], g["other"]
    assert row[best] == max(row) and other not in (g["query"], best)
    shown = {
        "top": True,
        "not-top": False,
        "column": sum(matrix[:, other]) < 1,
        "mutual": abs(row[other] - matrix[other, g["query"]]) < 0.05,
    }
    there = g["kind"] in shown
    return [there and shown[g["kind"]], there and not shown[g["kind"]], not there]


def same_top(reading, g):
    same = row(reading, g).argmax() == (row(reading, g) * norms(reading, g)).argmax()
    return [same, not same]


def lead(reading, g):
    return [max(row(reading, g)), 1 - max(row(reading, g))]


def two_rows(reading, g):
    tops = [table(reading, g)[q].argmax() for q in g["queries"]]
    return [tops[0] == tops[1], tops[0] != tops[1]]


def partial_output(reading, g):
    return [sum(w * v for w, v in zip(g["weights"], g["values"], strict=True))]


def chance(reading, at) -> float:
    token = reading.tokens[at]
    read = fake_read(reading.sentence[: token.start] + "[MASK]" + reading.sentence[token.end :])
    guess = read.guesses[0]
    found = dict(zip(guess.pieces, guess.log_probabilities, strict=True))
    return math.exp(found[token.piece]) if token.piece in found else 0.0


def in_first_five(reading, g):
    inside = g["wanted"] in fake_read(g["covered"]).guesses[0].pieces[:5]
    return [inside, not inside]


def to_word(g, sentence):
    reading = fake_read(sentence)
    at, start = sentence.index("它") + 1, sentence.index(g["word"]) + 1  # after [CLS]
    weights = reading.weights[g["layer"], g["head"], at]
    return float(sum(weights[start : start + len(g["word"])]))


CHECKS = {
    "row-top": by_token(row),
    "row-top-character": by_token(row, lambda r, g: own(r)),
    "row-separators": by_number(lambda r, g: [100 * (row(r, g)[0] + row(r, g)[-1])]),
    "row-two-keys": by_value(two_keys),
    "row-side": by_value(sides),
    "row-self": by_value(lambda r, g: [row(r, g)[g["query"]], 1 / len(r.tokens)]),
    "row-peak": by_number(lambda r, g: [100 * max(row(r, g))]),
    "row-half": by_number(half),
    "row-entropy": by_value(lambda r, g: [spread(table(r, g)[q]) for q in g["queries"]]),
    "row-distance": by_number(
        lambda r, g: [sum(x * abs(i - g["query"]) for i, x in enumerate(row(r, g)))]
    ),
    "table-column": by_token(lambda r, g: table(r, g)[:, g["key"]], lambda r, g: own(r)),
    "table-symmetric": by_value(mutual),
    "table-received": by_token(lambda r, g: table(r, g).sum(0)),
    "table-sums": by_value(column_sum),
    "table-shape": by_number(lambda r, g: [len(r.tokens), r.weights.shape[0] * r.weights.shape[1]]),
    "head-previous": by_head(previous),
    "head-next": by_head(following),
    "head-separators": by_head(separators),
    "head-broad": by_head(entropies),
    "head-sharp": by_head(lambda r, g: 1 - entropies(r)),
    "head-far": by_head(distances),
    "head-twin": by_head(twins),
    "head-pair": by_head(lambda r, g: r.weights[:, :, g["query"], g["key"]]),
    "heads-previous": by_head(previous),
    "heads-next": by_head(following),
    "heads-separators": by_head(separators),
    "heads-broad": by_head(entropies),
    "heads-sharp": by_head(lambda r, g: 1 - entropies(r)),
    "heads-far": by_head(distances),
    "heads-twin": by_head(twins),
    "head-role": by_value(role),
    "head-habit": habit,
    "head-does": does,
    "layer-compare": by_value(layer_values),
    "change-temperature": by_number(
        lambda r, g: [100 * changed(r, g, temperature=g["temperature"])[g["key"]]]
    ),
    "change-scale": by_number(lambda r, g: [100 * changed(r, g, divide=False)[g["key"]]]),
    "change-block": by_token(
        lambda r, g: changed(r, g, blocked=g["blocked"]),
        lambda r, g: [i for i in range(len(r.tokens)) if i != g["blocked"]],
    ),
    "change-ratio": by_value(ratio_kept),
    "change-which-ratio": by_value(which_ratio),
    "change-freeze": by_token(row),
    "change-melt": by_number(lambda r, g: [100 * changed(r, g, temperature=1000)[g["key"]]]),
    "change-real-scale": by_number(lambda r, g: [g["score"] / math.sqrt(r.head_dim)]),
    "change-real-ratio": by_number(lambda r, g: [two_keys(r, g)[0] / two_keys(r, g)[1]], 1e-2),
    "value-contribution": by_token(lambda r, g: row(r, g) * norms(r, g)),
    "value-two": by_value(lambda r, g: [(row(r, g) * norms(r, g))[key] for key in g["keys"]]),
    "value-order": by_value(same_top),
    "value-one-dimension": by_number(partial_output),
    "value-lead": by_value(lead),
    "mask-given": by_guess(lambda r, g: next(x for x in r.guesses if x.position == g["position"])),
    "mask-fill": by_guess(lambda r, g: fake_read(g["covered"]).guesses[0]),
    "mask-rank": by_value(in_first_five),
    "mask-easier": by_value(lambda r, g: [chance(r, at) for at in g["spots"]]),
    "pair-it": by_value(lambda r, g: [to_word(g, g["first"]), to_word(g, g["second"])]),
    "order-matters": by_value(two_rows),
    "map-says": by_value(says),
}
