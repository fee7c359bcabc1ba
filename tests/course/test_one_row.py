"""One real row, number by number: what is printed adds up, and leads back to where it came from."""

import math
import re

import numpy as np
import pytest

from lib import examples, precompute
from lib.anatomy.network import from_folder
from lib.course.lessons import first_question, one_row, texts
from lib.course.lessons.one_row import Chain, Place
from lib.model import checkpoints

CHECKPOINT = checkpoints.CATALOGUE[checkpoints.SHIPPED]
READING = precompute.load_opening(CHECKPOINT)
QUERY = examples.opening_query(READING)


@pytest.fixture(scope="module")
def network():
    return from_folder(CHECKPOINT.folder)


@pytest.fixture(scope="module")
def chain(network):
    layer, head = one_row.first_row(READING, QUERY)
    return Chain(network, network.run(READING), layer, head, QUERY)


def value(line) -> float:
    """The number that a line ends in."""
    return float(re.findall(r"−?[\d.]+", "".join(p.text for p in line))[-1].replace("−", "-"))


def total(line) -> float:
    """The products and terms of a line, worked out again from what is printed."""
    text = "".join(piece.text for piece in line).replace("−", "-").split("=")[1]
    text = re.sub(r"其余 \d+ 项 ", "", text).replace("偏置 ", "").replace("×", "*")
    assert not set(text) - set("0123456789.+-*() "), text
    return eval(text)


def test_the_row_is_the_one_that_looks_at_the_verb_and_the_measure_word(chain):
    tied = [i for i, t in enumerate(READING.tokens) if t.text in one_row.TIED]
    shares = READING.weights[:, :, QUERY, tied].sum(-1)
    assert shares[chain.layer, chain.head] == shares.max() > 0.5


@pytest.mark.parametrize("dim", [0, 17, 47])
@pytest.mark.parametrize("kind", "QKV")
def test_q_k_and_v_are_what_the_model_recorded_and_add_up_as_printed(chain, kind, dim):
    recorded = {"Q": READING.query, "K": READING.key, "V": READING.value}[kind]
    line = chain.of_x(dim, kind, QUERY)
    assert value(line) == pytest.approx(recorded[chain.layer, chain.head, QUERY, dim], abs=6e-4)
    assert total(line) == pytest.approx(value(line), abs=5e-3)


@pytest.mark.parametrize("token", [0, 8, 11, QUERY])
def test_scores_and_weights_are_what_the_model_recorded_and_add_up(chain, token):
    at = (chain.layer, chain.head, QUERY, token)
    recorded = READING.query[at[:3]] @ READING.key[(*at[:2], token)]
    score = chain.of_score(token)
    assert value(score) == pytest.approx(recorded, abs=6e-4)
    assert total(score) == pytest.approx(value(score), abs=2e-2)
    assert value(chain.of_scaled(token)) == pytest.approx(
        recorded / math.sqrt(READING.head_dim), abs=6e-4
    )
    assert value(chain.of_weight(token)) == pytest.approx(READING.weights[at], abs=6e-5)


def test_the_output_and_what_is_written_add_up(chain):
    context = chain.of_context(3)
    recorded = READING.context[chain.layer, chain.head, QUERY, 3]
    assert value(context) == pytest.approx(recorded, abs=6e-4)
    assert total(context) == pytest.approx(recorded, abs=3e-3)
    assert total(chain.of_written(100)) == pytest.approx(value(chain.of_written(100)), abs=5e-3)
    assert total(chain.of_after(100)) == pytest.approx(value(chain.of_after(100)), abs=2e-3)


def test_every_number_leads_to_a_step_of_the_lesson(chain):
    lines = (
        *(chain.of_x(0, kind, 0) for kind in "QKV"),
        chain.of_score(3),
        chain.of_scaled(3),
        chain.of_weight(3),
        chain.of_context(0),
        chain.of_written(0),
        chain.of_after(0),
    )
    keys = {step.key for step in texts.load("chain").steps}
    for line in lines:
        sources = [piece.source for piece in line if piece.source is not None]
        assert sources
        assert {source.step for source in sources} <= keys
    q, k = [p.source for p in chain.of_score(3) if p.source is not None][:2]
    assert (q, k) == (Place("query", QUERY, q.dim, "Q"), Place("query", 3, q.dim, "K"))


def test_what_the_heads_write_adds_up_to_what_is_written(chain, network):
    name = f"bert.encoder.layer.{chain.layer}.attention.output.dense"
    matrix, d = network.weights[f"{name}.weight"], chain.d
    joined = chain.at.joined[QUERY]
    own = (
        matrix[:, chain.head * d : (chain.head + 1) * d]
        @ joined[chain.head * d : (chain.head + 1) * d]
    )
    assert chain.written_by()[chain.head] == pytest.approx(np.linalg.norm(own), rel=1e-4)


def test_covered_the_model_is_asked_as_it_is_itself(network, read):
    _, best = one_row.covered(network, READING, QUERY)
    guess = read(examples.OPENING[:-2] + "[MASK]。").guesses[0]
    assert [piece for piece, _ in best] == list(guess.pieces[:5])
    np.testing.assert_allclose([p for _, p in best], np.exp(guess.log_probabilities[:5]), rtol=1e-3)


@pytest.mark.parametrize(
    ("a", "b", "like"), [([1, 0], [2, 0], 1), ([1, 0], [0, 5], 0), ([1, 1], [1, 0], 0.5**0.5)]
)
def test_cosine(a, b, like):
    assert one_row.cosine(np.array(a), np.array(b)) == pytest.approx(like)


# ── the question before ─────────────────────────────────────────────────────────────────────


def test_a_guess_comes_back_in_the_sentences_order():
    assert first_question.from_text(first_question.to_text(["本", "读"])) == ["读", "本"]
    assert first_question.to_text([]) == ""


@pytest.mark.parametrize(
    "text", ["", "null", "5", '"读"', '["<b>"]', '{"读": 1}', "[" * 900, "[[1]]"]
)
def test_what_is_no_guess_counts_as_none(text):
    assert first_question.from_text(text) == []


def test_no_more_than_three_words_are_kept():
    assert len(first_question.from_text(first_question.to_text([*first_question.WORDS]))) == 3
