"""The checkpoint's numbers and a reading's pass through them, kept for all visitors."""

import numpy as np
import streamlit as st

from lib import examples
from lib.anatomy import network, stations
from lib.anatomy.network import Network, NetworkError
from lib.anatomy.score_parts import ScoreParts, score_parts
from lib.anatomy.whole_model import Pass
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.ui import choices, controls, readings
from lib.ui.store import stored


@stored(1, lambda _: 1)  # one at a time: those of a model in memory cost nothing to make again
def _network(key: str, loaded: bool) -> Network:
    checkpoint = checkpoints.CATALOGUE[key]
    if checkpoint.folder is not None and not loaded:
        return network.from_folder(checkpoint.folder)
    return network.from_model(*readings.model(key))


def network_of(key: str) -> Network:
    """A checkpoint's numbers: the very ones of the model where it is in memory, not a second copy.

    Raises NetworkError, OSError, CheckpointError.
    """
    return _network(key, readings.shelf.peek(key) is not None)


# A pass of 12 × 12 heads and 128 tokens is some 90 MB; of the shipped model, 10.
@stored(24 * 2**20, lambda found: found.nbytes)
def _pass(key: str, sentence: str, pair: str | None) -> Pass:
    return network_of(key).run(readings.again(sentence, pair, key))


@stored(4 * 2**20, lambda logs: logs.nbytes)
def read_off(key: str, sentence: str, pair: str | None, position: int) -> np.ndarray:
    """(layers + 1, words): the guess for one token read off before the first layer and after each.

    log-probabilities; of a sentence that `of` has been given. Raises NetworkError, OSError.
    """
    states = stations.states(_pass(key, sentence, pair))[:, position]
    return network_of(key).guess(states.astype(float))


@stored(2**20, lambda found: found.query.nbytes + found.key.nbytes + found.mean_key.nbytes)
def score(key: str, sentence: str, pair: str | None, at: tuple[int, int, int, int]) -> ScoreParts:
    """One score, (layer, head, query, key), taken apart; of a sentence that `of` has been given.

    Raises NetworkError, OSError.
    """
    return score_parts(network_of(key), _pass(key, sentence, pair), *at)


def opening(key: str) -> tuple[Network, Pass]:
    """A shipped checkpoint as NumPy arrays, and the opening sentence through it, step by step.

    Raises NetworkError, OSError.
    """
    return network_of(key), _pass(key, examples.OPENING, None)


def of(reading: Reading, checkpoint: Checkpoint) -> tuple[Network, Pass]:
    """The same tokens once more, by `whole_model`; where that cannot be, the page says so and
    stops."""
    try:
        with st.spinner("正在把这句话再算一遍……"):
            found = _pass(checkpoint.key, reading.sentence, reading.pair)
            return network_of(checkpoint.key), found
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
