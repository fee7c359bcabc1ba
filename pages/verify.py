"""验证一句话: does a character look more at others, and at which head, beyond place and luck?"""

import streamlit as st

from lib import examples
from lib.experiments import claims
from lib.experiments.answer import answers
from lib.experiments.claims import CLEARLY, RARE, ClaimError, Verdict
from lib.export import tables
from lib.heads import places
from lib.model import checkpoints
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices, code, controls, export, frame, readings, style
from lib.ui.course import guide


def said_box() -> None:
    """Claims to begin with; choosing one fills the three boxes."""

    def take():
        said = st.session_state.said
        if said is not None:
            choices.put(s=said.sentence, to=said.targets, q=None)
            st.session_state.verify_query = said.query
            st.session_state.said = None

    st.selectbox(
        "现成的说法",
        examples.SAID,
        index=None,
        key="said",
        placeholder="挑一个……",
        format_func=lambda said: f"“{said.query}”更看“{said.targets}”：{said.sentence}",
        on_change=take,
        filter_mode=None,
    )


def draw_heads(verdict: Verdict) -> None:
    """Every head's share beyond its bar."""
    # Altair and pandas take a second to import: the answer is on the screen before that.
    from lib.charts.head_grid import claim_map

    told = "每层每个头给这些字的权重，超过三样里最高的那一样多少"
    export.chart("claim", *claim_map(verdict, style.inks()), told)
    st.caption(
        "每格是这个头给它们的权重，减去三样里最高的那一样（平均分配时、这些位置平时得到的、"
        f"别的字给它们的）。红是多，蓝是少；是最高那一样的 {CLEARLY:g} 倍以上，才算过关，打 ✓。"
    )


def show() -> None:
    """The page. In a function: what callbacks keep of a module lives as long as the visit."""
    frame.page("verify")
    frame.how_below()
    sentence, _, checkpoint = controls.sentence_and_model(ready=said_box)
    wanted = st.session_state.pop("verify_query", None)
    reading = readings.read(sentence, checkpoint, who=True) or st.stop()
    at = [i for i, token in enumerate(reading.tokens) if token.text == wanted]
    if at:
        choices.put(q=at[-1])
        st.rerun()  # with this choice in the menu's links and the address
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = controls.query_box(reading)
        named = choices.text(
            "更看哪些字或词（用、隔开）",
            "、".join(examples.NAMED),
            "to",
            width=320,
            help="写在哪里都算。只想说其中一处，就写上它（第一个字）的号，例如：书·16、小狗·8。",
        )

    try:
        keys = claims.targets(reading, query, named)
        with st.spinner("正在让模型读一些句子，量每个头平时看哪里……"):
            usual = readings.usual_places(checkpoint.key)
        verdict = claims.check(reading, query, keys, usual)
    except (ClaimError, checkpoints.CheckpointError) as error:
        st.error(escape(str(error)), icon=":material/edit:")
        st.stop()

    # ── the answer ──────────────────────────────────────────────────────────────────────────────
    frame.heading(f"“{escape(reading.named()[query])}”更看这些吗：{escape(named)}", "real")
    for answer in answers(verdict):
        st.markdown(answer)
    if verdict.passed.any() and not verdict.too_short:
        st.caption(
            f"机会不超过 {percent(RARE)}，才说站得住。两个问题各问一次，各有一成的机会碰巧过线。"
            "这只是一句话：别的句子要另外问。"
        )
    with st.container(horizontal=True):
        st.metric("它们得到的权重", percent(verdict.shares.mean(), 1), help="所有头的平均。")
        st.metric(
            "平均分配时", percent(verdict.even, 1), help="每个词元一样多，[CLS] 和 [SEP] 也算。"
        )
        st.metric(
            "这些位置平时得到的",
            percent(verdict.place.mean(), 1),
            help=f"同样的距离，在另外 {usual.sentences} 句话的所有字上平均；所有头的平均。",
        )
        st.metric("别的字给它们的", percent(verdict.others.mean(), 1), help="所有头的平均。")
    if verdict.strangers:
        st.caption(
            f"{len(keys)} 个字里有 {verdict.strangers} 个离得太远："
            f"量过的 {usual.sentences} 句话里，不到 {places.FEWEST} 个字能看到那么远，"
            "“平时得到的”就用平均分配时的份额代替。"
        )

    # ── head by head ────────────────────────────────────────────────────────────────────────────
    frame.heading("一个头一个头地看", "real")
    draw_heads(verdict)
    layer, head = verdict.best
    at = verdict.best
    st.markdown(
        f"超出最多的是第 {layer + 1} 层第 {head + 1} 头：它给了它们 {percent(verdict.shares[at])}，"
        f"这些位置平时得到 {percent(verdict.place[at])}，"
        f"别的字给它们 {percent(verdict.others[at])}。"
    )
    frame.link("sentence", "在“一句话的注意力”里看这个头", layer=layer + 1, head=head + 1)
    export.take_away(
        "claim", {"claim": "每个头超出多少"}, {"每个头": lambda: tables.verdict(verdict)}
    )
    code.show_code(claims.check)
    guide.foot("verify", how=True)


show()
