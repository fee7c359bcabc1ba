"""A W learns what it is asked: the gradient against torch's, and the loss falls."""

import numpy as np
import pytest
import torch

from lib.toy import learning
from lib.toy import multi_head as toy

ARGUMENTS = (toy.X, toy.WEIGHTS["W_Q"], toy.WEIGHTS["W_K"])


def test_one_step_is_torchs_gradient():
    x, w_key = (torch.tensor(m) for m in (ARGUMENTS[0], ARGUMENTS[2]))
    w_query = torch.tensor(ARGUMENTS[1], requires_grad=True)
    weights = ((x @ w_query)[2] @ (x @ w_key).T / 2).softmax(-1)
    (-weights[1].log()).backward()
    learnt = learning.descend(*ARGUMENTS, word=2, target=1, steps=1)
    np.testing.assert_allclose(
        learnt.w_query, ARGUMENTS[1] - learning.RATE * w_query.grad.numpy(), atol=1e-12
    )


@pytest.mark.parametrize(("word", "target"), [(0, 2), (1, 1), (2, 0)])
def test_the_loss_falls_with_every_step_and_the_weight_goes_where_it_was_asked(word, target):
    learnt = learning.descend(*ARGUMENTS, word=word, target=target, steps=20)
    assert (np.diff(learnt.losses) < 0).all()
    assert learnt.after[target] > learnt.before[target]
    assert learnt.losses[-1] == pytest.approx(-np.log(learnt.after[target]))


def test_no_step_changes_nothing():
    learnt = learning.descend(*ARGUMENTS, word=0, target=1, steps=0)
    np.testing.assert_array_equal(learnt.before, learnt.after)
    assert len(learnt.losses) == 1
