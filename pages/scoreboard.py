"""成绩单: every head against every relation, on a treebank that it was never tuned on."""

from functools import partial

import numpy as np
import streamlit as st

from lib.experiments import many_claims
from lib.experiments.treebank_examples import Example
from lib.export import tables
from lib.heads import relation_names, roles
from lib.heads.head_file import HeadFile
from lib.heads.relations import Relation
from lib.model import checkpoints
from lib.text.markdown import escape
from lib.text.numbers import percent, signed
from lib.ui import choices, code, export, frame, readings, style
from lib.ui.course import guide
from lib.ui.heads import board_answers, many_panel, model_facts

CHECKPOINT = checkpoints.CATALOGUE[checkpoints.SHIPPED]


def draw_board(known: HeadFile) -> None:
    """The heat map; a click on a cell chooses relation and head."""
    from lib.charts.relation_board import CELL, board

    def pick():
        for cell in st.session_state.board.selection[CELL]:
            layer, head = map(int, cell["head"].split("-"))
            choices.put(relation=cell["key"], by=(layer - 1, head - 1))

    export.picture("board").altair_chart(
        board(known.relations, style.inks()),
        alt="每种关系每个头，比固定看第几个词准多少；打勾的是树库两半上都更准的",
        key="board",
        on_select=pick,
        selection_mode=CELL,
    )
    st.caption(
        f"一行是一种关系的一个方向，一列是一个头（层-头）。红：比“固定看第几个词”里最准的还准；"
        f"蓝：不如它。指着一格看数和 95% 区间，**点一格，下面就是它的例子**；"
        "不用鼠标，就在下面的两个框里选。"
        f"打 ✓ 的，在树库的两半（{known.basis.dev} 句和 "
        f"{known.basis.test} 句）上区间都整个在零以上，而且多 {percent(roles.BEYOND_FROM)} 以上："
        "一共问了 "
        f"{len(known.relations) * known.shape[0] * known.shape[1]:,} 次，两半都要过，"
        "碰巧打勾的平均不到一个。"
    )


def choose(known: HeadFile) -> tuple[Relation, tuple[int, int]]:
    """Which relation and which head the examples are of."""
    by_key = {f"{r.relation} {r.direction}": r for r in known.relations}
    names = {k: relation_names.name(r.relation, r.direction) for k, r in by_key.items()}
    first = max(by_key, key=lambda k: float(by_key[k].beyond.max()))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = choices.selectbox("关系", list(by_key), "relation", first, names.__getitem__)
        relation = by_key[key]
        heads = [
            (int(i), int(j))
            for i, j in sorted(np.ndindex(known.shape), key=lambda at: -relation.beyond[at])
        ]
        head = choices.selectbox(
            "头（最准的在前）",
            heads,
            "by",
            heads[0],
            lambda at: f"第 {at[0] + 1} 层第 {at[1] + 1} 头",
            depends=key,
        )
    return relation, head


def draw_example(example: Example, relation: str, key: str) -> None:
    """One sentence with its tree above and the look below, and the look in words."""
    from lib.charts.relation_board import tree_and_look

    words = [escape(word) for word in example.sentence.words]
    looker, wanted, pointed = (words[i] for i in (example.looker, example.wanted, example.pointed))
    mark = "✓ 看准" if example.hit else "✗ 没看准"
    st.markdown(
        f"**{mark}**　从“{looker}”看，最多的是“{pointed}”"
        f"（{percent(float(example.row[example.pointed]))}）"
        + ("。" if example.hit else f"；树上连着的是“{wanted}”"
           f"（{percent(float(example.row[example.wanted]))}）。")
    )  # fmt: skip
    st.altair_chart(
        tree_and_look(example, relation, style.inks()),
        alt=f"{example.sentence.text}：上面是句法树，下面是从{looker}看出去的权重",
        key=key,
    )


def draw_examples(relation: Relation, head: tuple[int, int]) -> None:
    """Hits and misses, both."""
    at = head
    st.markdown(
        f"**{relation_names.title(relation.relation)}**，"
        f"{relation_names.name(relation.relation, relation.direction)}：第 {at[0] + 1} 层第 "
        f"{at[1] + 1} 头在 {relation.dependencies} 处里看准 {percent(relation.accuracy[at], 1)}，"
        f"{relation_names.offset_name(relation.offset)} {percent(relation.offset_accuracy, 1)}；"
        "相差的 95% 区间 "
        f"{signed(100 * relation.low[at], '.1f')} 到 "
        f"{signed(100 * relation.high[at], '.1f')} 个百分点。"
    )
    try:
        with st.spinner("正在请模型读树库里的句子……"):
            found = board_answers.treebank_examples(
                CHECKPOINT.key, relation.relation, relation.direction, *head
            )
    except checkpoints.CheckpointError as error:
        st.error(str(error), icon=":material/cloud_off:")
        return
    left, right = st.columns(2, gap="large")
    for column, side, none in ((left, found[0], "没有看准的。"), (right, found[1], "没有看错的。")):
        with column:
            for number, example in enumerate(side):
                draw_example(example, relation.relation, f"{none} {number}")
            if not side:
                st.caption(none)
    st.caption(
        "上面的弧是人标的句法树，红的是要找的那一条；下面的弧是这个头从同一个词看出去，越粗权重越大，"
        "蓝的是最大的一条。看准：最大的一条就落在红弧的另一头。"
    )


frame.page("scoreboard")
known = readings.shipped_heads(CHECKPOINT.key)
if known is None:
    st.warning("模型文件夹里没有这个模型的 heads.json：请运行 make precompute。")
    guide.end("scoreboard")
    st.stop()
st.markdown(model_facts.text("scoreboard"))
frame.heading("每种关系，每个头", "real")
draw_board(known)
frame.heading("到句子里去看", "real")
draw_examples(*choose(known))
st.caption(
    "树库：UD_Chinese-GSDSimp（Peng Qi、Koichi Yasuoka，由谷歌的 UD_Chinese-GSD 转来），"
    "许可 CC BY-SA 4.0；维基百科的句子，模型训练时没有见过。"
)
frame.heading("一个说法，很多句话", "real")
many_panel.panel(CHECKPOINT)
export.take_away(
    "scoreboard",
    {"board": "成绩单"},
    {"每种关系每个头": partial(tables.scoreboard, known.relations)},
)
code.show_code(roles.beats_offsets, many_claims.check)
guide.end("scoreboard")
