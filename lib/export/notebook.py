"""A notebook of the current view that runs on plain transformers, for the learner to go on from."""

import json

from lib.export.script import reproduce
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading

ABOUT = """# 看见注意力：第 {layer} 层第 {head} 头

这本笔记不用本项目的任何代码，只用 transformers 自己的实现，重算你刚才看到的数。

1. 第一格：装好要用的包（只要一次）。
2. 第二格：读句子，取出这个头的注意力，逐行说它看得最多的是谁。
3. 第三格：画成热力图。把 `output.attentions[…][0, …]` 里的层和头换掉，或换一句话，再运行一次。
"""
INSTALL = "%pip install -q torch transformers pandas altair"
PICTURE = """import altair as alt
import pandas as pd

names = [f"{i} {token}" for i, token in enumerate(tokens)]  # 同一个字出现两次也分得开
cells = [(q, k, float(weights[i, j])) for i, q in enumerate(names) for j, k in enumerate(names)]
alt.Chart(pd.DataFrame(cells, columns=["查询", "键", "权重"])).mark_rect().encode(
    x=alt.X("键:N", sort=names),
    y=alt.Y("查询:N", sort=names),
    color=alt.Color("权重:Q", scale=alt.Scale(scheme="reds")),
    tooltip=["查询", "键", alt.Tooltip("权重", format=".2%")],
)"""


def notebook(checkpoint: Checkpoint, reading: Reading, layer: int, head: int) -> bytes:
    """An .ipynb (nbformat 4.5); layer and head count from 0."""
    code = (INSTALL, reproduce(checkpoint, reading, layer, head), PICTURE)
    cells: list[dict[str, object]] = [
        {
            "cell_type": "markdown",
            "id": "about",
            "metadata": {},
            "source": ABOUT.format(layer=layer + 1, head=head + 1),
        }
    ]
    cells += [
        {
            "cell_type": "code",
            "id": f"step-{number}",
            "metadata": {},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
        for number, source in enumerate(code, 1)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
