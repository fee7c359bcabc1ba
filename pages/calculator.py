"""QKV 计算器: Q, K and V that the learner edits, and the four steps in numbers and pictures."""

import pandas as pd
import streamlit as st

from lib.attention import AttentionError, scaled_dot_product
from lib.charts import calculator_charts as toy_charts
from lib.charts import step_charts
from lib.course.lessons import texts
from lib.export import tables
from lib.model.intervention import Intervention
from lib.text import latex
from lib.text.markdown import escape
from lib.text.numbers import figures, signed
from lib.toy import hard_lookup
from lib.ui import code, export, frame, style
from lib.ui.course import guide, term_links
from lib.ui.heads import laboratory, step_controls
from lib.ui.toy import against_model, table_editor

frame.page("calculator")
st.latex(latex.ATTENTION)
st.caption(term_links.symbols("Q", "K", "V", "d_k"))
frame.how_below()
frame.heading("一张表，几个问题", "toy")
table = table_editor.edit()
if table.about:
    st.caption(escape(table.about))

# ── what may be changed besides the numbers; it stays in view while one scrolls ─────────────
names = list(table.key_names)
with frame.at_hand("switches"):
    row = step_controls.row_box(list(table.query_names))
    temperature, by_root = step_controls.change_boxes()
    blocked = step_controls.blocked_box(names)
    change = laboratory.switches(Intervention(temperature, by_root, keys_blocked=blocked))
table = laboratory.in_place(table)
query, key, value = table.arrays()
try:
    steps = change.attend(query, key, value, scale=table.scale)
except AttentionError as error:
    st.error(str(error), icon=":material/edit:")
    st.stop()

# ── the four steps, for one query ───────────────────────────────────────────────────────────
inks = style.inks()
numbers = step_charts.row_numbers(steps, value, row, list(range(len(key))))
formulas = (
    latex.dot_products(query[row], key, names, steps.scores[row]),
    latex.scaling(
        names,
        steps,
        row,
        table.d_k if change.divide_by_root else None,
        change.temperature,
        change.uniform,
    ),
    latex.softmax(names, steps, row, change.one_more),
    latex.weighted_sum(steps, row, value, list(table.value_names)),
)
told = texts.sections("four_steps").values()
for step, (words, formula) in enumerate(zip(told, formulas, strict=True)):
    frame.heading(words.title, "toy")
    left, right = st.columns([5, 4], gap="large", vertical_alignment="center")
    with left:
        guide.write(words.text)
        st.latex(formula)
    with right:
        columns = step_charts.bar_columns(numbers, names, (step,))
        spec = step_charts.bars(len(names), 1, inks)
        export.chart(f"step {step}", columns, spec, f"{words.title}：每个键一条")
    if words.more:
        with st.expander("程序里怎样算", icon=":material/add:"):
            guide.write(words.more)
            st.latex(latex.softmax(names, steps, row, change.one_more, less_largest=True))

# ── hard and soft ───────────────────────────────────────────────────────────────────────────
frame.heading(
    "硬查找和软查找", "toy", help="硬查找只认最像的键，取它们的值的平均；软查找人人有份。"
)
hard = hard_lookup(query, key, value, change.blocked(range(len(query)), len(key)))[row]
soft = steps.context[row]
value_names = [escape(name) for name in table.value_names]
if len(soft) <= 3:
    for name, h, s in zip(value_names, hard, soft, strict=True):
        with st.container(horizontal=True):
            st.metric(f"{name}：硬查找", figures(h, 5))
            off = {"delta_color": "off", "delta_arrow": "down" if s < h else "up"}
            st.metric(f"{name}：软查找", figures(s, 7), signed(s - h, ".5f"), **off)
else:
    columns = {"硬查找": hard, "软查找": soft, "差": soft - hard}
    written = {name: [figures(x, 5) for x in column] for name, column in columns.items()}
    st.table(pd.DataFrame(written, index=value_names))  # names need not differ
curve = toy_charts.temperature_frame(table, row, change)
export.chart(
    "curve",
    toy_charts.curve_columns(curve, change.temperature, list(table.value_names), hard),
    toy_charts.temperature_curve(len(hard) > 1),
    "软查找的结果随温度变化的曲线",
)
st.caption("温度越低，权重越集中在最像的键上，软查找就越接近硬查找；温度越高，越接近所有值的平均。")

if len(query) > 1:
    frame.heading("所有查询一起看：权重矩阵", "toy")
    st.caption("矩阵乘法一次算完所有查询：每个查询一行，每行加起来等于 1。")
    export.chart(
        "weights",
        toy_charts.weights_columns(steps.weights, list(table.query_names), names),
        toy_charts.weights_table(len(query), inks),
        "所有查询的权重",
    )

if table.reference is not None:
    against_model.compare(table, steps.weights[0])
export.take_away(
    "qkv",
    {f"step {step}": title for step, title in enumerate(step_charts.STEPS)}
    | {"curve": "随温度变化的曲线"}
    | ({"weights": "权重矩阵"} if len(query) > 1 else {}),
    {
        "每个键的四步": lambda: tables.steps_row(steps, row, key, value, names),
        "权重矩阵": lambda: tables.matrix(steps.weights, table.query_names, names),
    },
)
code.show_code(scaled_dot_product, hard_lookup)

frame.link("projections", "这里的 Q、K、V 是手写的。真模型的从哪来？")
guide.foot("calculator", how=True)
