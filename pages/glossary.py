"""术语表: every term with its symbol, shape and meaning, and the pages where it is used."""

import streamlit as st

from lib import glossary
from lib.ui import frame
from lib.ui.menu import PAGES

frame.page("glossary")

search = st.text_input(
    "找一个词",
    key="find",
    bind="query-params",
    placeholder="中文、英文或符号，比如：键，softmax，d_k",
    live="0.3s",
)
found = glossary.find(search)
if not found:
    st.info("没有这个词。换个说法，或者清空上面的框。", icon=":material/search_off:")

for group in glossary.GROUPS:
    terms = [term for term in found if term.group == group]
    if not terms:
        continue
    st.subheader(group, anchor=False)
    for term in terms:
        with st.container(border=True, gap="small"):
            head = st.container(horizontal=True, vertical_alignment="center", gap="small")
            head.subheader(term.zh, anchor=term.key, width="content")
            if term.en != term.zh:
                head.caption(term.en, width="content")
            st.markdown(term.meaning)
            facts = []
            if term.symbol:
                facts.append(f"符号 ${term.symbol}$")
            if term.shape:
                facts.append(f"形状：{term.shape}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if facts:
                    st.markdown(" · ".join(facts), width="content")
                for key in term.pages:
                    frame.link(key, PAGES[key].title)
