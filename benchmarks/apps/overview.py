"""The overview alone, of a randomly initialised BERT: ?layers=12&heads=12&tokens=64.

Without `tokens` the page is empty: what it weighs then is Streamlit's own.
"""

import streamlit as st

from benchmarks.models import random_reading
from lib.charts.overview import pack
from lib.heads import measures, roles
from lib.heads.words import characters
from lib.ui.heads import explorer

asked = st.query_params
if "tokens" in asked:
    reading = st.cache_resource(random_reading)(
        int(asked["layers"]), int(asked["heads"]), int(asked["tokens"])
    )
    found = [[roles.place_role(head) for head in row] for row in measures.measure([reading])]
    names = [[role.name for role in row] for row in found]
    evidence = [[role.evidence for role in row] for row in found]
    explorer.draw(pack(reading, characters(reading), True, names, evidence))
    explorer.tell(0, 0, 0, reading.weights[0, 0, 0])
else:
    st.text("empty")
