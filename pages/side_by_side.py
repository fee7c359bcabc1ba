"""并排：玩具与真模型: the same four steps, left on a toy table, right in a real head."""

from dataclasses import replace

import numpy as np
import streamlit as st

from lib.attention import AttentionError, scaled_dot_product
from lib.model.intervention import NONE, Intervention
from lib.text import latex
from lib.text.numbers import tiny
from lib.toy.from_head import bring_down, held, told
from lib.ui import code, controls, export, frame, readings
from lib.ui.course import guide, term_links
from lib.ui.heads import head_view, laboratory, step_controls
from lib.ui.toy import comparison_side, table_editor


def show() -> None:
    """The page. In a function: what callbacks keep of a module lives as long as the visit."""
    frame.page("side_by_side")
    st.latex(latex.ATTENTION)
    st.caption(term_links.symbols("Q", "K", "V", "d_k"))
    frame.how_below()
    sentence, _, checkpoint = controls.sentence_and_model()
    reading = readings.read(sentence, checkpoint, who=True, long=True) or st.stop()
    with frame.at_hand("switches"):
        # What changes the guess at the foot comes first: a narrow screen shows no more beside it.
        temperature, by_root = step_controls.change_boxes()
        layer, head = controls.layer_head_boxes(reading)
        query = controls.query_box(reading, start=readings.first_query(reading))
        shared = laboratory.switches(Intervention(temperature, by_root))

    left, right = st.columns(2, gap="large")
    with left:
        frame.heading("玩具", "toy")
        table, toy_row = comparison_side.toy_box()
        toy_blocked = step_controls.blocked_box(list(table.key_names))
    with right:
        frame.heading(f"真模型：第 {layer + 1} 层 · 第 {head + 1} 头", "real")
        head_view.say_why_it_rests(reading, layer, head)
        keys = comparison_side.keys_box(reading, layer, head, query)
        real_blocked = step_controls.blocked_tokens(reading)

    toy_change = replace(shared, keys_blocked=toy_blocked)
    real_change = replace(shared, keys_blocked=real_blocked)
    try:
        toy_side = comparison_side.of_toy(table, toy_row, toy_change)
        real_side = comparison_side.of_head(reading, layer, head, query, keys, real_change)
    except AttentionError as error:
        st.error(str(error), icon=":material/edit:")
        st.stop()

    for draw, title, why in comparison_side.SECTIONS:
        st.subheader(title, anchor=False)
        st.caption(why)
        left, right = st.columns(2, gap="large")
        with left:
            draw(toy_side, "toy")
        with right:
            draw(real_side, "real")

    # ── how far the two computations agree ──────────────────────────────────────────────────────
    steps = real_side.steps
    difference = np.abs(steps.weights[0] - reading.weights[layer, head, query]).max()
    if real_change == NONE:
        st.success(
            f"右边是用同一个函数另外重算的；和模型自己的权重最大相差 {tiny(difference)}。",
            icon=":material/check:",
        )
    else:
        st.info(
            f"你改了开关。和模型原来的权重比，最大相差 {difference:.3f}。", icon=":material/tune:"
        )
    st.caption("拿进计算器的只有画出来的键。" + told(*held(reading, layer, head, query, keys)))
    with st.container(horizontal=True):
        if st.button("把这几个向量拿进计算器", icon=":material/calculate:", type="primary"):
            taken = bring_down(reading, layer, head, query, keys)
            table_editor.put(taken)
            frame.go("calculator", **table_editor.address(taken))
        comparison_side.numbers_button(real_side)

    export.take_away(
        f"qkv-layer{layer + 1}-head{head + 1}",
        {
            f"{chart} {kind}": f"{whose}：{title}"
            for kind, whose in (("toy", "玩具"), ("real", "真模型"))
            for chart, title in (("qk", "q 和 k"), ("bars", "四步"), ("v", "v 和输出"))
        },
        {"真模型，每个键的四步": lambda: comparison_side.as_csv(real_side)},
    )
    comparison_side.whole_model(sentence, checkpoint, reading, query, real_change)
    code.show_code(scaled_dot_product, bring_down)
    guide.foot("side_by_side", how=True)


show()
