"""Buttons that hand the learner the numbers and a script that reproduces them."""

import csv
import io

import numpy as np
import streamlit as st

from lib.checkpoints import Checkpoint
from lib.reading import Reading
from lib.script import reproduce


def head_buttons(
    reading: Reading,
    checkpoint: Checkpoint,
    matrix: np.ndarray,
    names: list[str],
    layer: int,
    head: int,
) -> None:
    """Two downloads: the shown matrix as CSV, and a plain transformers script."""
    with st.container(horizontal=True):
        st.download_button(
            "这个头的权重（CSV）",
            lambda: weights_csv(matrix, names),
            f"attention-layer{layer + 1}-head{head + 1}.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/table:",
        )
        st.download_button(
            "用 transformers 重算的脚本",
            reproduce(checkpoint, reading.sentence, layer, head),
            f"attention_layer{layer + 1}_head{head + 1}.py",
            "text/x-python",
            on_click="ignore",
            icon=":material/code:",
        )
    st.caption("这一页的地址就是这个画面：复制地址栏，别人打开看到的和你一样。")


def weights_csv(matrix: np.ndarray, names: list[str]) -> bytes:
    """A table with the names on both sides; with a mark that lets spreadsheets read Chinese.

    A name that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    safe = [f"'{name}" if name[:1] in "=+-@\t" else name for name in names]
    buffer = io.StringIO()
    table = csv.writer(buffer)
    table.writerow(["查询＼键", *safe])
    table.writerows([name, *row] for name, row in zip(safe, matrix.tolist(), strict=True))
    return buffer.getvalue().encode("utf-8-sig")
