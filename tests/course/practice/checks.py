"""What a drawn question must say of given values, by its form: tokens, heads, options, cells."""

import math
import re

import pytest


def position(text: str) -> int:
    """“书·16” → 16."""
    return int(re.search(r"·(\d+)", text)[1])


def head(text: str) -> tuple[int, int]:
    layer, number = re.search(r"第 (\d+) 层第 (\d+) 头", text).groups()
    return int(layer) - 1, int(number) - 1


def assert_worths(question, values):
    """The largest earns 1, the others half their share of it; of two options the other 0."""
    values = [float(v) for v in values]
    best = values.index(max(values))
    share = 0.5 / max(values) if len(values) > 2 else 0
    expected = [1 if i == best else share * v for i, v in enumerate(values)]
    assert [option.score for option in question.options] == pytest.approx(expected, abs=1e-4)


def by_token(values_of, pool_of=None):
    """Options are tokens: each is worth its value's share of the largest in the pool."""

    def check(reading, question):
        g = question.given
        values = values_of(reading, g)
        pool = pool_of(reading, g) if pool_of else range(len(reading.tokens))
        shown = [position(option.text) for option in question.options]
        assert set(shown) <= set(pool)
        assert max(values[i] for i in shown) == max(values[i] for i in pool)
        assert_worths(question, [values[i] for i in shown])

    return check


def by_head(values_of):
    """Options are heads: the best of those shown is right."""

    def check(reading, question):
        values = values_of(reading, question.given)
        shown = [values[head(option.text)] for option in question.options]
        if "among" not in question.given:
            assert max(shown) == values.max()
        assert_worths(question, shown)
        best, second = sorted(shown)[-1:-3:-1]
        assert best >= 1.249 * second

    return check


def by_value(values_of):
    """Fixed options, worth what these values say."""

    def check(reading, question):
        assert_worths(question, values_of(reading, question.given))

    return check


def by_number(numbers_of, tolerance=1e-3):
    """Cells."""

    def check(reading, question):
        numbers = numbers_of(reading, question.given)
        assert [c.answer for c in question.cells] == pytest.approx(numbers, abs=tolerance)

    return check


def by_guess(guess_of):
    def check(reading, question):
        guess = guess_of(reading, question.given)
        chances = dict(zip(guess.pieces, map(math.exp, guess.log_probabilities), strict=True))
        shown = [chances[option.text[1:-1]] for option in question.options]
        assert max(shown) == max(chances.values())
        assert_worths(question, shown)

    return check
