"""A table without pandas is the table that pandas makes."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.ui import text_table


def _page(rows, columns):
    from lib.ui import text_table

    text_table.draw(rows, columns)


def test_a_table_of_texts_is_what_pandas_makes_of_them():
    rows = {"进来的": ["1.20", "—"], "加上": ["**3**", "−0.5"], "": ["", "甲|乙"]}
    at = AppTest.from_function(_page, args=(rows, ["长度", "方向"])).run()
    assert not at.exception
    [table] = at.table
    expected = pd.DataFrame.from_dict(rows, "index", columns=["长度", "方向"])
    pd.testing.assert_frame_equal(table.value, expected)
    assert table.proto.hide_index is False and table.proto.hide_header is False


def test_a_row_that_lacks_a_cell_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        text_table.draw({"甲": ["1", "2"], "乙": ["1"]}, ["一", "二"])


@pytest.mark.parametrize("count", [1, 40])
def test_any_number_of_rows(count):
    rows = {f"第 {i} 层": [str(i)] for i in range(count)}
    at = AppTest.from_function(_page, args=(rows, ["值"])).run()
    assert list(at.table[0].value.index) == list(rows)
