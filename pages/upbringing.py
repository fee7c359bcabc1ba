"""看它学会: a model's training as pictures: what its heads look at, what it guesses, and when."""

import pandas as pd
import streamlit as st

from lib.charts import film_charts as charts
from lib.charts.overview import pack_weights
from lib.experiments import milestones
from lib.experiments.film import NAMED_FROM, FilmError, amount
from lib.model import checkpoints
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import code, export, frame
from lib.ui.course import guide
from lib.ui.heads import film_view, head_view
from lib.ui.style import inks

frame.page("upbringing")
checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
try:
    film = film_view.shipped(checkpoint.key)
except FilmError as error:
    st.error(str(error), icon=":material/movie:")
    st.stop()

film_view.whose(film, checkpoint)
frame.how_below()
with frame.at_hand("film"):
    point = film_view.slider(film)
layer, head = film_view.chosen(film)
weights = film.weights(point)
names = [amount(int(read)) for read in film.read]
st.caption(film_view.told_now(film, point))

frame.heading("它猜空格", "real")
for column, blank in zip(st.columns(len(film.blanks)), film.blanks, strict=True):
    with column:
        film_view.draw_blank(blank, point)

# ── the picture ─────────────────────────────────────────────────────────────────────────────
left, right = st.columns(2, gap="large")
with left:
    frame.heading("所有的头", "real", help="每个小方格是一个头。点一个，右边放大。")
    head_view.overview(pack_weights(weights, layer, head))
    st.caption(f"读的是“{escape(film.sentence)}”颜色取权重的平方根。")
with right:
    frame.heading(f"第 {layer + 1} 层 · 第 {head + 1} 头", "real")
    strongest = max(film.weights(p)[layer, head].max() for p in range(film.points))
    head_view.draw_heat_map(weights[layer, head], list(film.tokens), largest=strongest)
    st.caption("最深的颜色是这个头在整部片子里最大的权重，所以各张照片可以比。")

# ── over the whole training ─────────────────────────────────────────────────────────────────
left, right = st.columns(2, gap="large")
with left:
    frame.heading("损失", "real")
    told = f"验证损失从 {film.loss[0]:.2f} 到 {film.loss[-1]:.2f}，现在 {film.loss[point]:.2f}"
    chart = charts.loss(film.loss, names, film.frequencies, point)
    export.picture("loss").altair_chart(chart, alt=told)
    st.caption("在训练没见过的句子里遮住词元来量。越低越好；到了虚线下面，它才开始看上下文。")
with right:
    frame.heading("头看去了哪里", "real")
    counts = film.named(point)
    told = "；".join(f"{place} {counts[key]} 个" for key, (place, _) in charts.PLACES.items())
    chart = charts.places(film.best(), names, point, NAMED_FROM)
    export.picture("places").altair_chart(chart, alt=told)
    st.caption(
        f"每条线是最专的那个头。到了虚线（一半），才用那一处给头起名。现在这样的头：{told}。"
        f"一共 {film.layers * film.heads} 个头；词里的邻字算两次。"
    )

frame.heading("先会什么，后会什么", "real")
learnt = milestones.milestones(film)
st.markdown(film_view.told(learnt, names))
rows = {
    "学会了什么": [escape(m.name) for m in learnt],
    "读到": ["到最后也没有" if m.point is None else names[m.point] for m in learnt],
    "凭什么这么说": [escape(m.evidence) for m in learnt],
}
st.table(pd.DataFrame(rows).set_index("学会了什么"), border="horizontal")
st.caption("“学会”指从那张照片起直到最后都及格；没学会的，写的是最后一张的数。")

frame.heading("只差一个字的句子，分得出哪句对吗", "real")
series = {name: film.pairs[key] for key, name in milestones.GROUPS.items() if key in film.pairs}
chart = charts.shares(series, names, point, inks())
told = "；".join(f"{name} {percent(line[point])}" for name, line in series.items())
export.picture("pairs").altair_chart(chart, alt=told)
st.caption(
    "每格是 40 对手写的句子里分对的百分之几，框起来的一列是现在。瞎猜是 50，"
    "而且 35 到 65 之间和瞎猜分不开。"
)

export.take_away(
    "upbringing",
    {
        "overview": "所有的头",
        "heat map": "这个头",
        "loss": "损失",
        "places": "头看去了哪里",
        "pairs": "分对",
    },
    {"每张照片的数": lambda: film_view.table(film)},
)
code.show_code(milestones.since, milestones.milestones)
guide.foot("upbringing", how=True)
