"""Forward passes take turns: in order, never too many, and an error gives the turn back."""

import threading

import pytest
import torch

from lib.model.turns import LONG, Turns, guard, told
from tests.waiting import PATIENCE, until


def test_who_came_first_is_served_first():
    turns, served = Turns(1), []
    turns.take()

    def ask(name: int) -> None:
        turns.take()
        served.append(name)
        turns.give_back()

    asking = []
    for name in range(6):
        asking.append(threading.Thread(target=ask, args=(name,)))
        asking[-1].start()
        until(lambda name=name: turns.waiting == name + 1)
    assert not served
    turns.give_back()
    for thread in asking:
        thread.join(PATIENCE)
    assert served == list(range(6)) and turns.waiting == 0


def test_two_at_once_and_never_a_third():
    turns, inside, most = Turns(2), [], []

    class Slow(torch.nn.Module):
        def forward(self, x):
            inside.append(1)
            most.append(len(inside))
            threading.Event().wait(0.01)
            inside.pop()
            return x

    model = Slow()
    guard(model, turns)
    asking = [threading.Thread(target=model, args=(torch.zeros(1),)) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
    assert len(most) == 8 and max(most) <= 2


def test_a_pass_that_fails_gives_its_turn_back():
    class Broken(torch.nn.Module):
        def forward(self, x):
            raise ValueError("broken")

    turns, model = Turns(1), Broken()
    guard(model, turns)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            model(torch.zeros(1))
    turns.take()  # it is free again: this returns
    assert turns.waiting == 0


def test_a_long_queue_says_so_and_a_short_one_does_not():
    turns = Turns(0)
    for _ in range(LONG - 1):
        threading.Thread(target=turns.take, daemon=True).start()
    until(lambda: turns.waiting == LONG - 1)
    assert told(turns) == ""
    threading.Thread(target=turns.take, daemon=True).start()
    until(lambda: turns.waiting == LONG)
    assert f"{LONG} 次计算在排队" in told(turns)
    for _ in range(LONG):
        turns.give_back()


def test_the_models_of_the_app_take_turns(shipped):
    assert shipped[0]._forward_pre_hooks and shipped[0]._forward_hooks
