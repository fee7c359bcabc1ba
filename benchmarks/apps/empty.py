"""A button and a number: what Streamlit itself needs for one rerun."""

import streamlit as st

st.session_state.setdefault("count", 0)
if st.button("again"):
    st.session_state.count += 1
st.text(str(st.session_state.count))
