"""A head that rests on [CLS] and [SEP] looks broken: why, wherever such a head may be chosen."""

import pytest

from tests.pages.open_page import open_page

STEPS = {"book": "2", "softmax": "7"}


@pytest.mark.parametrize("key", ["book", "softmax", "side_by_side", "why", "truth"])
@pytest.mark.parametrize(("layer", "head", "rests"), [("4", "1", True), ("3", "4", False)])
def test_it_is_said_beside_a_head_that_rests_and_beside_no_other(key, layer, head, rests):
    step = {f"{key}_step": STEPS[key]} if key in STEPS else {}
    at = open_page(key, layer=layer, head=head, **step)
    assert not at.exception and not at.error
    told = [caption.value for caption in at.caption if "这个头没有坏" in caption.value]
    assert len(told) == rests
