"""模型与边界: what this model is, what its heads do, what an attention map does not show."""

import numpy as np
import pandas as pd
import streamlit as st

from lib import examples, precompute
from lib.heads import norms, roles
from lib.model import checkpoints
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.ui import code, controls, frame, readings
from lib.ui.course import guide
from lib.ui.heads import model_facts


def table_of_heads(reading: Reading, checkpoint: checkpoints.Checkpoint) -> None:
    """Every head's name, and the same in numbers for whoever wants them."""
    found, basis = readings.roles_of(reading)
    st.dataframe(
        pd.DataFrame(
            [[role.name for role in row] for row in found],
            index=[f"第 {i + 1} 层" for i in range(len(found))],
            columns=[f"头 {j + 1}" for j in range(len(found[0]))],
        )
    )
    st.caption(
        f"{basis}。一处平均得到一半以上的权重，就用它命名；都不到一半，"
        "而在某种句法关系上比“固定看第几个词”准的（树库的两半上都准，差 5 个百分点以上），"
        "用关系命名；[CLS]、[SEP] 和标点合起来过半的，说它停在那里；"
        "再不然，熵很高的叫“铺开”，其余的“看不出规律”。名字说的是权重去了哪里，不是这个头“懂”什么。"
    )
    known = precompute.known_heads(reading)
    if known is not None:
        with st.expander("每个头的凭据，和关掉它的代价"):
            for i, row in enumerate(found):
                for j, role in enumerate(row):
                    st.markdown(
                        f"**第 {i + 1} 层第 {j + 1} 头：{role.name}**　{role.evidence}"
                        f"{roles.cost(known, i, j)}"
                    )


def separators_table(reading: Reading, checkpoint: checkpoints.Checkpoint) -> None:
    """What [CLS] and [SEP] get by weight, and by what they hand over, in every head."""
    special = np.array([token.special for token in reading.tokens])
    norm = norms.norm_weights(reading, readings.projections(checkpoint.key))
    by_weight, by_norm = (
        weights[:, :, ~special][..., special].sum(-1).mean(-1)
        for weights in (reading.weights, norm)
    )
    at = np.indices(by_weight.shape)
    st.markdown(
        f"句子：{escape(reading.sentence)}　行：句子里的 {int((~special).sum())} 个词元"
        "（[CLS] 和 [SEP] 自己的行不算），各行平均。"
    )
    st.dataframe(
        pd.DataFrame(
            {
                "层": at[0].ravel() + 1,
                "头": at[1].ravel() + 1,
                "按权重": by_weight.ravel(),
                "按权重 × ‖v·W_O‖": by_norm.ravel(),
            }
        ).sort_values("按权重", ascending=False),
        hide_index=True,
        height=250,
        column_config={
            name: st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
            for name in ("按权重", "按权重 × ‖v·W_O‖")
        },
    )


frame.page("limits")
shipped = checkpoints.CATALOGUE[checkpoints.SHIPPED]
frame.heading("这个模型是什么", "real")
model_facts.draw(shipped)

# ── what the heads do ───────────────────────────────────────────────────────────────────────
frame.heading(
    "它的头在做什么", "real", help="只数权重去了哪里，一条一条量出来，不抄别的模型的结论。"
)
table_of_heads(readings.read(examples.OPENING, shipped) or st.stop(), shipped)

# ── what a map does not show ────────────────────────────────────────────────────────────────
frame.heading("权重大，不等于拿来的多", "real")
st.markdown(
    "输出是 Σ 权重 × 值，再乘上 $W_O$ 交出去。一个键权重再大，值向量很短，拿来的也少。"
    "所以 Kobayashi 等（2020）改看 **权重 × ‖v·W_O‖**：每个键真正交出去的那一份有多长。"
    "下面每个头都算了一遍：给 [CLS] 和 [SEP] 的份额，按权重算是多少，按交出去的算是多少。"
    "按前一列从大到小排；换成你自己的句子再看。"
)
sentence, _, checkpoint = controls.sentence_and_model()
reading = readings.read(sentence, checkpoint, who=True)
if reading is not None:
    separators_table(reading, checkpoint)

frame.heading("图好看的头，不一定要紧")
st.markdown(
    "想知道一个头对某个猜测有没有用，不要看它的图，要**关掉它**再问一次；还要和随便关掉的头比。"
    "“动手术”里能一个一个地关，也能一起关。"
)
frame.link("surgery", "去关几个头")

frame.heading("所以，一张注意力图能说明什么")
st.markdown(model_facts.text("limits"))
code.show_code(roles.role, norms.norm_weights)
guide.end("limits")
