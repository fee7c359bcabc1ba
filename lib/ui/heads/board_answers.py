"""What 成绩单 asks the model, kept for all visitors."""

from functools import partial

import streamlit as st

from lib.ui.readings import model, usual_places


@st.cache_resource(show_spinner=False, max_entries=64)
def treebank_examples(key: str, relation: str, direction: int, layer: int, head: int):
    """(hits, misses) of a head on the test half of the treebank. Raises CheckpointError."""
    loaded = model(key)
    from lib.experiments.treebank_examples import examples
    from lib.heads import treebank
    from lib.model.bert import read

    ask = partial(read, *loaded, checkpoint=key)
    return examples(ask, treebank.shipped("test"), relation, direction, layer, head)


@st.cache_resource(show_spinner=False, max_entries=16)
def many(key: str, sentences: tuple[str, ...], query: str, keys: str):
    """`many_claims.check` with a loaded model. Raises ClaimError, CheckpointError."""
    loaded, usual = model(key), usual_places(key)
    from lib.experiments import many_claims
    from lib.model.bert import read

    return many_claims.check(partial(read, *loaded, checkpoint=key), sentences, query, keys, usual)
