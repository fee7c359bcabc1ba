"""两句对照: two sentences that differ in a few characters, and where the attention differs.

Or one sentence in two models.
"""

import numpy as np
import streamlit as st

from lib import examples
from lib.experiments.contrast import Contrast, ContrastError, contrast
from lib.experiments.two_checkpoints import align
from lib.export import tables
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.text.apart import apart
from lib.text.chinese import with_masks
from lib.text.markdown import escape
from lib.text.numbers import signed_percent
from lib.ui import choices, code, controls, export, frame, projector, readings, style, unknown
from lib.ui.course import guide
from lib.ui.heads import head_view, two_models

FIRST = examples.PAIRS[0]
WAYS = ("两句话", "两个模型")


def pair_boxes() -> tuple[tuple[str, str], Checkpoint]:
    """One row: the two sentences, ready pairs, the model."""

    def take():
        if st.session_state.ready_pair is not None:
            one, other = examples.PAIRS[st.session_state.ready_pair]
            choices.put(one=one, other=other)
            st.session_state.ready_pair = None

    left, right, ready, model = st.columns([4, 4, 2, 2.5], vertical_alignment="bottom")
    with left:
        one = choices.text("第一句", FIRST[0], "one")
    with right:
        other = choices.text("第二句", FIRST[1], "other")
    with ready:
        st.selectbox(
            "现成的一对",
            range(len(examples.PAIRS)),
            index=None,
            key="ready_pair",
            placeholder="挑一对……",
            format_func=lambda i: " ／ ".join(examples.PAIRS[i]),
            on_change=take,
            filter_mode=None,
        )
    with model:
        return (with_masks(one), with_masks(other)), controls.checkpoint_box()


def say_what_stands_apart(both: Contrast, one: Reading, other: Reading) -> None:
    """Tokens without a partner, and tokens that stand elsewhere."""
    parts = [
        f"{which}的 {'、'.join(escape(reading.labels()[i]) for i in positions)}"
        for which, reading, positions in zip(
            ("第一句", "第二句"), (one, other), both.left_out, strict=True
        )
        if positions
    ]
    if parts:
        st.caption(
            f"没有对上的：{'，'.join(parts)}（“·”后面是词元的号，[CLS] 是 0 号）。"
            "下面的格子里没有它们；给它们的权重，都算换了去处。"
        )
    if both.shifted:
        names = "、".join(f"{escape(both.names[i])}·{both.places[i]}" for i in both.shifted)
        st.caption(
            f"挪了位置的：{names}（斜线前后是两句里的号）。字没改，号变了；模型也看位置，"
            "所以它们的变化有一部分只是因为挪了。"
        )


def show_head(one: Reading, other: Reading, checkpoint: Checkpoint) -> None:
    """The head that changed most beyond what other characters do, or the learner's choice."""
    both = contrast(one, other)
    with st.spinner("正在同一处随便换上别的字，看会变多少……"):
        compared = readings.replaced(checkpoint.key, one.sentence, other.sentence)
    best = compared.best

    def go():
        choices.put(layer=best[0] + 1, head=best[1] + 1)

    frame.heading("哪个头变得多", "real")
    for paragraph in compared.told():
        st.markdown(paragraph)
    say_what_stands_apart(both, one, other)
    from lib.charts.head_grid import changes_map

    drawn = changes_map(compared.beyond, compared.changed, style.inks())
    export.chart("changes", *drawn, "每层每个头多变了多少")
    st.caption(
        "没改的字，每一行的权重有多少换了去处（总变差距离），各行平均，"
        "再减去换上别的字时的平均。红是比那时多，蓝是比那时少。"
    )

    frame.heading("这个头，第二句减第一句", "real")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer, head = controls.layer_head_boxes(one)
        st.button("看多变得最多的头", on_click=go, icon=":material/arrow_forward:")
    matrix = both.difference[layer, head]
    middle, _ = st.columns([3, 1])
    with middle:
        head_view.draw_difference(matrix, list(both.names), "difference", both.places)
    top = np.unravel_index(np.abs(matrix).argmax(), matrix.shape)
    names = apart(both.names, both.places)
    a, b = (escape(names[i]) for i in top)
    st.markdown(
        f"差得最多的一格：从“{a}”看“{b}”，{signed_percent(matrix[top], 1)}。"
        "红是第二句看得多，蓝是看得少。"
    )
    left, right = st.columns(2, gap="large")
    largest = float(max(r.weights[layer, head].max() for r in (one, other)))
    sides = ((left, "第一句", "first", one), (right, "第二句", "second", other))
    for column, title, key, reading in sides:
        with column, projector.kept(key):
            st.markdown(f"**{title}**")
            names = [token.shown for token in reading.tokens]
            head_view.draw_heat_map(reading.weights[layer, head], names, key, largest)
            for guess in reading.guesses:
                head_view.show_guess(guess)
    export.take_away(
        f"pair-layer{layer + 1}-head{head + 1}",
        {
            "changes": "每个头变了多少",
            "difference": "第二句减第一句",
            "first": "第一句",
            "second": "第二句",
        },
        {
            "第二句减第一句": lambda: tables.matrix(matrix, both.names),
            "每个头变了多少": lambda: tables.heads(
                换了去处的权重=compared.changed, 比换上别的字多=compared.beyond
            ),
        },
    )


def show() -> None:
    """The page. In a function: what callbacks keep of a module lives as long as the visit."""
    frame.page("pairs")
    frame.how_below()
    way = choices.one_of("比什么", WAYS, "compare")
    if way == WAYS[1]:
        two_models.section()
        code.show_code(align)
    else:
        two_sentences()
        code.show_code(contrast)
    guide.foot("pairs", how=True)


def two_sentences() -> None:
    """Two sentences, one model."""
    sentences, checkpoint = pair_boxes()
    found = [readings.read(sentence, checkpoint) for sentence in sentences]
    if None not in found:
        with st.container(horizontal=True):
            for read, box in zip(found, ("one", "other"), strict=True):
                unknown.explain(read, box)
        st.caption(readings.NUMBERED)
        try:
            show_head(*found, checkpoint)
        except ContrastError as error:
            st.error(str(error), icon=":material/edit:")


show()
