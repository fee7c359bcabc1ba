"""术语表: every term with its symbol, shape and meaning, and the pages where it is used."""

import re

import streamlit as st

from lib.course import terms
from lib.course.terms import Term
from lib.ui import choices, frame
from lib.ui.course import guide

ACROSS = 2  # terms side by side on a wide screen
SYMBOL = re.compile(r"W_[QKVO]|d_[kv]|d_model")


def with_symbols(text: str) -> str:
    """W_Q and d_k in a text set as formulas."""
    return SYMBOL.sub(lambda m: "$" + m[0].replace("_model", r"_{\text{model}}") + "$", text)


def card(term: Term) -> None:
    """One term; its anchor is its key."""
    with st.container(border=True, gap="small", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(term.zh, anchor=term.key, width="content")
            if term.en != term.zh:
                st.caption(term.en, width="content")
        st.markdown(with_symbols(term.meaning))
        facts = [f"符号 ${term.symbol}$"] if term.symbol else []
        facts += [f"形状：{with_symbols(term.shape)}"] if term.shape else []
        if facts:
            st.markdown(" · ".join(facts))
        with st.container(horizontal=True, gap="small"):
            for key in term.pages:
                frame.link(key)


frame.page("glossary")
search = choices.text(
    "找一个词",
    "",
    "find",
    placeholder="中文、英文或符号，比如：键，softmax，d_k",
    live="0.3s",
)
found = terms.find(search or "")
if not found:
    st.info("没有这个词。换个说法，或者清空上面的框。", icon=":material/search_off:")
for group in terms.GROUPS:
    listed = [term for term in found if term.group == group]
    if listed:
        st.header(group, anchor=False)
    for start in range(0, len(listed), ACROSS):
        for term, column in zip(listed[start:], st.columns(ACROSS), strict=False):
            with column:
                card(term)

# Streamlit scrolls to an anchor while the terms above it are still coming in: once more at the end.
st.html(
    "<script>document.getElementById(location.hash.slice(1))?.scrollIntoView();</script>",
    unsafe_allow_javascript=True,
)
guide.end("glossary")
