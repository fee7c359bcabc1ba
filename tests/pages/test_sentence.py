"""一句话的注意力 without a browser: ordinary and hostile sentences, choices and checkpoints."""

import dataclasses
import json
import shutil
import socket
import struct

import numpy as np
import pytest

from lib import precompute
from lib.examples import EXAMPLES, OPENING
from lib.heads.measured import HEADS
from lib.heads.words import segment
from lib.model import checkpoints, loading
from lib.ui import readings
from lib.ui.models import fetch
from tests.pages.open_page import charts, open_page, said

MARKUP = "<script>alert(1)</script><b>你好</b> ![](//a.invalid/b) $x$ `y` {{z}}"


def chosen(at) -> dict:
    """What the browser is told of the choice: layer, head, query, the row's weights …"""
    (told,) = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "choice")
    return json.loads(told.json)


def test_the_opening_sentence_stands_there():
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert at.text_input(key="s").value == OPENING
    assert chosen(at)["query"] == OPENING.index("读") + 1  # the row that evidence chose
    assert charts(at) == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.sentence[:6])
def test_every_example_is_read(example):
    at = open_page("sentence", s=example.sentence)
    assert not at.exception and not at.error
    assert charts(at) == 1


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("   ", "句子是空的"),
        ("\u3000\u3000", "句子是空的"),
        ("\t\n", "句子是空的"),
        ("。。。！？", "只有标点和空白"),
        ("\u0000\u0001\u0007", "标点和空白"),
        ("\u200b\u200d\ufeff", "标点和空白"),
        ("🙂🙃🦊", "全是 [UNK]"),
        ("𠀀𠀁", "全是 [UNK]"),
        ("字" * 900, "太长了"),
        ("你好[SEP]再见", "[SEP] 是模型自己加的记号"),
        ("[CLS]你好", "[CLS] 是模型自己加的记号"),
        ("[PAD][UNK]", "是模型自己加的记号"),
    ],
    ids=repr,
)
def test_what_cannot_be_read_is_explained_and_kept(sentence, message):
    at = open_page("sentence")
    at.text_input(key="s").set_value(sentence).run()
    assert not at.exception
    assert message in said(at)
    assert at.text_input(key="s").value == sentence
    at.text_input(key="s").set_value("你好。").run()  # and the page recovers
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_an_emptied_box_is_no_error_of_the_page():
    at = open_page("sentence")
    at.text_input(key="s").set_value("").run()
    assert not at.exception
    assert "句子是空的" in said(at) and charts(at) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        MARKUP,
        "今天天气真[MASK]啊！",
        "[MASK]" * 10,
        "我的iPhone15 Pro是ＡＢＣ１２３。",
        "ｆｕｌｌｗｉｄｔｈ　全角",
        "妈妈😋做的饭👨‍👩‍👧很好吃",
        "a",
        "1",
        "你\u0000好\u0008吗\u202e？",
        "C:\\windows\\system32 '; DROP TABLE 学生; --",
        "'; alert(1) //",
        "\\frac{1}{0} \\u0041 %s {0}",
        "龘靐齉好",
    ],
    ids=repr,
)
@pytest.mark.parametrize("unit", ["字", "词"])
def test_odd_sentences_are_read(sentence, unit):
    at = open_page("sentence", s=sentence, unit=unit)
    assert not at.exception
    assert not at.error, said(at)
    assert charts(at) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"layer": "99", "head": "99"},
        {"layer": "0", "head": "-1"},
        {"layer": "一", "head": "1e9"},
        {"q": "999"},
        {"q": "-5"},
        {"q": "书"},
        {"q": "16 书"},
        {"model": "../../../../etc/passwd"},
        {"model": "C:\\windows"},
        {"model": ""},
        {"unit": "句", "view": "饼图", "separators": "perhaps"},
        {"layer": MARKUP, "q": MARKUP, "unit": MARKUP},
        {"nonsense": "1" * 5000},
    ],
    ids=repr,
)
def test_impossible_choices_in_the_address_fall_back(query):
    at = open_page("sentence", **query)
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_the_chosen_row_travels_exactly_and_alone():
    at = open_page("sentence", layer="3", head="4", q="16 书")
    reading = readings.again(OPENING, None, checkpoints.SHIPPED)
    told = chosen(at)
    assert (told["layer"], told["head"], told["query"]) == (2, 3, 16)
    np.testing.assert_allclose(
        np.array(told["row"]) / 1e4, reading.weights[2, 3, 16], atol=0.00005 + 1e-9
    )
    at.selectbox(key="head").set_value(1).run()
    assert chosen(at)["head"] == 0


def test_in_words_without_separators_the_row_is_that_of_the_word():
    at = open_page("sentence", unit="词", separators="false", q="7 馆", layer="3", head="4")
    told = chosen(at)
    assert sum(told["row"]) == pytest.approx(1e4, abs=len(told["row"]))
    assert len(told["row"]) < len(OPENING)
    words = segment(OPENING)
    assert words[told["query"]] == "图书馆"


def test_a_shorter_sentence_drops_a_query_that_it_does_not_have():
    at = open_page("sentence", s=OPENING, q="16")
    at.text_input(key="s").set_value("你好").run()
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_hiding_the_separators_keeps_a_row_although_one_was_chosen():
    at = open_page("sentence", q="0", separators="false")
    assert not at.exception and not at.error
    assert "重新归一" in " ".join(c.value for c in at.caption)


# ── checkpoints that are missing or broken ──────────────────────────────────────────────────


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the shipped checkpoint, the only one that the app knows; nothing is cached."""
    name = checkpoints.SHIPPED
    folder = tmp_path / "models" / name
    shutil.copytree(checkpoints.ROOT / "models" / name, folder)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    caches = (readings.opening, readings.shelf, readings.live)
    for cached in caches:
        cached.clear()
    yield folder
    for cached in caches:
        cached.clear()


def test_a_copied_checkpoint_reads(models):
    at = open_page("sentence", s="你好。")
    assert not at.exception and not at.error


def test_missing_weights_are_explained_and_the_page_stands(models):
    (models / "model.safetensors").unlink()
    at = open_page("sentence", s="你好。")
    assert not at.exception
    assert "请重新下载整个项目" in said(at)
    assert at.text_input(key="s").value == "你好。"
    assert charts(at) == 0


def test_broken_weights_are_explained(models):
    (models / "model.safetensors").write_bytes(b"\0" * 100)
    at = open_page("sentence", s="你好。")
    assert not at.exception
    assert "文件坏了或不完整" in said(at)


def test_without_weights_the_opening_sentence_is_still_there(models):
    (models / "model.safetensors").unlink()
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert charts(at) == 1


def test_without_the_folder_the_page_says_so(models):
    shutil.rmtree(models)
    at = open_page("sentence")
    assert not at.exception
    assert "找不到模型文件夹" in said(at)


def test_a_damaged_opening_reading_is_read_anew(models):
    (models / "opening.npz").write_bytes(b"no archive")
    at = open_page("sentence")
    assert not at.exception and not at.error
    assert charts(at) == 1


@pytest.fixture
def absent(tmp_path, monkeypatch):
    """The key of a catalogue entry that is on no hub; a cache of its own."""
    nowhere = dataclasses.replace(
        checkpoints.CATALOGUE["rbt3"], source="nobody/nothing", revision="0" * 40
    )
    monkeypatch.setitem(checkpoints.CATALOGUE, "rbt3", nowhere)
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    return "rbt3"


def is_back_at_the_shipped_model(at) -> None:
    assert not at.exception
    assert at.selectbox(key="model").value == checkpoints.SHIPPED
    assert at.text_input(key="s").value == "你好。"
    assert "没能下载" in said(at) and "请检查网络" in said(at) and "句子没有变" in said(at)
    at.run()  # said once; the learner goes on
    assert not at.exception and not at.warning


def test_without_a_network_the_page_returns_to_the_shipped_model(absent, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as hub:  # takes the call, says nothing
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hub.getsockname()[1]}")
        at = open_page("sentence", s="你好。", model=absent)
        assert not at.exception
        assert at.selectbox(key="model").value == absent
        assert charts(at) == 1  # meanwhile the shipped one reads
        download = at.session_state["_watched"]
        assert download.state == "running"
        hub.accept()[0].close()
    assert download.wait(30)
    at.run()
    is_back_at_the_shipped_model(at)


def test_a_download_that_ends_before_the_page_does_is_sent_back_too(absent, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")  # refused at once
    begin = fetch.start

    def start(checkpoint):
        download = begin(checkpoint)
        assert download.wait(30)
        return download

    monkeypatch.setattr(fetch, "start", start)
    is_back_at_the_shipped_model(open_page("sentence", s="你好。", model=absent))


# ── a model from the hub, whose heads are measured on demand ────────────────────────────────


@pytest.fixture
def from_hub(monkeypatch, tmp_path):
    """The shipped weights under the name of a hub model; nothing measured, a cache of its own."""
    entry = checkpoints.CATALOGUE["rbt3"]
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    twin = dataclasses.replace(
        entry, source=str(shipped.folder), layers=shipped.layers, heads=shipped.heads
    )
    monkeypatch.setitem(checkpoints.CATALOGUE, "rbt3", twin)
    monkeypatch.setattr(loading, "folder_of", lambda _: shipped.folder)
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path))
    HEADS.forget()
    readings.shelf.clear()
    yield twin
    HEADS.forget()
    readings.shelf.clear()


def test_a_hub_models_heads_are_measured_on_demand(from_hub, monkeypatch):
    monkeypatch.setattr(HEADS, "_run", lambda *_: None)  # a measurement that never ends
    at = open_page("sentence", s="你好。", model="rbt3")
    assert not at.exception and "只在这一句上测得" in words_of(at)
    next(b for b in at.button if b.label == "在后台量一量它的头").click().run()
    assert not at.exception and HEADS.job(from_hub).share == 0
    HEADS.job(from_hub).failed = "OSError: 没有网络"
    at.run()
    assert "没有量成" in said(at)


def test_what_was_measured_of_a_hub_model_names_its_heads(from_hub):
    shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    HEADS.path(from_hub).parent.mkdir(parents=True)
    shutil.copy(precompute.heads_path(shipped), HEADS.path(from_hub))
    at = open_page("sentence", s="你好。", layer="3", head="4", model="rbt3")
    assert not at.exception and "句验证文字" in words_of(at)
    assert not any(b.label == "在后台量一量它的头" for b in at.button)


def words_of(at) -> str:
    """The Markdown of the page, and what the browser is given to say of each head."""
    (heads,) = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "heads")
    (length,) = struct.unpack_from("<I", heads.bytes)
    evidence = json.loads(heads.bytes[4 : 4 + length])["evidence"]
    return "\n".join([m.value for m in at.markdown] + [text for row in evidence for text in row])
