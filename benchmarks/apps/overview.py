"""The overview alone, of a randomly initialised BERT: ?layers=12&heads=12&tokens=64.

Without `tokens` the page is empty: what it weighs then is Streamlit's own.
"""

import streamlit as st

from benchmarks.models import random_reading
from lib.charts.overview import pack
from lib.heads import measures, roles
from lib.ui.heads import head_view

asked = st.query_params
if "tokens" in asked:
    reading = st.cache_resource(random_reading)(
        int(asked["layers"]), int(asked["heads"]), int(asked["tokens"])
    )
    labels = [[roles.place_role(head).name for head in row] for row in measures.measure([reading])]
    head_view.overview(pack(reading, 0, 0, labels))
else:
    st.text("empty")
