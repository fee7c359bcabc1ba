"""One claim asked of many sentences, the learner's own or some that lie ready."""

from functools import partial

import streamlit as st

from lib.experiments import many_claims
from lib.experiments.answer import chance_told
from lib.experiments.claims import CLEARLY, RARE, ClaimError
from lib.experiments.many_claims import MOST, Many
from lib.export import tables
from lib.heads import samples
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices, upload
from lib.ui.heads import board_answers

READY = 300  # sample sentences among which those with the pattern are looked for


def panel(checkpoint: Checkpoint) -> None:
    """Two patterns, the sentences, and the answer of every head."""
    st.markdown(
        "一句话只是一个例子。这里把同一个说法拿到很多句话里去问：每句话里，从**第一个字或词**看"
        "**第二个**，每个头平均给多少？一样要比平均分配时、这些位置平时得到的和别的字给的都多，"
        "一样要问运气。"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = choices.text("从", "把", "many_from", width=180)
        keys = choices.text("看", "把后面的词", "many_to", width=220)
    st.caption(
        "写字或词，或者写“把后面的词”“了前面的词”（按自动分词）。一句里有好几处的，"
        "从最后一处看出去，看到的算全部；词有几个字的，从最后一个字看出去。"
    )
    text = st.text_area(
        f"句子，一行一句，最多 {MOST} 句。留空，就用自带的验证句子里有它们的那些",
        key="many_sentences",
        height=120,
        placeholder="他把书放在桌子上。\n妈妈把饭做好了。",
    )
    try:
        loaded = upload.text_file("从文本文件读句子", "many_file", ".txt,.csv")
        if loaded:
            st.session_state["_many_loaded"] = loaded
            text = loaded
        elif not text.strip():
            text = st.session_state.get("_many_loaded", "")
        own = many_claims.split(text) if text.strip() else None
    except (ClaimError, upload.UploadError) as error:
        st.error(str(error), icon=":material/edit:")
        return
    asked = (checkpoint.key, tuple(own) if own else None, query.strip(), keys.strip())
    if st.button("去问", icon=":material/fact_check:", type="primary", key="many_ask"):
        st.session_state["_many_asked"] = asked
    if st.session_state.get("_many_asked") == asked:
        _answer(*asked)


def _answer(key: str, own: tuple[str, ...] | None, query: str, keys: str) -> None:
    try:
        with st.spinner("正在一句一句地问……"):
            many = board_answers.many(key, own or samples.sentences()[:READY], query, keys)
    except (ClaimError, CheckpointError) as error:
        st.error(escape(str(error)), icon=":material/edit:")
        return
    st.markdown(told(many, query, keys))
    if many.skipped:
        why = "；".join(f"{count} 句{escape(reason)}" for reason, count in many.skipped.items())
        st.caption(f"没有问的：{why[:300]}。")
    from lib.charts.head_grid import shares_map
    from lib.ui import export, style

    beyond = many.excess.mean(0)
    drawn = shares_map(beyond, many.shares.mean(0), many.holds, style.inks())
    export.chart("many", *drawn, "每层每个头平均超出过关线多少")
    st.caption(
        f"每格是平均给它们的权重减去过关线（三样里最高的 {CLEARLY:g} 倍）。打 ✓ 的，平均过了线，"
        f"而且随便换上别的字，所有头里最大的一个也难得到这么多（机会不超过 {percent(RARE)}；"
        "在多少个头里挑过，已经算进去了）。"
    )
    low, high = many.interval
    st.download_button(
        "每个头（CSV）",
        partial(
            tables.heads,
            平均给了它们=many.shares.mean(0),
            区间从=low,
            区间到=high,
            这些位置平时得到的=many.place.mean(0),
            别的字给它们的=many.others.mean(0),
            超出过关线=beyond,
            碰运气的机会=many.chances,
        ),
        "many-sentences.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/table:",
    )


def told(many: Many, query: str, keys: str) -> str:
    """The answer in words."""
    layer, head = at = many.best
    low, high = many.interval
    share = many.shares[:, layer, head].mean()
    held = int(many.holds.sum())
    verdict = (
        f"**在这些句子里站得住：有 {held} 个头。**"
        if held
        else "**在这些句子里看不出来。** 没有找到证据，不等于没有关系。"
    )
    return (
        f"{verdict} 问了 {many.sentences} 句，从“{escape(query)}”看“{escape(keys)}”。"
        f"超出最多的是第 {layer + 1} 层第 {head + 1} 头：平均给了 {percent(float(share))}"
        f"（95% 区间 {percent(float(low[at]))} 到 {percent(float(high[at]))}），"
        f"这些位置平时得到 {percent(float(many.place[:, layer, head].mean()))}，"
        f"别的字给它们 {percent(float(many.others[:, layer, head].mean()))}；"
        f"在所有的头里挑最好的，全凭运气也能挑到的机会是 {chance_told(float(many.chances[at]))}。"
    )
