"""实验开关: take away or add what attention is said to need, in the toy and in the real model."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.heads import destinations
from lib.model.intervention import Intervention
from lib.model.reading import Reading
from lib.text.numbers import percent
from lib.toy import Toy
from lib.toy.positions import placed
from lib.ui import choices
from lib.ui.heads.step_controls import several

# key in the address → (what it is called, what it does)
SWITCHES = {
    "causal": (
        "因果掩码",
        "每个查询只许看自己和排在前面的键，像 GPT 那样。"
        "BERT 是两边都看着学的，这样一关，它常常猜得更差。",
    ),
    "uniform": (
        "注意力拉平",
        "分数全当作 0，每个键的权重都一样。看看：这个头挑着看，到底有没有用。",
    ),
    "one_more": (
        "分母加 1",
        "softmax 的分母里多加一个 1，好像多了一个分数是 0、值也是 0 的键。"
        "一行的权重加起来可以小于 1：没什么可看的时候，不必硬把权重给谁。",
    ),
}
IN_MODEL = {
    "no_positions": (
        "去掉位置",
        "每个词元都拿同一个位置（0 号）的向量：模型不知道谁在前谁在后。"
        "写法相同的两个字，每一行权重也就一样了。",
    ),
    "no_separators": (
        "屏蔽 [CLS]、[SEP]",
        "谁也不许看这些记号。很多头把用不掉的权重停在这里：屏蔽以后，权重去了哪里？",
    ),
}

IN_TOY = {
    "with_positions": (
        "玩具加上位置",
        "第几行，就给这一行的 q 和 k 加上第几号位置的正弦向量（Vaswani 等，2017）。不加的时候，"
        "两行数一样，得到的权重就一样；加上以后就分得开。真模型一直带着位置：到“动手术”里可以去掉。",
    ),
}


def switches(change: Intervention, reading: Reading | None = None) -> Intervention:
    """`change` with what the learner switches here, kept in the address.

    With a `reading` its model is changed: also its positions, and one may choose layers and heads.
    Without one the toy is offered places (`in_place`).
    """
    offered = SWITCHES | (IN_MODEL if reading is not None else IN_TOY)
    with st.popover("实验开关", icon=":material/science:"):
        on = {
            key: choices.toggle(name, False, key, help=told)
            for key, (name, told) in offered.items()
        }
        only = None if reading is None else _where(reading.layers, reading.heads)
    if any(on.values()):
        st.caption("开着：" + "、".join(offered[key][0] for key in offered if on[key]) + "。")
    blocked = change.keys_blocked
    if on.get("no_separators"):
        blocked |= {i for i, token in enumerate(reading.tokens) if token.special}
    return replace(
        change,
        keys_blocked=blocked,
        positions=not on.get("no_positions", False),
        only=only or None,
        **{key: on[key] for key in SWITCHES},
    )


def in_place(table: Toy) -> Toy:
    """The toy with its places, where they are switched on."""
    return placed(table) if st.session_state.get("with_positions") else table


def _where(layers: int, heads: int) -> frozenset[tuple[int, int]]:
    """The heads that are changed; none chosen means all."""
    whole = [(i, None) for i in range(layers)]
    chosen = several(
        "只改哪些层、哪些头",
        "only",
        whole + [(i, j) for i in range(layers) for j in range(heads)],
        lambda at: f"第 {at[0] + 1} 层" if at[1] is None else f"{at[0] + 1}-{at[1] + 1}",
        "全都改",
        "温度、除以根号、屏蔽和这里的开关，都只作用在选中的头上；别的头照训练时的样子算。"
        "“去掉位置”除外：它在第一层之前。",
    )
    every = {(i, j) for i, head in chosen if head is None for j in range(heads)}
    return frozenset(every | {at for at in chosen if at[1] is not None})


def where_it_went(before: Reading, after: Reading) -> None:
    """All of the weight by kinds of keys, before and after."""
    old, new = destinations.destinations(before), destinations.destinations(after)
    shares = {kind: (old[kind], new[kind]) for kind in destinations.KINDS}
    table = {
        kind: [percent(share, 1) for share in pair]
        for kind, pair in shares.items()
        if max(pair) >= 0.0005
    }
    st.markdown("**权重给了谁**：所有的头、所有的字，平均一行")
    st.table(pd.DataFrame(table, index=["原来", "改动之后"]), border="horizontal")
