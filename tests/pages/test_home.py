"""The door without a browser."""

from lib.model import checkpoints
from lib.ui import readings
from lib.ui.menu import PAGES
from tests.pages.open_page import open_page, said


def links(at) -> set[str]:
    """The names of the pages that the door links to."""
    return {link.proto.page for link in at.get("page_link")}


def test_the_door_reads_the_opening_sentence_aloud():
    at = open_page("home")
    assert not at.exception and not at.error
    assert at.title[0].value == "看见注意力"
    assert any("从“书”看出去" in m.value for m in at.markdown)


def test_every_page_is_linked():
    assert len(links(open_page("home"))) >= len(PAGES)


def test_a_hostile_address_leaves_the_door_standing():
    at = open_page("home", s="<script>", layer="99", q="-1", table="{", door_query="999")
    assert not at.exception and not at.error


def test_without_any_model_the_door_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    for cached in (readings.opening, readings.shelf, readings.live):
        cached.clear()
    at = open_page("home")
    assert not at.exception
    assert "找不到模型文件夹" in said(at)
    for cached in (readings.opening, readings.shelf, readings.live):
        cached.clear()
