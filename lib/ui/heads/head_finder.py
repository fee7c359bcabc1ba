"""找头: who does this, and who connects these two characters?"""

from collections.abc import Sequence

import streamlit as st

from lib import precompute
from lib.heads import finding, words
from lib.heads.finding import Connection, Found
from lib.heads.head_file import HeadFile
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices, frame, readings

WAYS = ("按做的事", "按两个字")
SHOWN = 6  # heads in a list


def section(reading: Reading, checkpoint: Checkpoint) -> None:
    """Both directions of the question, and a button to each head that answers it."""
    frame.heading(
        "找头",
        "real",
        help="先说要找什么，再看哪些头做这件事；或者点两个字，看哪些头把它们连起来。",
    )
    way = choices.one_of("怎么找", WAYS, "find_way")
    known = precompute.known_heads(reading)
    if way == WAYS[1]:
        _by_characters(reading, checkpoint)
    elif known is None:
        st.caption("这个模型的头还没有量过，不知道它们平时做什么。可以先“按两个字”找。")
    else:
        _by_role(reading, known)


def marked(reading: Reading, checkpoint: Checkpoint) -> list[tuple[int, int]]:
    """The heads that do what is looked for now, the best first, for the overview to mark."""
    known = precompute.known_heads(reading)
    if known is None or st.session_state.get("find_way", WAYS[0]) != WAYS[0]:
        return []
    names = finding.wanted(known)
    key = st.session_state.get("find") or _first(names)  # at first its box is not drawn yet
    if key not in names:
        return []
    return [(f.layer, f.head) for f in finding.find(known, reading, key, _words(reading, key))]


def _by_role(reading: Reading, known: HeadFile) -> None:
    names = finding.wanted(known)
    key = choices.selectbox("找什么", list(names), "find", _first(names), names.__getitem__)
    found = finding.find(known, reading, key, _words(reading, key))
    if not found:
        st.markdown(f"没有一个头平均把一半以上的权重用来“{names[key]}”。")
        return
    st.markdown(f"**{names[key]}**的头，最准的在前；在上面的总图里标着 ★，★1 最准：")
    for one in found[:SHOWN]:
        _line(one.layer, one.head, f"{one.told}。{_seen(reading, one)}")
    if key not in finding.PLACES:
        st.caption(
            "括号里是 95% 的区间（换一批句子再量，多半还落在里面），"
            "在树库（人标好句法的句子）的另一半上量的。这句话没有人标过句法："
            "它在这里看的是不是这种关系，要你自己判断。"
        )


def _first(names: dict[str, str]) -> str:
    """The relation that some head finds furthest beyond the offsets, if there is one."""
    return next((key for key in names if key not in finding.PLACES), next(iter(names)))


def _words(reading: Reading, key: str) -> Sequence[words.Word] | None:
    """Only where words are asked for: segmenting takes a second the first time."""
    if key != "word":
        return None
    pair = words.segment(reading.pair) if reading.pair else None
    return words.group(reading, words.segment(reading.sentence), pair)


def _seen(reading: Reading, found: Found) -> str:
    names = reading.labels()
    looks = "，".join(
        f"“{escape(names[q])}” → “{escape(names[k])}” {percent(weight)}"
        for q, k, weight in found.looks
    )
    return f"在这句话里：{looks}。" if looks else "在这句话里没有明显的。"


def _by_characters(reading: Reading, checkpoint: Checkpoint) -> None:
    names = reading.labels()
    own = [i for i, token in enumerate(reading.tokens) if not token.special]
    start = readings.first_query(reading)
    first = start if start is not None else own[0]
    with st.container(horizontal=True):
        query = choices.selectbox("从这个字", own, "from", first, names.__getitem__, width=150)
        key = choices.selectbox("看这个字", own, "onto", own[-1], names.__getitem__, width=150)
    try:
        with st.spinner("正在让模型读一些句子，量每个头平时看哪里……"):
            usual = readings.usual_places(checkpoint.key)
    except CheckpointError as error:
        st.error(str(error), icon=":material/cloud_off:")
        return
    found = finding.connections(reading, query, key, usual)
    apart = abs(key - query)
    where = "它自己" if not apart else f"{'后' if key > query else '前'}面第 {apart} 个词元"
    st.markdown(
        f"“{escape(names[query])}”看“{escape(names[key])}”（{where}），"
        f"比这个头平时给那个距离的多出最多的："
    )
    for one in found[:SHOWN]:
        _line(one.layer, one.head, _beside_usual(one))
    st.caption(
        f"“平时”是在另外 {usual.sentences} 句话里，同样的距离上所有字的平均。"
        "挑出来的最大的几个总有运气的份：要问是不是碰巧，到“验证一句话”里去问。"
    )


def _beside_usual(one: Connection) -> str:
    if one.usual is None:
        return f"{percent(one.weight, 1)}；平时没有几个字能看到那么远，没有可比的"
    return f"{percent(one.weight, 1)}，平时 {percent(one.usual, 1)}"


def _line(layer: int, head: int, told: str) -> None:
    """A button to the head, and what is known of it."""

    def go():
        choices.put(layer=layer + 1, head=head + 1)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(f"第 {layer + 1} 层第 {head + 1} 头", on_click=go, key=f"find {layer} {head}")
        st.markdown(told)
