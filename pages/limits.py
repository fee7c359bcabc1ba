"""模型与边界: what this model is, what its heads do, what an attention map does not show."""

import numpy as np
import pandas as pd
import streamlit as st

from lib import examples
from lib.heads import measures
from lib.model import checkpoints
from lib.ui import code, frame, readings
from lib.ui.course import guide
from lib.ui.heads import model_facts

frame.page("limits")
checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
reading = readings.read(examples.OPENING, checkpoint) or st.stop()

frame.heading("这个模型是什么", "real")
model_facts.draw(checkpoint)

# ── what the heads do ───────────────────────────────────────────────────────────────────────
heads, basis = readings.heads_of(reading, checkpoint)
frame.heading(
    "它的头在做什么", "real", help="只数权重去了哪里，一条一条量出来，不抄别的模型的结论。"
)
st.dataframe(
    pd.DataFrame(
        [[measures.LABELS[measures.label(m)] for m in row] for row in heads],
        index=[f"第 {i + 1} 层" for i in range(len(heads))],
        columns=[f"头 {j + 1}" for j in range(len(heads[0]))],
    )
)
st.caption(
    f"{basis}。一处平均得到一半以上的权重，才用它命名；都不到一半而熵很高的，叫“铺开”。"
    "名字说的是权重去了哪里，不是这个头“懂”什么。Clark 等（2019）在英文 BERT 里也数过这些去处。"
)

# ── what a map does not show ────────────────────────────────────────────────────────────────
frame.heading("权重大，不等于拿来的多", "real")
st.markdown(
    "输出是 Σ 权重 × 值。一个键权重再大，值向量很短，拿来的也少。"
    "所以 Kobayashi 等（2020）改看权重乘上“值经过 W_O 以后的长度”。这里省去 W_O，"
    "只看 **权重 × ‖v‖**。下面每个头都算了一遍：给 [CLS] 和 [SEP] 的份额，"
    "按权重算是多少，按权重 × ‖v‖ 算是多少。按前一列从大到小排。"
)
special = np.array([token.special for token in reading.tokens])
by_weight = reading.weights[..., special].sum(-1).mean(-1)  # (layers, heads)
weighted = reading.weights * np.linalg.norm(reading.value, axis=-1)[:, :, None, :]
by_norm = (weighted[..., special].sum(-1) / weighted.sum(-1)).mean(-1)
at = np.indices(by_weight.shape)
st.dataframe(
    pd.DataFrame(
        {
            "层": at[0].ravel() + 1,
            "头": at[1].ravel() + 1,
            "按权重": by_weight.ravel(),
            "按权重 × ‖v‖": by_norm.ravel(),
        }
    ).sort_values("按权重", ascending=False),
    hide_index=True,
    height=250,
    column_config={
        name: st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
        for name in ("按权重", "按权重 × ‖v‖")
    },
)

frame.heading("图好看的头，不一定要紧")
st.markdown(
    "想知道一个头对某个猜测有没有用，不要看它的图，要**关掉它**再问一次；还要和随便关掉的头比。"
    "“动手术”里能一个一个地关，也能一起关。"
)
frame.link("surgery", "去关几个头")

frame.heading("所以，一张注意力图能说明什么")
st.markdown(model_facts.text("limits"))
code.show_code(measures.label)
guide.end("limits")
