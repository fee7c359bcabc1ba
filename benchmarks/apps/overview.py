"""The overview alone, of a randomly initialised BERT: ?layers=12&heads=12&tokens=64.

Without `tokens` the page is empty: what it weighs then is Streamlit's own.
"""

import numpy as np
import streamlit as st

from benchmarks.models import random_reading
from lib.charts.overview import pack
from lib.heads import measures, roles
from lib.heads.words import characters
from lib.ui.heads import pictures


@st.cache_resource
def drawing(layers: int, heads: int, tokens: int) -> tuple[bytes, np.ndarray]:
    """What the browser gets of such a model's reading; the first row of the first head."""
    reading = random_reading(layers, heads, tokens)
    found = [[roles.place_role(head) for head in row] for row in measures.measure([reading])]
    names = [[role.name for role in row] for row in found]
    evidence = [[role.evidence for role in row] for row in found]
    packed = pack(reading, characters(reading), True, names, evidence)
    return packed, reading.weights[0, 0, 0]


asked = st.query_params
if "tokens" in asked:
    packed, row = drawing(int(asked["layers"]), int(asked["heads"]), int(asked["tokens"]))
    pictures.heads(packed)
    pictures.tell(0, 0, 0, row.tolist())
else:
    st.text("empty")
