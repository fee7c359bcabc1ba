"""What the browser is given first, in a visit that begins with a picture."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
import streamlit as st

from lib.examples import OPENING
from lib.model import checkpoints
from lib.ui import moment, readings
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


@pytest.fixture
def held(monkeypatch):
    """What is held back while the browser has its moment: kinds of elements."""
    kinds, pictures = [], []
    made = moment.Picture

    def make(waits: bool) -> moment.Picture:
        pictures.append(made(waits))
        return pictures[-1]

    def look(_) -> None:
        deltas = [message.delta for message in pictures[-1].held]
        kinds.extend(delta.new_element.WhichOneof("type") for delta in deltas)

    monkeypatch.setattr(moment, "Picture", make)
    begin_with_a_moment(monkeypatch, look)
    return kinds


def test_the_boxes_above_the_picture_come_after_it_and_all_of_them_come(held):
    at = open_page("sentence")
    assert {"text_input", "selectbox", "checkbox", "button_group"} <= set(held)
    assert not at.exception and at.text_input(key="s").value == OPENING
    assert charts(at) == 1 and at.selectbox(key="layer").value == 3


def test_what_stands_in_for_the_boxes_says_what_they_say(held):
    at = open_page("sentence")
    told = [c.proto for c in at.get("bidi_component") if c.proto.component_name == "choice"]
    later, first = (json.loads(proto.json) for proto in told)
    assert first == later | {"first": True}
    at.run()
    assert "first" not in chosen(at)


@pytest.mark.parametrize("own", [{"s": "小猫在睡觉。"}, {"unit": "词"}, {"layer": "2"}])
def test_where_the_address_says_anything_nothing_is_held_back(own, held):
    at = open_page("sentence", **own)
    assert not at.exception and held == []
    assert "first" not in chosen(at)


def test_where_there_is_no_picture_the_page_says_so_with_its_boxes(held, monkeypatch, tmp_path):
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    caches = (readings.opening, readings.shelf, readings.live)
    for cached in caches:
        cached.clear()
    at = open_page("sentence")
    for cached in caches:
        cached.clear()
    assert not at.exception and held == []
    assert "找不到模型文件夹" in said(at) and at.text_input(key="s").value == OPENING


def test_the_frame_of_a_page_does_not_wait_for_numpy():
    """It is sent before the rest is imported: the browser sets it meanwhile."""
    code = "import sys, lib.ui.frame, lib.ui.moment; sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    for page, parts in {"streamlit_app.py": "frame", "pages/sentence.py": "frame, moment"}.items():
        before = (ROOT / page).read_text("utf-8").split("frame.page(")[0]
        imported = [line for line in before.splitlines() if line.startswith(("import", "from"))]
        assert imported == ["import streamlit as st", f"from lib.ui import {parts}"]


@pytest.mark.parametrize("page", ["streamlit_app.py", "pages/sentence.py"])
def test_what_the_first_picture_does_not_need_is_imported_after_it(page):
    before = (ROOT / page).read_text("utf-8").split("with moment.picture_first(")[0]
    imports = "\n".join(line for line in before.splitlines() if line.startswith(("import", "from")))
    later = ["pandas", "altair", "torch", "transformers", "psutil", "fsrs", "lib.ui.course.guide"]
    code = f"{imports}\nimport sys\nprint(*(name for name in {later} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.split() == [], done.stderr
