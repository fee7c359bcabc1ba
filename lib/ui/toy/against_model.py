"""In the calculator: a table taken from a real head, beside the model's own weights."""

import numpy as np
import pandas as pd
import streamlit as st

from lib.text.numbers import tiny
from lib.toy import Toy
from lib.ui import frame


def compare(table: Toy, weights: np.ndarray) -> None:
    """The calculator's weights (n,) beside the model's, and the largest difference."""
    model = table.reference
    frame.heading("和真模型比一比", "real")
    st.dataframe(
        pd.DataFrame({"键": table.key_names, "模型自己的权重": model, "计算器现在的权重": weights}),
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.6f")
            for name in ("模型自己的权重", "计算器现在的权重")
        },
    )
    st.caption(
        f"权重最大相差 {tiny(np.abs(model - weights).max())}。模型的权重原来分给整句话，"
        "这里只留下取来的几个键，再归一：所以权重对得上，输出却未必，差多少见表上面的说明。"
        "你改了数或开关，差就会变大。"
    )
