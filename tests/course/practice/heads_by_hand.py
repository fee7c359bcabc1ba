"""What the heads do, a second time: by plain loops, and by the lines of the shipped head file."""

import json
import math
from pathlib import Path

import numpy as np

from lib.heads.relation_names import NAMES as UD
from tests.course.practice.checks import assert_worths, head


def own(reading):
    return [i for i, token in enumerate(reading.tokens) if not token.special]


def mean_over_rows(reading, of_row, rows=None):
    """(layers, heads): the mean of of_row(weights, query) over the learner's own tokens."""
    rows = own(reading) if rows is None else rows
    values = np.zeros(reading.weights.shape[:2])
    for i, j in np.ndindex(values.shape):
        values[i, j] = np.mean([of_row(reading.weights[i, j, q].astype(float), q) for q in rows])
    return values


def previous(reading, g=None):
    rows = [q for q in own(reading) if q - 1 in own(reading)]  # [CLS] is no character before
    return mean_over_rows(reading, lambda w, q: w[q - 1], rows)


def following(reading, g=None):
    rows = [q for q in own(reading) if q + 1 in own(reading)]
    return mean_over_rows(reading, lambda w, q: w[q + 1], rows)


def separators(reading, g=None):
    return mean_over_rows(reading, lambda w, q: w[0] + w[-1])


def spread(w) -> float:
    return -sum(x * math.log(x) for x in w if x > 0) / math.log(len(w))


def entropies(reading, g=None):
    return mean_over_rows(reading, lambda w, q: spread(w))


def distances(reading, g=None):
    return mean_over_rows(reading, lambda w, q: sum(x * abs(i - q) for i, x in enumerate(w)))


def twins(reading, g=None):
    pieces = [token.piece for token in reading.tokens]
    rows = [q for q in own(reading) if pieces.count(pieces[q]) > 1]
    return mean_over_rows(
        reading,
        lambda w, q: sum(x for i, x in enumerate(w) if i != q and pieces[i] == pieces[q]),
        rows,
    )


def role(reading, g):
    at = g["layer"], g["head"]
    selves = mean_over_rows(reading, lambda w, q: w[q])
    return [a[at] for a in (previous(reading), following(reading), selves, separators(reading))]


FILE = json.loads((Path(__file__).parents[3] / "models/zh-bert-tiny/heads.json").read_text())
NAMED = {"看前一个字": "previous", "看后一个字": "next", "看自己": "self", "看标点": "punctuation",
         "停在 [CLS]/[SEP]": "separators", "看别处相同的字": "twin"}  # fmt: skip


def place_shares(reading):
    """{place: (layers, heads)}: from the file's own lines, or by loops where there is none."""
    if reading.checkpoint != "random":
        rows = FILE["weights"]
        found = {p: np.array([[h[p] for h in row] for row in rows]) for p in NAMED.values()
                 if p != "separators"}  # fmt: skip
        found["separators"] = np.array([[h["cls"] + h["sep"] for h in row] for row in rows])
        found["word"] = np.array([[h["word"] for h in row] for row in rows])
        found["entropy"] = np.array([[h["entropy"] for h in row] for row in rows])
        return found
    nothing = np.zeros(reading.weights.shape[:2])
    marks = [t.text in "，。：！？“”" for t in reading.tokens]
    return {
        "previous": previous(reading),
        "next": following(reading),
        "self": mean_over_rows(reading, lambda w, q: w[q]),
        "separators": separators(reading),
        "punctuation": mean_over_rows(reading, lambda w, q: w[marks].sum()),
        "twin": twins(reading) if len({t.piece for t in reading.tokens}) < len(marks) else nothing,
        "entropy": entropies(reading),
    }


def beyond(relation, at, which="accuracy"):
    return relation[which][at[0]][at[1]] - relation["offset_accuracy"]


def found_relations(at):
    """“obj 1” …, furthest beyond the best offset first, where neither half may be luck."""
    held = [r for r in FILE["relations"] if r["low"][at[0]][at[1]] > 0
            and r["dev_low"][at[0]][at[1]] > 0 and beyond(r, at) >= 0.05]  # fmt: skip
    return [f"{r['relation']} {r['direction']}" for r in sorted(held, key=lambda r: -beyond(r, at))]


def habit(reading, question):
    """The name that the head earns, worked out again from the figures."""
    at = question.given["layer"], question.given["head"]
    shares = {place: float(values[at]) for place, values in place_shares(reading).items()}
    entropy = shares.pop("entropy")
    relations = found_relations(at) if reading.checkpoint != "random" else []
    best = max(shares, key=shares.get)
    if shares[best] >= 0.5:
        key = best
    elif relations:
        key = relations[0]
    elif shares["separators"] + shares["punctuation"] >= 0.5:
        key = "resting"
    else:
        key = "broad" if entropy >= 0.75 else "nothing"
    assert question.given["role"] == key
    (right,) = [option for option in question.options if option.score == 1]
    if key in NAMED.values():
        assert NAMED[right.text] == key
    wrong = [option.text for option in question.options if option.score != 1]
    assert not any(shares[NAMED[text]] >= 0.5 for text in wrong if text in NAMED)


def does(reading, question):
    """The best of the heads shown does it most, by the file's own lines."""
    name = question.given["name"]
    if name in NAMED:
        values = place_shares(reading)[NAMED[name]]
    else:
        (row,) = [r for r in FILE["relations"] if UD[r["relation"]][1 + r["direction"]] == name]
        key = f"{row['relation']} {row['direction']}"
        shape = len(FILE["weights"]), len(FILE["weights"][0])
        values = np.array([[beyond(row, (i, j)) * (key in found_relations((i, j)))
                            for j in range(shape[1])] for i in range(shape[0])])  # fmt: skip
    assert_worths(question, [values[head(option.text)] for option in question.options])
