"""What the browser is given first, in a visit that begins with a picture."""

import base64
import json
import struct
import subprocess
import sys
import zlib
from types import SimpleNamespace

import pytest
import streamlit as st

from lib.examples import OPENING
from lib.model import checkpoints
from lib.ui import moment, readings
from lib.ui.heads import beginning
from tests.pages.open_page import ROOT, charts, open_page, said
from tests.pages.test_sentence import chosen


def begin_with_a_moment(monkeypatch, sleep) -> None:
    """As in a browser: conftest.py switches it off."""
    monkeypatch.setattr(moment, "MOMENT", 0.5)
    monkeypatch.setattr(moment, "time", SimpleNamespace(sleep=sleep))


def shaded(at) -> list:
    """The door's picture: a sentence, shaded."""
    return [c for c in at.get("bidi_component") if c.proto.component_name == "shaded"]


@pytest.mark.parametrize(("page", "rest"), [("home", "路线"), ("sentence", "这一页怎么读")])
def test_the_picture_is_sent_before_the_moment_that_the_browser_is_given_for_it(
    page, rest, monkeypatch
):
    begin_with_a_moment(monkeypatch, lambda _: st.stop())
    at = open_page(page)
    assert charts(at) + len(shaded(at)) == 1
    assert rest not in [heading.value for heading in at.header]
    at.run()  # the second run does not wait
    assert rest in [heading.value for heading in at.header]


def test_only_where_a_visit_begins_with_a_picture_is_it_given_that_moment(monkeypatch):
    waited = []
    begin_with_a_moment(monkeypatch, waited.append)
    at = open_page("sentence")
    assert waited == [moment.MOMENT]
    at.run()
    at.switch_page("streamlit_app.py").run()
    assert not at.exception and len(waited) == 1
    at = open_page("why")
    at.switch_page("pages/sentence.py").run()
    assert not at.exception and len(waited) == 1


def test_the_boxes_above_the_picture_come_after_it_and_all_of_them_come(monkeypatch):
    begin_with_a_moment(monkeypatch, lambda _: st.stop())
    at = open_page("sentence")
    assert charts(at) == 1 and not at.text_input and not at.selectbox
    begin_with_a_moment(monkeypatch, lambda _: None)
    at = open_page("sentence")
    assert not at.exception and at.text_input(key="s").value == OPENING
    assert charts(at) == 1 and at.selectbox(key="layer").value == 3


def test_what_stands_in_for_the_boxes_says_what_they_say(monkeypatch):
    begin_with_a_moment(monkeypatch, lambda _: None)
    at = open_page("sentence")
    told = [c.proto for c in at.get("bidi_component") if c.proto.component_name == "choice"]
    later, first = (json.loads(proto.json) for proto in told)
    assert first == later | {"first": True}
    at.run()
    assert "first" not in chosen(at)


def unpacked(data: bytes) -> tuple:
    """What `lib.charts.overview.pack` packed; zlib packs otherwise on other machines."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    del header["id"]  # of the packed bytes
    return header, zlib.decompress(data[4 + length :])


@pytest.mark.parametrize("page", ["home", "sentence"])
def test_what_is_shipped_to_begin_with_is_what_the_page_draws(page, monkeypatch):
    """Also the second run draws the same, from the reading itself."""
    begin_with_a_moment(monkeypatch, lambda _: None)
    at = open_page(page)
    name = "shaded" if page == "home" else "heads"

    def drawn() -> list:
        found = [c.proto for c in at.get("bidi_component") if c.proto.component_name == name]
        return [(p.id, json.loads(p.json) if p.json else unpacked(p.bytes)) for p in found]

    begun = drawn()
    monkeypatch.setattr(beginning, "load", lambda _: None)
    at.run()
    assert len(begun) == 1 and drawn() == begun


def test_the_file_of_first_pictures_is_as_it_would_be_made_now():
    here = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    shipped, now = beginning.load(here), json.loads(json.dumps(beginning.make(here)))
    for each in (shipped, now):
        each["sentence"]["packed"] = unpacked(base64.b64decode(each["sentence"]["packed"]))
    assert shipped == now, "a text or a number changed: run `python -m lib.ui.heads.beginning`"


@pytest.mark.parametrize("own", [{"s": "小猫在睡觉。"}, {"unit": "词"}, {"layer": "2"}])
def test_where_the_address_says_anything_the_boxes_come_with_the_picture(own, monkeypatch):
    seen = []
    begin_with_a_moment(monkeypatch, lambda _: seen.append("layer" in st.session_state))
    at = open_page("sentence", **own)
    assert not at.exception and seen == [True]
    assert "first" not in chosen(at)


def test_where_there_is_no_picture_the_page_says_so_with_its_boxes(monkeypatch, tmp_path):
    begin_with_a_moment(monkeypatch, lambda _: None)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    caches = (readings.opening, readings.shelf, readings.live)
    for cached in caches:
        cached.clear()
    at = open_page("sentence")
    for cached in caches:
        cached.clear()
    assert not at.exception
    assert "找不到模型文件夹" in said(at) and at.text_input(key="s").value == OPENING


def imported(code: str) -> set[str]:
    """The modules that are there after these imports, in a process of their own."""
    code = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def imports_before(page: str, line: str) -> str:
    before = (ROOT / page).read_text("utf-8").split(line)[0]
    return "\n".join(line for line in before.splitlines() if line.startswith(("import", "from")))


@pytest.mark.parametrize("page", ["streamlit_app.py", "pages/sentence.py"])
def test_the_frame_and_the_picture_of_a_page_do_not_wait_for_numpy(page):
    """They are sent before the rest is imported: the browser draws them meanwhile."""
    there = imported(imports_before(page, "# Only now"))
    assert "lib.ui.heads.beginning" in there and "numpy" not in there


@pytest.mark.parametrize("page", ["streamlit_app.py", "pages/sentence.py"])
def test_what_the_first_picture_does_not_need_is_imported_after_it(page):
    there = imported(imports_before(page, "moment.give()"))
    later = {"pandas", "altair", "torch", "transformers", "psutil", "fsrs", "jaxtyping"}
    assert not there & (later | {"lib.ui.course.guide"})
