"""A table of texts whose rows have names, without pandas: a quarter of what it costs there."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import streamlit as st


def draw(rows: Mapping[str, Sequence[str]], columns: Sequence[str]) -> None:
    """name of a row → its cells, one for each of `columns`; both may contain Markdown."""
    import pyarrow  # here, as for charts

    cells = [*zip(*rows.values(), strict=True), tuple(rows)]
    table = pyarrow.table(cells, schema=_schema(tuple(columns)))
    st.table(table, border="horizontal", hide_index=False)  # left to Streamlit it asks pandas


@lru_cache(128)  # some headers name a word of the vocabulary
def _schema(columns: tuple[str, ...]):
    """As pandas writes it for such a table: the last column names the rows."""
    import pandas
    import pyarrow

    one = pandas.DataFrame([[""] * len(columns)], index=[""], columns=list(columns))
    return pyarrow.Schema.from_pandas(one)
