"""带走图和数: what is saved is the picture that stands on the page."""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, TimeoutError, expect

from lib.examples import OPENING
from tests.browser.driver import PATIENCE, drawn, no_error_box, settled, visit


def saved(page: Page, name: str | re.Pattern, folder: Path) -> Path:
    """The file that the button hands over.

    Streamlit makes it when asked, and forgets the request when the script runs meanwhile: a learner
    clicks again, and so does this.
    """
    button = page.get_by_role("button", name=name)
    try:
        with page.expect_download(timeout=PATIENCE / 4) as download:
            button.click()
    except TimeoutError:
        with page.expect_download() as download:
            button.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def opened(page: Page, app: str, key: str, **query: str) -> None:
    visit(page, app, key, **query)
    page.get_by_text("带走图和数").click()
    settled(page)
    drawn(page)


def test_a_head_is_saved_as_svg_with_every_character(app, page, tmp_path):
    opened(page, app, "sentence")
    file = saved(page, "这个头，SVG", tmp_path)
    assert re.fullmatch(r"attention-layer\d-head\d\.svg", file.name)
    svg = ElementTree.parse(file).getroot()
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    written = "".join(svg.itertext())
    assert all(written.count(character) >= 2 for character in set(OPENING))  # both axes


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_head_and_all_heads_are_saved_as_png_on_the_page_s_colour(app, page, tmp_path, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, app, "sentence")
    ground = {"light": (253, 252, 249), "dark": (25, 24, 23)}[scheme]
    for name, width in (("这个头，PNG", 600), ("所有的头，PNG", 300)):
        picture = Image.open(saved(page, name, tmp_path)).convert("RGB")
        assert picture.width >= width
        assert picture.getpixel((0, 0)) == ground
        assert len(picture.getcolors(1 << 24)) > 50  # cells and letters, not an empty page


def test_a_canvas_cannot_become_svg_and_the_page_says_so(app, page):
    opened(page, app, "sentence")
    page.get_by_role("button", name="所有的头，SVG").click()
    expect(page.get_by_text("只能存成 PNG")).to_be_visible()


def test_the_weights_are_saved_as_csv(app, page, tmp_path):
    opened(page, app, "sentence")
    file = saved(page, re.compile("这个头的权重（CSV）"), tmp_path)
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][1:] == ["[CLS]", *OPENING, "[SEP]"]
    assert all(sum(map(float, row[1:])) == pytest.approx(1, abs=1e-5) for row in rows[1:])


@pytest.mark.parametrize(
    ("key", "query", "name"),
    [
        ("calculator", {}, "① 点积，SVG"),
        ("calculator", {}, "随温度变化的曲线，SVG"),
        ("side_by_side", {}, "真模型：四步，SVG"),
        ("verify", {}, "每个头超出多少，SVG"),
        ("pairs", {}, "第二句，SVG"),
        ("surgery", {"s": "因为下雨，[MASK]以我们没有去公园。", "t": "5"}, "改动之后，SVG"),
    ],
)
def test_every_page_hands_over_its_pictures(app, page, tmp_path, key, query, name):
    opened(page, app, key, **query)
    svg = ElementTree.parse(saved(page, name, tmp_path)).getroot()
    assert "".join(svg.itertext()).strip()
    no_error_box(page)
