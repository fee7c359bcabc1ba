"""A real head in few dimensions: every dot product and every weight stays what it was."""

from dataclasses import replace

import numpy as np
import pytest

from lib.attention import scaled_dot_product
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.reading import Reading
from lib.precompute import opening_path
from lib.toy import LARGEST, dump, restore
from lib.toy.from_head import bring_down, held, told

READING = Reading.load(opening_path(CATALOGUE[SHIPPED]))
KEYS = [0, 3, 5, 6, 8, 14, 16, 18]


@pytest.mark.parametrize("keys", [KEYS, KEYS[:3], [16]])
@pytest.mark.parametrize(("layer", "head"), [(0, 0), (READING.layers - 1, READING.heads - 1)])
def test_scores_are_those_of_the_full_vectors(layer, head, keys):
    table = bring_down(READING, layer, head, 16, keys)
    query, key, _ = table.arrays()
    assert key.shape == (len(keys), len(keys)) and len(keys) <= LARGEST
    expected = READING.head(layer, head).scores[16, keys]
    np.testing.assert_allclose((query @ key.T)[0], expected, atol=1e-4)


def test_the_calculator_gives_the_models_own_weights_renormalised():
    table = bring_down(READING, 1, 1, 16, KEYS)
    model = READING.weights[1, 1, 16, KEYS]
    steps = scaled_dot_product(*table.arrays(), scale=1 / np.sqrt(table.d_k))
    np.testing.assert_allclose(steps.weights[0], model / model.sum(), atol=1e-5)
    np.testing.assert_allclose(table.reference, model / model.sum(), atol=1e-7)


def test_lengths_of_weighted_values_survive_the_turn():
    table = bring_down(READING, 1, 1, 16, KEYS)
    np.testing.assert_allclose(
        np.linalg.norm(table.arrays()[2], axis=1),
        np.linalg.norm(READING.value[1, 1, KEYS], axis=1),
        atol=1e-4,
    )


def test_it_goes_through_the_address_unchanged():
    table = bring_down(READING, 1, 1, 16, KEYS)
    back = restore(dump(table))
    assert replace(back, title=table.title) == table


def test_more_keys_than_the_calculator_holds_are_refused():
    with pytest.raises(ValueError, match="1 to 8"):
        bring_down(READING, 0, 0, 1, list(range(9)))


def test_what_a_few_keys_hold_and_how_far_their_output_is(made):
    weights = np.array([[1, 0, 0, 0], [0.5, 0.25, 0.25, 0], [0, 0, 1, 0], [0, 0, 0, 1]], float)
    reading = made("你好", weights[None, None])
    value = np.array([[4.0, 0, 0], [0, 4, 0], [0, 0, 4], [9, 9, 9]])
    reading = replace(reading, value=value[None, None])
    # Row 1 gives (2, 1, 1), of length √6; keys 0 and 1 alone (8/3, 4/3, 0): off by (2/3, 1/3, −1).
    share, distance = held(reading, 0, 0, 1, [0, 1])
    assert share == pytest.approx(0.75)
    assert distance == pytest.approx(np.sqrt((4 + 1 + 9) / 9) / np.sqrt(6))
    assert held(reading, 0, 0, 1, [0, 1, 2]) == pytest.approx((1.0, 0.0))
    short = replace(reading, value=value[None, None] / 100)  # of length √6/100: the same share
    assert held(short, 0, 0, 1, [0, 1]) == pytest.approx((share, distance))


def test_the_learner_is_told_which_head_and_how_far():
    about = bring_down(READING, 1, 2, 16, KEYS).about
    assert "取自第 2 层第 3 头" in about and told(*held(READING, 1, 2, 16, KEYS)) in about
    assert "占这一行权重的 50%" in told(0.5, 12.0) and "相差 999%" in told(0.5, 12.0)
