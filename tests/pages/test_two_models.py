"""两句对照 with two models: a small checkpoint of one's own beside the shipped one."""

import numpy as np
import pytest

from lib.experiments.two_checkpoints import align
from lib.model import bert, checkpoints, own
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.loading import load
from lib.ui import readings
from tests.model.families import save
from tests.pages.lesson import button, words
from tests.pages.open_page import charts, open_page, said

SENTENCE = "我在图书馆读了一本书。"


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A small random model, saved and found as a learner's own folder is."""
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(checkpoints, "CATALOGUE", dict(CATALOGUE))
    save("BERT", tmp_path / "mine")
    checkpoint = own.from_folder(str(tmp_path / "mine"))
    checkpoints.CATALOGUE[checkpoint.key] = checkpoint
    yield checkpoint
    readings.shelf.clear()
    readings.live.clear()


def test_one_sentence_in_two_models_says_how_far_a_head_is_from_each_of_the_other(mine, read):
    at = open_page("pairs", compare="两个模型", s=SENTENCE, model2=mine.key, layer="3", head="4")
    assert not at.exception and not at.error
    assert charts(at) == 4
    right = bert.read(*load(mine), SENTENCE, checkpoint=mine.key)
    distances = align(read(SENTENCE), right).distances(2, 3)
    layer, head = np.unravel_index(distances.argmin(), distances.shape)
    assert f"最像的是第 {layer + 1} 层第 {head + 1} 头（{distances.min():.0%}）" in words(at)
    assert f"平均相差 {distances.mean():.0%}" in words(at)
    button(at, "这句话里最像的").click().run()
    assert (at.selectbox(key="layer2").value, at.selectbox(key="head2").value) == (
        layer + 1,
        head + 1,
    )


def test_the_address_carries_the_second_model_and_the_head_that_was_chosen_by_hand(mine):
    at = open_page("pairs", compare="两个模型", s=SENTENCE)
    second = at.selectbox(key="layer2").value
    at.selectbox(key="layer2").select(3 - second).run()
    assert not at.exception
    query = dict(at.query_params)
    assert query["model2"] == mine.key and query["layer2"] == str(3 - second)
    again = open_page("pairs", **query)
    assert again.selectbox(key="model2").value == mine.key
    assert again.selectbox(key="layer2").value == 3 - second
    assert again.text_input(key="s").value == SENTENCE


def test_another_head_on_the_left_is_matched_anew(mine):
    at = open_page("pairs", compare="两个模型", s=SENTENCE, model2=mine.key, layer2="2", head2="2")
    assert (at.selectbox(key="layer2").value, at.selectbox(key="head2").value) == (2, 2)
    at.selectbox(key="layer").select(1).run()
    assert not at.exception
    assert "左边第 1 层" in words(at)


def test_the_shipped_model_beside_the_own_one_on_the_left_is_matched_by_its_file(mine):
    """The other way round: the shipped model's heads have a file, so that roles match by it."""
    at = open_page("pairs", compare="两个模型", s=SENTENCE, model=mine.key, model2=SHIPPED)
    assert not at.exception and not at.error
    assert "只在这一句上测得" in words(at) and "句验证文字" in words(at)


def test_without_a_second_model_the_page_says_how_to_get_one():
    at = open_page("pairs", compare="两个模型")
    assert not at.exception and not at.error
    text = words(at)
    assert "还没有第二个模型" in text and "OWN_MODELS=1" in text and "下载" in text
    assert charts(at) == 0


def test_a_model_that_is_not_downloaded_is_named_and_not_fetched_unasked():
    at = open_page("pairs", compare="两个模型", model2="rbt3")
    assert not at.exception
    assert "rbt3 还没有下载" in said(at)


@pytest.mark.parametrize(
    ("second", "message"), [("own-gone", "不在这台机器的单子里"), (SHIPPED, "同一个模型")]
)
def test_a_second_model_that_is_not_there_or_is_the_first_is_said_so(mine, second, message):
    at = open_page("pairs", compare="两个模型", s=SENTENCE, model2=second)
    assert not at.exception
    assert message in said(at)


def test_a_sentence_that_the_second_model_cannot_read_is_explained_and_kept(mine):
    at = open_page("pairs", compare="两个模型", s="今天下雨。" * 8, model2=mine.key)
    assert not at.exception
    assert "第二个模型：" in said(at) and "太长" in said(at)
    assert at.text_input(key="s").value == "今天下雨。" * 8
    assert at.selectbox(key="model2").value == mine.key


def test_a_small_models_guesses_are_random_and_not_shown(mine):
    at = open_page("pairs", compare="两个模型", s="我在图书[MASK]读书。", model2=mine.key)
    assert not at.exception
    assert "右边的模型猜字的头没有学会中文" in words(at)
