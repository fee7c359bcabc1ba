"""What the reading pages let a learner choose, kept in the address.

Layers and heads count from 1 on the page and in the address, and from 0 in the code; token
positions count from 0 everywhere ([CLS] is token 0).
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from lib import examples
from lib.heads import words
from lib.heads.words import Word
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.ui import readings
from lib.ui.models import fetch

T = TypeVar("T")


def one_of(label: str, options: Sequence[T], key: str, first: int = 0, **more) -> T:
    """Buttons of which one is always chosen, at first `options[first]`; kept in the address."""
    chosen = st.segmented_control(
        label,
        options,
        default=options[first],
        required=True,
        key=key,
        bind="query-params",
        **more,
    )
    # An empty parameter in the address clears even a required choice.
    return options[first] if chosen is None else chosen


def sentence_and_model(
    pairs: bool = False, ready: Callable[[], None] | None = None
) -> tuple[str, str | None, Checkpoint]:
    """One row: the learner's sentence, a second one, examples (drawn by `ready`), the model."""
    widths = [5, 1.7, 2, 3] if pairs else [5, 2, 3]
    left, *middle, right = st.columns(widths, vertical_alignment="bottom")
    with left:
        sentence = sentence_box()
    pair = None
    if pairs:
        with middle[0]:
            pair = pair_box()
    with middle[-1]:
        (ready or example_box)()
    sent_back = fetch.choose_shipped_if_sent_back()
    with right:
        checkpoint = checkpoint_box()
    if sent_back:
        st.warning(
            f"{escape(sent_back)} 现在用的是自带的小模型，句子没有变。", icon=":material/cloud_off:"
        )
    return sentence, pair, fetch.ready_or_shipped(checkpoint)


def sentence_box() -> str:
    """The learner's sentence."""
    return st.text_input(
        "你的句子",
        examples.OPENING,
        key="s",
        bind="query-params",
        placeholder="写一句中文，按回车",
        help="写完按回车。想让模型猜一个字，就把它写成 [MASK]。",
    )


def example_box() -> None:
    """Sentences to try; choosing one puts it into the sentence box."""

    def take():
        if st.session_state.example is not None:
            st.session_state.s = st.session_state.example
            st.session_state.pop("q", None)
            st.session_state.example = None

    st.selectbox(
        "换个例句",
        [example.sentence for example in examples.EXAMPLES],
        index=None,
        key="example",
        placeholder="挑一句……",
        on_change=take,
        filter_mode=None,
    )


def checkpoint_box() -> Checkpoint:
    """Choose the model; the one that ships is the default."""
    key = st.selectbox(
        "模型",
        list(checkpoints.CATALOGUE),
        key="model",
        bind="query-params",
        format_func=_model_label,
        filter_mode=None,
        help="自带的模型不需要网络。更大的模型读得更懂，第一次使用时要联网下载："
        "每个有多大、要多少内存，见“换模型”一页。",
    )
    return checkpoints.CATALOGUE[key]


def _model_label(key: str) -> str:
    entry = checkpoints.CATALOGUE[key]
    return f"{entry.title}（下载 {entry.download_mb} MB）" if entry.revision else entry.title


def model_address(key: str) -> dict[str, str]:
    """The query parameter by which a link chooses a model; none for the one that ships.

    Streamlit writes into the address what its boxes show, and reads the same back.
    """
    return {} if key == checkpoints.SHIPPED else {"model": _model_label(key)}


def model_in_address() -> Checkpoint:
    """The model that the address asks for; on a page without the box. Unknown ones are ignored."""
    wanted = st.query_params.get("model")
    found = (k for k in checkpoints.CATALOGUE if model_address(k) == {"model": wanted})
    return checkpoints.CATALOGUE[next(found, checkpoints.SHIPPED)]


def pair_box() -> str | None:
    """A second sentence, if the learner wants a pair; None otherwise."""
    with st.popover("加一句", icon=":material/add:", help="两句一起读：中间会多一个 [SEP]。"):
        pair = st.text_input(
            "第二句（留空就是只读一句）",
            key="s2",
            bind="query-params",
            placeholder="例如：它睡着了。",
        )
    return pair if pair and pair.strip() else None


def _bounded(key: str, options: range) -> None:
    # A shorter sentence or a smaller model may leave an old choice behind.
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]


def layer_head_boxes(reading: Reading) -> tuple[int, int]:
    """Two small boxes, counted from 1; returns (layer, head) from 0."""
    chosen = []
    counts = (reading.layers, reading.heads)
    first = readings.first_head(reading)
    for label, key, count, start in zip("层头", ("layer", "head"), counts, first, strict=True):
        _bounded(key, range(1, count + 1))
        box = st.selectbox(
            label,
            range(1, count + 1),
            start,
            key=key,
            bind="query-params",
            width=90,
            filter_mode=None,
        )
        chosen.append(box - 1)
    return chosen[0], chosen[1]


def default_query(reading: Reading) -> int:
    """The last character that is a letter: 书 in the article's sentence."""
    letters = [i for i, t in enumerate(reading.tokens) if not t.special and t.text.isalnum()]
    return (letters or [0])[-1]


def query_box(reading: Reading, label: str = "从哪个字看出去") -> int:
    """Choose the query token by position."""
    positions = range(len(reading.tokens))
    _bounded("q", positions)
    return st.selectbox(
        label,
        positions,
        index=default_query(reading),
        key="q",
        bind="query-params",
        format_func=lambda i: f"{i} {reading.tokens[i].text}",
        width=150,
        help="行是查询（query）：这个字在问。被它看的字是键（key）。",
    )


def cover_button(sentence: str, reading: Reading, query: int) -> None:
    """Puts [MASK] in the place of a token, in the sentence box; nothing for [CLS] and [SEP]."""
    token = reading.tokens[query]

    def cover():
        st.session_state.s = sentence[: token.start] + "[MASK]" + sentence[token.end :]

    if not token.special:
        st.button(f"遮住“{escape(token.text)}”", on_click=cover, icon=":material/visibility_off:")


def unit_box() -> str:
    """字 or 词."""
    return one_of("单位", ["字", "词"], "unit")


def separators_box() -> bool:
    """Whether [CLS] and [SEP] are shown."""
    return st.toggle("显示 [CLS]、[SEP]", True, key="separators", bind="query-params")


def units_of(reading: Reading, unit: str) -> list[Word]:
    """Characters, or words in a segmentation that the learner may edit."""
    if unit == "字":
        return words.characters(reading)
    found = _segment(reading.sentence)
    edited = st.text_input(
        "分词（用 / 隔开，可以改）",
        words.SEPARATOR.join(found),
        key=f"split {reading.sentence}",
        help="自动分词会出错，而且“词”本来就没有唯一的切法。改一改，看权重怎样跟着变。",
    )
    try:
        found = words.parse(edited, reading.sentence)
    except words.WordsError as error:
        st.error(f"{error}现在仍按自动分词显示。", icon=":material/edit:")
    pair = _segment(reading.pair) if reading.pair else None
    return words.group(reading, found, pair)


@st.cache_data(show_spinner=False, max_entries=256)
def _segment(sentence: str) -> list[str]:
    return words.segment(sentence)
