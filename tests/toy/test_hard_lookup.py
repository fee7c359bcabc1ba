"""The hard lookup beside the soft one: what attention becomes as the temperature goes to zero."""

import numpy as np
import pytest

from lib.attention import AttentionError, scaled_dot_product
from lib.toy import PRESETS, hard_lookup


def cold(query, key, value, **keywords):
    return scaled_dot_product(query, key, value, temperature=1e-6, **keywords).context


@pytest.mark.parametrize("toy", PRESETS.values(), ids=PRESETS.keys())
def test_the_hard_lookup_is_what_the_soft_one_becomes_in_the_cold(toy):
    np.testing.assert_allclose(hard_lookup(*toy.arrays()), cold(*toy.arrays()), atol=1e-9)


@pytest.mark.parametrize("keys", [[[1000], [1000.001]], [[0.1], [0.1]], [[-5], [-3]], [[0], [0]]])
def test_only_equal_scores_tie_in_the_hard_lookup(keys):
    query, key, value = np.array([[1000.0]]), np.array(keys, float), np.array([[1.0], [3.0]])
    expected = 2.0 if keys[0] == keys[1] else 3.0
    assert hard_lookup(query, key, value).item() == expected
    assert cold(query, key, value).item() == pytest.approx(expected)


def test_a_blocked_key_takes_no_part_in_the_hard_lookup():
    query, key, value = PRESETS["ages"].arrays()
    blocked = np.array([False, True, False, False])
    assert hard_lookup(query, key, value, blocked).item() == (18 + 19) / 2
    assert cold(query, key, value, blocked=blocked).item() == pytest.approx(18.5)


def test_with_every_key_blocked_the_shared_function_refuses():
    with pytest.raises(AttentionError, match="全被屏蔽"):
        cold(*PRESETS["ages"].arrays(), blocked=np.ones(4, bool))
