"""哪张图说真话 without a browser: what the page says against plain transformers."""

import re

import pytest
import torch

from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said

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
    from lib.anatomy import faithfulness
    from lib.model.checkpoints import CATALOGUE, SHIPPED

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


def test_a_model_without_figures_says_so_and_how_they_are_made(tmp_path, monkeypatch):
    import shutil

    from lib.model import checkpoints, own
    from lib.model.checkpoints import CATALOGUE, SHIPPED

    shutil.copytree(CATALOGUE[SHIPPED].folder, tmp_path / "mine")
    for made in ("faithfulness.json", "manifest.json"):
        (tmp_path / "mine" / made).unlink()
    mine = own.from_folder(str(tmp_path / "mine"))
    monkeypatch.setattr(checkpoints, "CATALOGUE", CATALOGUE | {mine.key: mine})
    at = open_page("truth", s="我在图书馆读书。", model=mine.key)
    assert not at.exception and not at.error
    assert "还没有在很多句话上量过" in said(at) and charts(at) == 1
    assert f"python -m lib.anatomy.faithfulness {tmp_path}/mine" in at.code[0].value
