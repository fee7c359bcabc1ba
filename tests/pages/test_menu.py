"""The menu without a browser: what it is told."""

import json
from urllib.parse import parse_qs

import pytest

from lib.ui.menu import PAGES
from tests.pages.open_page import open_page


def told(at) -> dict:
    """What the browser draws the menu from."""
    [menu] = (c.proto for c in at.get("bidi_component") if c.proto.component_name == "menu")
    return json.loads(menu.json)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_has_all_pages_in_their_order_and_knows_which_one_it_is(key):
    menu = told(open_page(key))
    pages = [page for _, pages in menu["groups"] for page in pages]
    assert [key for key, *_ in pages] == list(PAGES)
    assert [title for _, title, *_ in pages] == [page.title for page in PAGES.values()]
    assert menu["open"] == key


def test_the_address_of_every_link_has_the_sentence_and_what_else_goes_along():
    at = open_page("sentence", s="小猫 & 小狗？", layer="2", unit="词")
    for _, pages in told(at)["groups"]:
        for key, _, _, query in pages:
            found = parse_qs(query)
            assert found["s"] == ["小猫 & 小狗？"]
            # 词 is a choice of this page's own
            assert found.get("unit") == (["词"] if key == "sentence" else None), key
