"""The laboratory's switches on the pages that have them, in the toy and in the real model."""

import numpy as np
import pytest

from lib.model.intervention import Intervention
from tests.pages.lesson import words
from tests.pages.open_page import open_page, said

MASKED = "因为下雨，[MASK]以我们没有去公园。"


def soft_answer(**query: str) -> float:
    at = open_page("calculator", **query)
    assert not at.exception and not at.error
    return float(at.metric[1].value)


# The article's table: scores 1, 1, 0, 1 over √3; ages 18, 20, 22, 19. By hand: e^(1/√3) = 1.781312.
@pytest.mark.parametrize(
    ("switch", "answer"),
    [
        ("uniform", (18 + 20 + 22 + 19) / 4),
        ("causal", 18),  # the only query stands first: it sees the first key
        ("one_more", (1.781312 * (18 + 20 + 19) + 22) / (3 * 1.781312 + 1 + 1)),
    ],
)
def test_a_switch_in_the_toy_gives_what_a_hand_gets(switch, answer):
    assert soft_answer(**{switch: "true"}) == pytest.approx(answer, abs=1e-4)


def test_places_in_the_toy_part_equal_keys():
    """By hand: q = [1, 0, 0] + [0, 1, 0] meets keys with the sines of places 0 to 3 added."""
    keys = [[1, 2, 0], [1, 2, 0], [0, 0, 2], [1, 4, 0]]
    wide = 10_000 ** (2 / 3)
    scores = [
        (k[0] + np.sin(i)) + (k[1] + np.cos(i)) + 0 * (k[2] + np.sin(i / wide))
        for i, k in enumerate(keys)
    ]
    weights = np.exp(np.array(scores) / np.sqrt(3))
    expected = float(weights @ [18, 20, 22, 19] / weights.sum())
    assert soft_answer(with_positions="true") == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("query", "change"),
    [
        ({"causal": "true"}, Intervention(causal=True)),
        ({"uniform": "true"}, Intervention(uniform=True)),
        ({"one_more": "true"}, Intervention(one_more=True)),
        ({"no_positions": "true"}, Intervention(positions=False)),
        (
            {"uniform": "true", "only": "3-4"},
            Intervention(uniform=True, only=frozenset({(2, 3)})),
        ),
        (
            {"uniform": "true", "only": "第 3 层"},
            Intervention(uniform=True, only=frozenset({(2, j) for j in range(4)})),
        ),
    ],
    ids=str,
)
def test_a_switch_in_the_real_model_is_followed_to_the_guess(read, query, change):
    at = open_page("surgery", s=MASKED, **query)
    assert not at.exception and not at.error
    after = read(MASKED, change=change).guesses[0]
    table = at.dataframe[0].value.set_index("猜")
    assert np.isclose(table["改动之后"][after.pieces[0]], np.exp(after.log_probabilities[0]))


def test_blocked_separators_get_nothing_and_the_page_says_where_it_went(read):
    at = open_page("surgery", s=MASKED, no_separators="true")
    assert not at.exception and not at.error
    shares = at.table[0].value
    assert "开着：屏蔽 [CLS]、[SEP]。" in " ".join(c.value for c in at.caption)
    assert shares.loc["改动之后", "[SEP]"] == "0.0%" != shares.loc["原来", "[SEP]"]


def test_both_sides_of_the_comparison_are_switched_alike():
    at = open_page("side_by_side", uniform="true")
    assert not at.exception and not at.error
    assert "你改了开关" in said(at)


@pytest.mark.parametrize("query", [{"only": "99-9"}, {"causal": "<b>"}, {"only": "第 99 层"}])
def test_a_hostile_address_switches_nothing(query):
    at = open_page("surgery", s=MASKED, **query)
    assert not at.exception and not at.error and "猜：" in words(at)
