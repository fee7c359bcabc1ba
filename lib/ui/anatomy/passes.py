"""The checkpoint's numbers and a reading's pass through them, kept for all visitors."""

import numpy as np
import streamlit as st

from lib.anatomy import network
from lib.anatomy.network import Network, NetworkError
from lib.anatomy.whole_model import Pass
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.ui import choices, controls, readings


@st.cache_resource(show_spinner=False)
def _network(key: str) -> Network:
    checkpoint = checkpoints.CATALOGUE[key]
    if checkpoint.folder is not None:
        return network.from_folder(checkpoint.folder)
    return network.from_model(*readings.model(key))


# A pass of 12 × 12 heads and 128 tokens is some 90 MB; of the shipped model, 10.
@st.cache_resource(show_spinner=False, max_entries=4)
def _pass(key: str, sentence: str, pair: str | None, _reading: Reading) -> Pass:
    return _network(key).run(_reading)


def of(reading: Reading, checkpoint: Checkpoint) -> tuple[Network, Pass]:
    """The same tokens once more, by `whole_model`; where that cannot be, the page says so and
    stops."""
    try:
        with st.spinner("正在用 NumPy 把这句话再算一遍……"):
            found = _pass(checkpoint.key, reading.sentence, reading.pair, reading)
            return _network(checkpoint.key), found
    except NetworkError as error:
        st.error(str(error), icon=":material/block:")
    except (OSError, KeyError, ValueError):
        st.error(
            f"{checkpoint.source} 里的文件读不出来。请用 git 恢复这个文件夹，或重新下载整个项目。",
            icon=":material/cloud_off:",
        )
    st.stop()


def mask_or_letter(reading: Reading) -> int:
    """The position to begin with: the first [MASK], or the last letter where there is none."""
    return reading.guesses[0].position if reading.guesses else controls.default_query(reading)


def layer_box(reading: Reading) -> int:
    """Choose a layer, counted from 1; returns it from 0. The choice is that of the other pages."""
    options, first = range(1, reading.layers + 1), readings.first_head(reading)[0] + 1
    return (
        choices.selectbox("层", options, "layer", first, depends=reading.checkpoint, width=90) - 1
    )


def key_box(reading: Reading, row: np.ndarray, query: int) -> int:
    """Choose the token that is looked at; at first the character with most of `row` (tokens,)."""
    letters = [i for i, t in enumerate(reading.tokens) if t.text.isalnum() and i != query]
    return choices.selectbox(
        "被看的字",
        range(len(reading.tokens)),
        "k",
        max(letters, key=lambda i: row[i], default=query),
        controls.numbered(reading),
        width=150,
        help="列是键（key）：这个字被看。",
    )
