"""Where all of the weight goes, worked out by hand."""

import numpy as np
import pytest

from lib.heads.destinations import KINDS, destinations
from lib.model.intervention import Intervention

# [CLS] 你 ， [SEP]: the rows of 你 and ，.
BY_HAND = np.array(
    [
        [1, 0, 0, 0],
        [0.1, 0.2, 0.3, 0.4],
        [0.5, 0.25, 0.05, 0.2],
        [0, 0, 0, 1],
    ]
)


def test_every_kind_by_hand(made):
    found = destinations(made("你，", BY_HAND[None, None]))
    assert found == pytest.approx(
        {
            "[CLS]": (0.1 + 0.5) / 2,
            "[SEP]": (0.4 + 0.2) / 2,
            "自己": (0.2 + 0.05) / 2,
            "标点": (0.3 + 0) / 2,  # the comma's own 0.05 went to itself
            "别的字": (0 + 0.25) / 2,
            "没有给出去": 0,
        }
    )


def test_what_a_row_keeps_is_told(made):
    found = destinations(made("你，", BY_HAND[None, None] * 0.75))
    assert found["没有给出去"] == pytest.approx(0.25)


@pytest.mark.parametrize("change", [Intervention(), Intervention(one_more=True)])
def test_kinds_sum_to_one_on_the_model(read, change):
    found = destinations(read("他说：“我不去。”", change=change))
    assert list(found) == list(KINDS)
    assert sum(found.values()) == pytest.approx(1)
    assert (found["没有给出去"] > 0.01) == change.one_more
