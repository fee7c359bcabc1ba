"""Measures of importance for the pages: of one guess, and the shipped figures of many."""

import streamlit as st

from lib.anatomy import faithfulness
from lib.anatomy.faithfulness import Figures, Weighed
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.model.reading import Reading
from lib.ui import readings
from lib.ui.anatomy import passes

MANY = 2_000_000  # weights of a sentence: from here on the learner is told to wait


def many(checkpoint: Checkpoint) -> Figures | None:
    """`faithfulness.load` of a checkpoint, read anew where its file was written meanwhile."""
    path = faithfulness.beside(checkpoint)
    if path is not None and path.is_file():
        found = _shipped(checkpoint.key, path.stat().st_mtime_ns)
        if found is not None:
            return found
    return faithfulness.elsewhere(checkpoint)


@st.cache_resource(show_spinner=False)
def _shipped(key: str, written: int) -> Figures | None:
    return faithfulness.shipped(checkpoints.CATALOGUE[key])


def target_of(reading: Reading, row: int) -> str:
    """The word whose log p is followed: a [MASK]'s first guess, elsewhere what stands there."""
    guesses = {guess.position: guess.pieces[0] for guess in reading.guesses}
    return guesses.get(row, reading.tokens[row].piece)


@st.cache_resource(show_spinner=False, max_entries=32)
def _weighed(key: str, sentence: str, row: int, _reading: Reading) -> Weighed:
    model, tokenizer = readings.model(key)
    numbers, _ = passes.of(_reading, checkpoints.CATALOGUE[key])
    target = tokenizer.convert_tokens_to_ids(target_of(_reading, row))
    case = faithfulness.case_of(model, tokenizer, _reading, row, target)
    return faithfulness.weigh(case, _reading, numbers)


def weighed(reading: Reading, checkpoint: Checkpoint, row: int) -> Weighed:
    """Every measure for one guess; the page says why and stops where the model cannot be had."""
    try:
        cells = reading.weights.size
        slow = "这个模型的头多，句子长：要一分钟，大模型要好几分钟。" if cells > MANY else ""
        with st.spinner(f"正在一个字一个字地遮住，再问模型……第一次要先把模型载入内存。{slow}"):
            return _weighed(checkpoint.key, reading.sentence, row, reading)
    except CheckpointError as error:
        st.error(str(error), icon=":material/cloud_off:")
        st.stop()
