"""The address: what is written is read back the same, old links open, rubbish is left out."""

from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.examples import OPENING
from lib.text import lengths
from lib.ui import address
from lib.ui.menu import PAGES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=address.LONGEST)
INDEX = st.integers(0, 511)
FINITE = st.floats(-1e6, 1e6).map(lambda x: float(f"{x:.10g}"))
SEVERAL = st.lists(INDEX, max_size=8, unique=True)
VALUES = {
    address.TEXT: TEXT,
    address.MODEL: st.sampled_from(list(address.checkpoints.CATALOGUE)),
    address.TABLE: TEXT,
    address.WHOLE: st.integers(-9999, 9999),
    address.ROW: INDEX,
    address.ORDINAL: INDEX,
    address.DECIMAL: FINITE,
    address.FLAG: st.booleans(),
    address.TOKENS: SEVERAL,
    address.KEYS: SEVERAL,
    address.ROWS: SEVERAL,
    address.HEAD: st.tuples(st.integers(0, 23), st.integers(0, 15)),
    address.HEADS: st.lists(st.tuples(st.integers(0, 23), st.integers(0, 15)), unique=True),
    address.PARTS: st.lists(st.tuples(INDEX, st.none() | INDEX), unique=True),
    address.TEXTS: st.lists(st.sampled_from(["张", "李", "王", "张四"]), unique=True),
}


def through_the_browser(query: dict[str, str]) -> dict[str, list[str]]:
    return parse_qs(urlencode(query), keep_blank_values=True)


@given(st.data())
@pytest.mark.parametrize("page", PAGES)
def test_what_is_written_is_read_back_the_same(page, data):
    values = {
        name: data.draw(VALUES[codec])
        for name, codec in address.codecs(page).items()
        if name not in ("cut", "cut2") and data.draw(st.booleans())
    }
    assert address.decode(page, through_the_browser(address.encode(page, values))) == values


@given(
    st.dictionaries(st.sampled_from(sorted(address.codecs("side_by_side"))), st.lists(st.text()))
)
def test_no_text_at_all_is_an_error(query):
    again = address.encode("side_by_side", address.decode("side_by_side", query))
    assert all(len(text) <= lengths.TABLE for text in again.values())


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [  # as links of the first edition wrote them
        ("q", ["16 书"], 16),
        ("model", ["hfl/rbt3（下载 156 MB）"], "rbt3"),
        ("row", ["2 李四"], 1),
        ("masked", ["17 书", "2 我"], [16, 1]),
        ("blocked", ["1 张三", "3 李四"], [0, 2]),
        ("keys", ["3 在", "5 书"], [3, 5]),
        ("t", ["0.05"], 0.05),
        ("sqrt", ["false"], False),
        ("layer", ["2"], 2),
    ],
)
def test_links_of_the_first_edition_still_open(name, texts, value):
    assert address.decode("side_by_side", {name: texts}) == {name: value}


def test_heads_that_are_off_were_once_repeated():
    assert address.decode("surgery", {"off": ["1-2", "6-4"]}) == {"off": [(0, 1), (5, 3)]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("layer", "一"),
        ("layer", "1e9"),
        ("layer", "9" * 5000),
        ("layer", ""),
        ("q", "书"),
        ("q", "١"),  # a digit to `int`, to nobody who writes links
        ("t", "nan"),
        ("t", "1e400"),
        ("sqrt", "perhaps"),
        ("masked", "x.y"),
        ("keys", "[[1]]"),
    ],
)
def test_what_is_no_value_is_left_out(name, text):
    assert address.decode("side_by_side", {name: [text], "s": ["你好"]}) == {"s": "你好"}


def test_a_page_gets_only_what_it_has_a_place_for():
    values = {"s": "你好", "t": 0.5, "off": [(0, 0)], "view": "连线", "step": 3}
    assert address.encode("glossary", values) == {"s": "你好"}


def test_a_segmentation_goes_only_with_the_sentence_that_it_spells():
    cut = {"cut": "中/君意"}
    assert address.encode("sentence", cut | {"s": "中君意"}) == {"s": "中君意"} | cut
    assert address.encode("sentence", cut | {"s": "中国人"}) == {"s": "中国人"}
    assert address.encode("sentence", cut) == {}
    own = {"cut": OPENING.replace("的", "/的/")}
    assert address.encode("sentence", own) == own  # the opening sentence need not be named


def test_nothing_else_in_the_app_writes_or_binds_an_address():
    root = Path(__file__).parents[2]
    for path in [*root.glob("lib/**/*.py"), *root.glob("pages/*.py"), root / "streamlit_app.py"]:
        code = path.read_text("utf-8")
        if path.name != "choices.py":
            assert 'bind="query-params"' not in code, path
            assert "st.query_params" not in code, path
