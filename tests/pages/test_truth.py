"""哪张图说真话 without a browser: what the page says against plain transformers."""

import re
import shutil

import numpy as np
import pytest
import torch

from lib.anatomy import faithfulness
from lib.anatomy.faithfulness import ELSEWHERE
from lib.model import checkpoints, own
from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said
from tests.waiting import until

MASKED = "今天天气真[MASK]啊！"


@torch.inference_mode()
def test_the_character_that_is_missed_most_is_the_one_of_plain_transformers(eager, tokenizer):
    at = open_page("truth", s=MASKED)
    at.selectbox(key="q").set_value(6).run()
    assert not at.exception and not at.error and charts(at) == 2
    inputs = tokenizer(MASKED, return_tensors="pt")
    logits = eager(**inputs).logits[0, 6].log_softmax(-1)
    target = int(logits.argmax())
    lost = {}
    for position in (1, 2, 3, 4, 5, 7, 8):
        ids = inputs["input_ids"].clone()
        ids[0, position] = tokenizer.mask_token_id
        lost[position] = float(logits[target] - eager(ids).logits[0, 6].log_softmax(-1)[target])
    worst = max(lost, key=lost.get)
    character = tokenizer.convert_ids_to_tokens(int(inputs["input_ids"][0, worst]))
    text = re.search(r"遮住“\\?(.+?)”，它的 log 概率少得最多：([\d.−-]+)。", words(at))
    assert text[1] == character
    assert float(text[2]) == pytest.approx(lost[worst], abs=0.006)


def test_what_beats_nearness_is_what_the_intervals_say():
    at = open_page("truth", s="你好吗？我很好。")
    found = faithfulness.load(CATALOGUE[SHIPPED])
    line = next(m.value for m in at.markdown if "比只看远近好的" in m.value)
    better, _, rest = line.partition("没有分出高下")
    for name, title in faithfulness.MEASURES.items():
        if name == "nearness":
            continue
        low = faithfulness.mean_and_interval(found[name] - found["nearness"])[1]
        assert (title in better) == (low > 0) != (title in rest)


@pytest.mark.parametrize(
    "query", [{"q": "99"}, {"layer": "99"}, {"q": "<b>"}, {"s": "[MASK]好吗？我[MASK]好"}]
)
def test_a_hostile_address_leaves_the_page_standing(query):
    at = open_page("truth", **query)
    assert not at.exception and not at.error and charts(at) == 2


@pytest.mark.parametrize(
    ("sentence", "message"), [("你好", "句子太短"), ("。。。", "只有标点和空白")]
)
def test_what_cannot_be_measured_is_explained(sentence, message):
    at = open_page("truth", s=sentence)
    assert not at.exception and message in said(at)


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """The shipped weights in a folder of one's own, of which nothing is measured."""
    shutil.copytree(CATALOGUE[SHIPPED].folder, tmp_path / "mine")
    for made in ("faithfulness.json", "manifest.json"):
        (tmp_path / "mine" / made).unlink()
    entry = own.from_folder(str(tmp_path / "mine"))
    monkeypatch.setattr(checkpoints, "CATALOGUE", CATALOGUE | {entry.key: entry})
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    ELSEWHERE.forget()
    yield entry
    ELSEWHERE.forget()


def test_a_model_without_figures_is_measured_in_the_background_and_says_on_how_much(
    mine, monkeypatch
):
    monkeypatch.setattr(faithfulness, "FEWER", 3)
    at = open_page("truth", s="我在图书馆读书。", model=mine.key)
    assert not at.exception and not at.error and charts(at) == 1
    assert "还没有在很多句话上量过" in words(at)
    next(b for b in at.button if b.label == "在后台量一量各种画法准不准").click().run()
    until(lambda: ELSEWHERE.job(mine) is None)
    at.run()
    assert not at.exception and charts(at) == 2
    assert "3 句话（这个模型也许读过）" in words(at)
    live, kept = (faithfulness.load(entry)["mean"] for entry in (mine, CATALOGUE[SHIPPED]))
    np.testing.assert_allclose(live, kept[:3], atol=0.02)


def test_a_measurement_that_fails_is_told_and_can_be_begun_again(mine, monkeypatch):
    monkeypatch.setattr(ELSEWHERE, "_run", lambda *_: None)
    at = open_page("truth", s="我在图书馆读书。", model=mine.key)
    next(b for b in at.button if b.label.startswith("在后台量一量各种")).click().run()
    assert not at.exception and ELSEWHERE.job(mine).share == 0
    ELSEWHERE.job(mine).failed = "OSError: 没有地方"
    at.run()
    assert "没有量成：" in said(at) and "没有地方" in said(at)
    assert any(b.label.startswith("在后台量一量各种") for b in at.button)
