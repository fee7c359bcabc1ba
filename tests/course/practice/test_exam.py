"""The exam: by seed the same for everybody, nothing that practice asks, answers by hand."""

import math
from fractions import Fraction

import pytest

from lib.course.paper import COUNT
from lib.course.practice import TEMPLATES, grade
from lib.course.practice.final_exam import Exam, ResultError, from_link, to_link
from lib.course.practice.registry import drawn
from lib.course.skills import SKILLS, skill_of


def dot(a, b):
    return sum(Fraction(str(x)) * Fraction(str(y)) for x, y in zip(a, b, strict=True))


def shops(g):
    one, two, three = g["numbers"]
    return [Fraction(one, one + two + three), Fraction(2 * one, 2 * one + two + three)]


def two_keys(g):
    scores = [dot(g["query"][0], key) / 2 for key in g["key"]]
    exps = [math.exp(s) for s in scores]
    weights = [e / sum(exps) for e in exps]
    output = sum(w * v[0] for w, v in zip(weights, g["value"], strict=True))
    return [*scores, weights[0], output]


def absent(g):
    kept = [i for i in range(3) if i != g["out"]]
    weights = [Fraction(str(g["weights"][i])) for i in kept]
    return [
        weights[0] / sum(weights),
        sum(w * g["marks"][i] for w, i in zip(weights, kept, strict=True)) / sum(weights),
    ]


def bits(g):
    return [-sum(n / sum(r) * math.log2(n / sum(r)) for n in r) for r in g["rows"]]


EXPECTED = {
    "exam-library": lambda g: [
        dot(g["weights"], g["pages"]),
        max(zip(g["weights"], g["pages"], strict=True))[1],
    ],
    "exam-taste": lambda g: [dot(g["query"][0], film) for film in g["key"]],
    "exam-shops": shops,
    "exam-width": lambda g: [math.sqrt(g["d_k"]), 1],
    "exam-heat": lambda g: [
        math.exp(math.log(g["base"]) / 0.5),
        math.exp(math.log(g["base"]) / 2),
    ],
    "exam-water": lambda g: [
        dot([g["share"], 1 - g["share"]], [g["hot"], g["cold"]]),
        dot([g["share"]], [g["more"]]),
    ],
    "exam-two-keys": two_keys,
    "exam-absent": absent,
    "exam-both-ways": lambda g: [dot(g["w_q"][0], g["w_k"][1]), dot(g["w_q"][1], g["w_k"][0])],
    "exam-large": lambda g: [g["d_k"], g["tokens"] ** 2, sum([g["heads"]] * g["layers"])],
    "exam-two-layers": lambda g: [
        g["x"][0] + g["outs"][0][0] + g["outs"][1][0],
        g["x"][0] + g["outs"][0][0],
    ],
    "exam-english": lambda g: [
        sorted(range(7), key=lambda i: g["weights"][i])[-1] + 1,
        sum(g["weights"][i] for i in g["pair"]),
    ],
    "exam-bits": bits,
    "exam-loud": lambda g: [w * n for w, n in zip(g["weights"], g["lengths"], strict=True)],
}


@pytest.mark.parametrize(
    "name", [name for name, t in TEMPLATES.items() if t.held and t.kind == "compute"]
)
def test_answers_by_hand(name):
    for seed in range(200):
        question = TEMPLATES[name].ask(seed)
        expected = [float(e) for e in EXPECTED[name](question.given)]
        assert [cell.answer for cell in question.cells] == pytest.approx(expected, abs=1e-9)
        for cell in question.cells:
            assert all(abs(m - cell.answer) > cell.tolerance for m, _ in cell.mistakes), seed
        assert grade(question, [cell.answer for cell in question.cells]).score == 1


def test_twenty_skills_once_each_and_nothing_that_practice_asks():
    for seed in range(50):
        names = Exam(seed).names()
        assert len(names) == COUNT
        assert len({skill_of(name.template) for name in names}) == COUNT
        practised = {name for kind in ("compute", "look", "think") for name in drawn(kind)}
        assert not practised & {name.template for name in names}
    assert Exam(3).names() == Exam(3).names() != Exam(4).names()
    every = {skill_of(name.template) for seed in range(50) for name in Exam(seed).names()}
    assert every == set(SKILLS)


def test_a_result_is_kept_in_an_address():
    scores = [1.0, 0.0, None, 0.5, 0.19] + [1.0] * 15
    link = to_link(7, scores)
    assert link == {"exam": "7", "got": "ka-fb" + "k" * 15}
    exam, back = from_link(**link)
    assert exam == Exam(7)
    assert back == [1.0, 0.0, None, 0.5, 0.1] + [1.0] * 15


@pytest.mark.parametrize(
    ("exam", "got"),
    [("x", "k" * 20), ("7", "k" * 19), ("7", "z" * 20), ("12345", "k" * 20), ("７", "k" * 20)],
)
def test_a_damaged_result_is_explained(exam, got):
    with pytest.raises(ResultError, match="链接里的"):
        from_link(exam, got)
