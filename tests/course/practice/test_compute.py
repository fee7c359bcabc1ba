"""动手算: the answers, worked out a second time with fractions and plain loops."""

import math
from fractions import Fraction

import pytest

from lib.course.practice import TEMPLATES, grade
from lib.ui.menu import PAGES

SEEDS = range(1000)


def dot(a, b):
    return sum(Fraction(x) * Fraction(y) for x, y in zip(a, b, strict=True))


def softmax(scores):
    exponentials = [math.exp(s) for s in scores]
    return [e / sum(exponentials) for e in exponentials]


def product(left, right):
    return [[dot(row, column) for column in zip(*right, strict=True)] for row in left]


def decimals(numbers):
    """Floats written by people: 0.3 means 3/10."""
    return [Fraction(str(n)) for n in numbers]


def people(g):
    scores = [dot(g["query"][0], key) for key in g["key"]]
    ages = [v[0] for v in g["value"]]
    best = [a for a, s in zip(ages, scores, strict=True) if s == max(scores)]
    return scores, ages, Fraction(sum(best), len(best)), len(best)


def hard_lookup(g):
    scores, _, mean, count = people(g)
    return [max(scores), count, mean]


def soft_lookup(g):
    scores, ages, mean, _ = people(g)
    weights = softmax([float(s) / 2 for s in scores])
    soft = sum(w * a for w, a in zip(weights, ages, strict=True))
    return [*(weights[i] for i in g["at"]), soft, mean]


def whole_row(g):
    scores = [dot(g["query"][0], key) for key in g["key"]]
    scaled = [s / 2 for s in scores]
    weights = softmax(map(float, scaled))
    output = sum(w * v[0] for w, v in zip(weights, g["value"], strict=True))
    return [*scores, *scaled, *weights, output]


def softmax_row(g):
    return [sum(math.exp(s) for s in g["scores"]), *softmax(g["scores"])]


def temperature(g):
    cooled = [s / g["temperature"] for s in g["scores"]]
    return [*cooled, *softmax(cooled)]


def temperature_ratio(g):
    first, second = g["scores"]
    warm = [softmax([first / t, second / t]) for t in (1, g["temperature"])]
    return [a / b for a, b in warm]


def scale_gap(g):
    first, second = g["scores"]
    root = math.isqrt(g["d_k"])
    a, b = softmax([first / root, second / root])
    return [first - second, Fraction(first, root) - Fraction(second, root), math.log(a / b)]


def blocked_key(g):
    kept = [0 if i == g["blocked"] else w for i, w in enumerate(decimals(g["weights"]))]
    return [w / sum(kept) for w in kept]


def causal(g):
    answers = []
    for row in g["rows"]:
        scores = [0.0 if key <= row else -math.inf for key in range(1, g["count"] + 1)]
        answers.append(softmax(scores)[0])
    return answers


def entropy(g):
    total = sum(g["weights"])
    return [-sum(n / total * math.log2(n / total) for n in g["weights"])]


def same_key(g):
    other = Fraction(str(g["other"]))
    each = (1 - other) / 2
    return [each, dot([each, each, other], g["ages"])]


def weight_norm(g):
    pairs = zip(g["weights"], g["value"], strict=True)
    return [math.dist([0, 0], [w * x for x in v]) for w, v in pairs]


def shape_output(g):
    return [g["m"], g["n"], g["m"], g["d_v"]]


def concatenate(g):
    joined = [n for head in g["heads"] for n in head]
    return [len(joined), *product([joined], g["weight"])[0]]


def parameters(g):
    # Counted head by head: d_model × (d_model / heads) columns each.
    per_head = g["d_model"] * (g["d_model"] // g["heads"])
    one = sum(per_head for _ in range(g["heads"]))
    return [one, 4 * one, g["d_model"] // g["heads"]]


def read_table(g):
    i, j = g["at"]
    table = [[Fraction(n, 10) for n in row] for row in g["weights"]]
    return [table[i][j], sum(table[i]), sum(row[j] for row in table)]


def ablation_log(g):
    ratio = Fraction(g["after"], g["before"])
    return [ratio, math.log(g["after"]) - math.log(g["before"])]


def ablation_rank(g):
    count = len([other for other in g["others"] if not other < g["yours"]])
    return [count, Fraction(count, 10)]


EXPECTED = {
    "residual": lambda g: [a + b for a, b in zip(g["x"], g["out"], strict=True)],
    "ablation-log": ablation_log,
    "ablation-rank": ablation_rank,
    "dot": lambda g: [dot(g["query"][0], g["key"][0])],
    "scores-row": lambda g: [dot(g["query"][0], key) for key in g["key"]],
    "scale": lambda g: [s / math.sqrt(g["d_k"]) for s in g["scores"]],
    "score-matrix": lambda g: [dot(q, k) for q in g["query"] for k in g["key"]],
    "scale-gap": scale_gap,
    "softmax-row": softmax_row,
    "softmax-ln": lambda g: softmax(map(math.log, g["exponentials"])),
    "softmax-shift": lambda g: softmax([s + g["added"] - 100 for s in g["scores"]]),
    "softmax-equal": lambda g: softmax([g["score"]] * g["count"])[:1],
    "temperature": temperature,
    "temperature-ratio": temperature_ratio,
    "missing-weight": lambda g: [
        1 - sum(w for i, w in enumerate(decimals(g["weights"])) if i != g["hidden"])
    ],
    "blocked-key": blocked_key,
    "causal": causal,
    "entropy": entropy,
    "weighted-sum": lambda g: [dot(decimals(g["weights"]), [v[0] for v in g["value"]])],
    "weighted-vector": lambda g: [
        dot(decimals(g["weights"]), column) for column in zip(*g["value"], strict=True)
    ],
    "value-change": lambda g: [Fraction(str(g["weights"][g["at"]])) * g["delta"]],
    "mean-pooling": lambda g: [
        Fraction(1, len(g["value"])),
        Fraction(sum(g["value"]), len(g["value"])),
    ],
    "same-key": same_key,
    "hard-lookup": hard_lookup,
    "soft-lookup": soft_lookup,
    "whole-row": whole_row,
    "weight-norm": weight_norm,
    "shape-heads": lambda g: [
        g["d_model"] // g["heads"],
        g["tokens"],
        g["tokens"],
        g["heads"],
    ],
    "shape-output": shape_output,
    "projection": lambda g: product([g["x"]], g["weight"])[0],
    "projection-all": lambda g: sum(product(g["x"], g["weight"]), []),
    "concatenate": concatenate,
    "parameters": parameters,
    "read-table": read_table,
}


def test_every_template_is_worked_out_a_second_time():
    assert set(EXPECTED) == {
        name for name, t in TEMPLATES.items() if t.kind == "compute" and not t.held
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_answers(name):
    for seed in SEEDS:
        question = TEMPLATES[name].ask(seed)
        expected = [float(e) for e in EXPECTED[name](question.given)]
        assert [cell.answer for cell in question.cells] == pytest.approx(expected, abs=1e-9)
        assert question.prompt and question.solution and question.hints
        assert question.see.page in PAGES
        for cell in question.cells:
            # A value that earns a reproof must not be the right one, also after rounding.
            assert all(abs(m - cell.answer) > cell.tolerance for m, _ in cell.mistakes), seed
            assert not cell.spread


@pytest.mark.parametrize("name", EXPECTED)
def test_the_right_answer_gets_full_marks_and_mistakes_get_their_reason(name):
    for seed in range(50):
        question = TEMPLATES[name].ask(seed)
        right = [cell.answer for cell in question.cells]
        assert grade(question, right).score == 1
        rounded = [
            round(a, 2) if c.tolerance >= 0.01 else a
            for a, c in zip(right, question.cells, strict=True)
        ]
        assert grade(question, rounded).score == 1, (seed, rounded)
        for i, cell in enumerate(question.cells):
            for wrong, reason in cell.mistakes:
                answer = [*right[:i], wrong, *right[i + 1 :]]
                result = grade(question, answer)
                assert result.score == pytest.approx(1 - 1 / len(right))
                assert result.marks[i].score == 0
                assert result.marks[i].text in {r for _, r in cell.mistakes}
                assert reason


def test_one_seed_one_question():
    for template in TEMPLATES.values():
        if not template.needs:
            assert template.ask(7) == template.ask(7)
    assert TEMPLATES["dot"].ask(1).prompt != TEMPLATES["dot"].ask(2).prompt
