"""为什么看它: one score of a real head, taken apart into what wrote the query and the key."""

from functools import partial

import numpy as np
import streamlit as st

from lib.anatomy.score_parts import ScoreParts, merged, ranked, score_parts, stream
from lib.charts import parts as drawn
from lib.export import tables
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import percent, tiny
from lib.ui import choices, code, controls, export, frame, readings, style
from lib.ui.anatomy import passes
from lib.ui.course import guide
from lib.ui.heads import head_view

PARTS_SHOWN = 8  # rows and columns of the table; a large model has hundreds
PAIRS_SHOWN = 10
DIMENSIONS_SHOWN = 12
WHOLE, BEYOND = "这个分数", "比这一行平均多出的"


def signed(number: float, digits: int = 2) -> str:
    """+1.50, −0.30."""
    return f"{number:+.{digits}f}".replace("-", "−")


def headline(reading: Reading, layer: int, head: int, query: int, key: int) -> None:
    """From the score to the weight, in one line."""
    at = (layer, head, query, key)
    one, other = (escape(reading.named()[i]) for i in (query, key))
    steps = reading.head(layer, head)
    st.markdown(
        f"从“{one}”看“{other}”：点积 q·k = **{signed(steps.scores[query, key])}**，"
        f"除以 √{reading.head_dim} 得 **{signed(steps.scaled[query, key])}**，"
        f"和这一行别的分数一起做 softmax，得到权重 **{percent(reading.weights[at], 1)}**。"
    )
    back = reading.weights[layer, head, key, query]
    st.caption(f"反过来，同一个头里从“{other}”看“{one}”，权重是 {percent(back, 1)}：看是有方向的。")
    head_view.say_why_it_rests(reading, layer, head)


def parts_of(reading: Reading, found: ScoreParts, query: int, key: int) -> np.ndarray:
    """The products, as a table and as a ranking; returns those that were chosen."""
    choice = choices.one_of(
        "拆哪一个",
        [WHOLE, BEYOND],
        "take",
        help="softmax 只看一行里谁高谁低：对每个键都一样的部分，不改变权重。"
        "“比这一行平均多出的”把那些部分减掉，留下的才是“为什么是它，不是别人”。",
    )
    products = found.products if choice == WHOLE else found.beyond_row
    names = [part.name for part in found.parts]
    rows, columns, fewer = merged(names, products, PARTS_SHOWN)
    one, other = reading.named()[query], reading.named()[key]
    inks = style.inks()
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.markdown("**谁写的 × 谁写的**")
        export.chart(
            "grid",
            drawn.grid_columns(rows, columns, fewer),
            drawn.grid(len(rows), inks, "写进查询的", "写进键的"),
            f"{len(rows)} 行 {len(columns)} 列的乘积，合计 {signed(fewer.sum())}",
        )
        st.caption(
            f"行是写进“{escape(one)}”的（它变成查询），列是写进“{escape(other)}”的（它变成键）。"
            f"全部 {products.size} 格加起来是 {signed(products.sum(), 3)}。"
        )
    with right:
        st.markdown("**最大的几对**")
        best = ranked(names, names, products, PAIRS_SHOWN)
        values = np.array([value for _, value in best])
        export.chart(
            "pairs",
            drawn.bar_columns([name for name, _ in best], values, [signed(v) for v in values]),
            drawn.bars(len(best), inks),
            f"最大的是{best[0][0]}，{signed(best[0][1])}",
        )
        st.caption("× 前面的写进查询，后面的写进键。")
    writers(reading, found, products, query, key)
    return products


def writers(
    reading: Reading, found: ScoreParts, products: np.ndarray, query: int, key: int
) -> None:
    """Where the heads that matter most had looked when they wrote."""
    notes, names = [], reading.named()
    for token, sums in ((query, products.sum(1)), (key, products.sum(0))):
        for i in np.argsort(-np.abs(sums), kind="stable")[:4]:
            part = found.parts[i]
            if part.kind == "head":
                row = reading.weights[part.layer, part.head, token]
                seen, name = names[int(row.argmax())], names[token]
                notes.append(
                    f"{part.name}在“{escape(name)}”这里看得最多的是“{escape(seen)}”"
                    f"（{percent(float(row.max()))}）"
                )
    if notes:
        st.caption("这些头写进来的，是它们从别处取来的：" + "；".join(dict.fromkeys(notes)) + "。")


def check(reading: Reading, found: ScoreParts, at: tuple[int, int, int, int]) -> None:
    """The sum against the model's own score."""
    total, recorded = float(found.products.sum()), float(reading.head(*at[:2]).scores[at[2:]])
    st.success(
        f"{len(found.parts)} × {len(found.parts)} 个乘积加起来是 {signed(total, 5)}，"
        f"模型自己算的 q·k 是 {signed(recorded, 5)}，相差 {tiny(abs(total - recorded))}。",
        icon=":material/check:",
    )


def dimensions(reading: Reading, layer: int, head: int, query: int, key: int) -> np.ndarray:
    """q ⊙ k, the largest first; returns (d_k, 3): q, k and their product."""
    q = reading.query[layer, head, query].astype(float)
    k = reading.key[layer, head, key].astype(float)
    products = q * k
    order = np.argsort(-np.abs(products), kind="stable")
    shown = order if choices.toggle("画出每一维", False, "every") else order[:DIMENSIONS_SHOWN]
    names = [f"第 {i + 1} 维　{signed(q[i])} × {signed(k[i])}" for i in shown]
    values = products[shown]
    if len(shown) < len(order):
        rest = float(products.sum() - values.sum())
        names.append(f"其余 {len(order) - len(shown)} 维")
        values = np.append(values, rest)
    export.chart(
        "dimensions",
        drawn.bar_columns(names, values, [signed(value) for value in values]),
        drawn.bars(len(names), style.inks(), 190),
        f"每一维的乘积，最大的是第 {order[0] + 1} 维，{signed(products[order[0]])}",
    )
    st.caption(
        "每一维：q 的这个数乘 k 的这个数，全部加起来就是点积。"
        "同号又都大的维，把分数推高；一正一负的，拉低。单独一维没有固定的意思："
        "把 q 和 k 一起转一个方向，每一维都变了，点积却不变。"
    )
    return np.column_stack([q, k, products])


def show() -> None:
    """The page. In a function: what callbacks keep of a module lives as long as the visit."""
    frame.page("why")
    frame.how_below()
    sentence, _, checkpoint = controls.sentence_and_model()
    reading = readings.read(sentence, checkpoint, who=True, long=True) or st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer, head = controls.layer_head_boxes(reading)
        query = controls.query_box(reading, start=readings.first_query(reading))
        key = passes.key_box(reading, reading.weights[layer, head, query], query)
    at = (layer, head, query, key)
    passes.of(reading, checkpoint)
    found = passes.score(checkpoint.key, reading.sentence, reading.pair, at)

    frame.heading("一个分数，拆到底", "real")
    headline(reading, *at)
    products = parts_of(reading, found, query, key)
    check(reading, found, at)

    frame.heading("一维一维地看：q 和 k", "real")
    numbered = dimensions(reading, *at)

    export.take_away(
        f"why-layer{layer + 1}-head{head + 1}",
        {"grid": "谁写的 × 谁写的", "pairs": "最大的几对", "dimensions": "一维一维"},
        {
            "谁写的 × 谁写的": partial(
                tables.matrix, products, [part.name for part in found.parts]
            ),
            "一维一维": partial(
                tables.matrix,
                numbered,
                [f"第 {i + 1} 维" for i in range(len(numbered))],
                ["q", "k", "q × k"],
            ),
        },
    )
    code.show_code(score_parts, stream)
    guide.foot("why", how=True)


show()
