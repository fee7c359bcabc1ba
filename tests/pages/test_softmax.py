"""softmax 与缩放 without a browser: what changes the weights, what does not, and the real head."""

import subprocess
import sys

import pytest

from tests.pages.lesson import ROOT, button, hostile, hyphens, open_lesson, words


@pytest.mark.parametrize("step", range(1, 8))
def test_every_step_opens_from_its_address_and_leaves_no_number_out(step):
    at = open_lesson("softmax", step)
    assert not at.exception
    assert at.main.header[0].value.startswith(f"{step} · ")
    assert "[[" not in words(at)
    assert hyphens(at) == []


def weights(at) -> list[str]:
    return at.table[0].value["权重"].tolist()


def test_moving_one_score_moves_the_weights_and_reset_puts_them_back():
    at = open_lesson("softmax", 1)
    first = weights(at)
    assert first[0] == "0.64391"  # e² / (e² + e + 1 + e⁻¹)
    at.slider(key="z1").set_value(-5.0).run()
    assert weights(at) != first
    button(at, "还原").click().run()
    assert weights(at) == first


@pytest.mark.parametrize("count", ["3", "4", "5", "6"])
def test_three_to_six_scores(count):
    assert len(weights(open_lesson("softmax", 1, scores=count))) == int(count) + 1


def test_a_constant_changes_nothing():
    before = weights(open_lesson("softmax", 2, plus="0"))
    assert weights(open_lesson("softmax", 2, plus="5")) == before


def test_doubling_equals_temperature_one_half():
    doubled = weights(open_lesson("softmax", 3, times="2"))
    assert doubled == weights(open_lesson("softmax", 4, heat="0.5"))
    assert doubled != weights(open_lesson("softmax", 1))


def test_drawing_again_changes_the_numbers_and_the_seed_brings_them_back():
    at = open_lesson("softmax", 5)
    first = at.table[0].value["标准差"].tolist()
    button(at, "再抽一次").click().run()
    assert at.number_input(key="draw").value == 2
    assert at.table[0].value["标准差"].tolist() != first
    button(at, "还原").click().run()
    assert at.table[0].value["标准差"].tolist() == first


def test_with_one_dimension_the_root_makes_no_difference():
    one, other = (m.value for m in open_lesson("softmax", 6, dims="1").metric)
    assert one == other
    one, other = (m.value for m in open_lesson("softmax", 6, dims="1024").metric)
    assert one != other


def test_the_real_head_follows_layer_head_and_query():
    at = open_lesson("softmax", 7, layer="3", head="1")
    first = [m.value for m in at.metric]
    at.selectbox(key="q").set_value(8).run()
    second = [m.value for m in at.metric]
    button(at, "看变得最多的头").click().run()
    assert len({tuple(first), tuple(second), tuple(m.value for m in at.metric)}) == 3


def test_a_choice_of_head_in_the_address_is_kept():
    at = open_lesson("softmax", 7, layer="3", head="1")
    assert (at.selectbox(key="layer").value, at.selectbox(key="head").value) == (3, 1)


BOXES = ("z1", "scores", "plus", "times", "heat", "draw", "dims", "layer", "head", "q")


@pytest.mark.parametrize(("step", "query"), hostile(BOXES, (1, 3, 5, 6, 7)))
def test_hostile_addresses_are_ignored(step, query):
    assert not open_lesson("softmax", step, **query).exception


def test_no_lesson_imports_torch():
    program = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.pages.lesson import open_lesson;"
        "[open_lesson(k, s) for k, s in (('origins', 5), ('lookup', 9), ('softmax', 7))];"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=120).returncode == 0
