"""换模型: what is said of each model, fetching from a hub on this machine, and one's own."""

import re

import pytest

from lib.model import checkpoints
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.ui import readings
from lib.ui.models import fetch
from tests.model.families import save
from tests.model.local_hub import LocalHub

from .open_page import charts, open_page, said


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A local hub that has a small random model under the name of a catalogue entry."""
    entry = CATALOGUE["rbt3"]
    save("BERT", tmp_path / "repository")
    server = LocalHub()
    server.add(entry.source, entry.revision, tmp_path / "repository")
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "none"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(fetch, "_downloads", {})
    readings.shelf.clear()
    yield server
    server.close()
    readings.shelf.clear()
    readings.live.clear()


def text(at) -> str:
    return "\n".join(part.value for kind in (at.markdown, at.caption) for part in kind)


def press(at, key: str):
    return at.button(key=key).click().run()


def test_layers_heads_and_sizes_stand_there_before_anything_is_loaded(hub):
    readings.shelf.clear()
    at = open_page("models")
    assert not at.exception
    for checkpoint in CATALOGUE.values():
        assert f"{checkpoint.layers} 层 × {checkpoint.heads} 头" in text(at)
    assert "文件约 412 MB，占内存约 409 MB" in text(at)
    assert "十个空填对" not in text(at)  # nobody was asked yet
    assert hub.asked == []


def test_a_model_is_fetched_used_and_its_random_head_found_out(hub):
    at = open_page("models")
    press(at, "get rbt3")
    assert fetch.start(CATALOGUE["rbt3"]).wait(30)
    at.run()
    press(at, "use rbt3")
    assert "现在各页都用 hfl" in at.success[0].value
    at.switch_page("pages/sentence.py").run()
    assert not at.exception
    assert at.selectbox(key="model").value == "rbt3"
    at.text_input(key="s").set_value("小猫追着[MASK]阳跑。").run()
    assert not at.exception and charts(at) == 1
    # Of the ten answers its small vocabulary holds one, 馆.
    assert re.search("只填对 [01] 个）：只看注意力，不看猜测", text(at))
    masked = {"s": "小猫追着[MASK]阳跑。", "model": "rbt3"}
    at = open_page("surgery", **masked)
    assert not at.exception
    assert "它的猜测是随机数，所以不显示" in said(at)
    at.switch_page("pages/models.py").run()
    assert re.search(r"十个空填对 [01] 个：\*\*只看注意力，不看猜测", text(at))


def test_exercises_that_guess_are_left_out_for_a_head_that_cannot(hub):
    fetch.start(CATALOGUE["rbt3"]).wait(30)
    at = open_page(
        "practice",
        set="3",
        n="12",
        kinds="look",
        s="小猫追着太阳跑。",
        model="rbt3",
    )
    assert not at.exception
    for step in range(11):
        titles = [m.value for m in at.markdown]
        assert not any("猜" in title and "[MASK]" in title for title in titles), step
        forward = [b for b in at.button if b.label == "下一题"]
        if not forward:
            break
        forward[0].click().run()
        assert not at.exception


def test_a_failed_download_is_explained_and_can_be_tried_again(hub):
    hub.wrong = {"model.safetensors"}
    at = open_page("models")
    press(at, "get rbt3")
    assert fetch.start(CATALOGUE["rbt3"]).wait(30) or True
    at.run()
    assert "摘要对不上" in said(at)
    hub.wrong = set()
    press(at, "get rbt3")
    assert fetch.start(CATALOGUE["rbt3"]).wait(30)
    at.run()
    assert fetch.state_of(CATALOGUE["rbt3"]) == "here"


def test_no_memory_returns_to_the_shipped_model_and_keeps_the_sentence(hub, monkeypatch):
    from lib.model import memory

    fetch.start(CATALOGUE["rbt3"]).wait(30)
    monkeypatch.setattr(memory, "free_mb", lambda: 10)
    at = open_page("sentence", s="小猫追着太阳跑。", model="rbt3")
    assert not at.exception
    assert at.selectbox(key="model").value == SHIPPED
    assert at.text_input(key="s").value == "小猫追着太阳跑。"
    assert "内存不够" in said(at) and "句子没有变" in said(at)
    assert charts(at) == 1


def test_own_models_are_only_offered_where_the_app_was_started_for_it(hub, monkeypatch, tmp_path):
    at = open_page("models")
    assert not at.text_input and "make run OWN_MODELS=1" in text(at)
    monkeypatch.setenv("OWN_MODELS", "1")
    monkeypatch.setattr(checkpoints, "CATALOGUE", dict(CATALOGUE))
    save("ALBERT", tmp_path / "mine")
    at = open_page("models")
    at.text_input[0].set_value(str(tmp_path / "nothing")).run()
    press(at, "own folder")
    assert "读不到 config" in said(at)
    at.text_input[0].set_value(str(tmp_path / "mine")).run()
    press(at, "own folder")
    assert not at.exception
    (key,) = (key for key in checkpoints.CATALOGUE if key.startswith("own-"))
    press(at, f"use {key}")
    at.switch_page("pages/sentence.py").run()
    assert not at.exception and not at.error
    assert at.selectbox(key="model").value == key
