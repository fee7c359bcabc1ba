"""What the reading pages let a learner choose, kept in the address.

Layers and heads count from 1 on the page and in the address, and from 0 in the code; token
positions count from 0 everywhere ([CLS] is token 0).
"""

from collections.abc import Callable, Hashable

import streamlit as st

from lib import examples
from lib.heads import words
from lib.heads.words import Word
from lib.model import checkpoints
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.text.chinese import with_masks
from lib.text.markdown import escape
from lib.ui import choices, readings
from lib.ui.models import fetch


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
    """The learner's sentence, with every [MASK] written alike."""
    typed = choices.text(
        "你的句子",
        examples.OPENING,
        "s",
        placeholder="写一句中文，按回车",
        help="写完按回车。想让模型猜一个字，就把它写成 [MASK]；写成【MASK】也行。",
    )
    return with_masks(typed)


def example_box() -> None:
    """Sentences to try; choosing one puts it into the sentence box."""

    def take():
        if st.session_state.example is not None:
            choices.put(s=st.session_state.example, s2=None)
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
    key = choices.selectbox(
        "模型",
        list(checkpoints.CATALOGUE),
        "model",
        checkpoints.SHIPPED,
        _model_label,
        help="自带的模型不需要网络，学的是简体中文。更大的模型读得更懂，第一次使用时要联网下载："
        "每个有多大、要多少内存，见“换模型”一页。",
    )
    return checkpoints.CATALOGUE[key]


def _model_label(key: str) -> str:
    entry = checkpoints.CATALOGUE[key]
    return f"{entry.title}（下载 {entry.download_mb} MB）" if entry.revision else entry.title


def model_chosen() -> Checkpoint:
    """The model of this visit, on a page without the box. Unknown ones are ignored."""
    key = st.session_state.get("model", checkpoints.SHIPPED)
    return checkpoints.CATALOGUE.get(key, checkpoints.CATALOGUE[checkpoints.SHIPPED])


def pair_box() -> str | None:
    """A second sentence, if the learner wants a pair; None otherwise. One that counts is seen."""
    if st.session_state.get("s2"):
        return _second() or None
    with st.popover("加一句", icon=":material/add:", help="两句一起读：中间会多一个 [SEP]。"):
        return _second() or None


def _second() -> str:
    typed = choices.text("第二句（可以不写）", "", "s2", placeholder="例如：它睡着了。")
    return with_masks(typed.strip())


def layer_head_boxes(reading: Reading, start: tuple[int, int] | None = None) -> tuple[int, int]:
    """Two small boxes, counted from 1; returns (layer, head) from 0. `start`: also from 0."""
    return _head_boxes(reading, start or readings.first_head(reading), "", reading.checkpoint)


def second_head_boxes(
    reading: Reading, start: tuple[int, int], depends: Hashable
) -> tuple[int, int]:
    """As `layer_head_boxes`, for a second head, which begins anew where `depends` changes."""
    return _head_boxes(reading, start, "2", (reading.checkpoint, depends), "右边的")


def _head_boxes(
    reading: Reading, start: tuple[int, int], suffix: str, depends: Hashable, whose: str = ""
) -> tuple[int, int]:
    boxes = (("层", "layer", reading.layers), ("头", "head", reading.heads))
    layer, head = (
        choices.selectbox(
            whose + label,
            range(1, count + 1),
            key + suffix,
            first + 1,
            depends=depends,
            width=90 + 30 * len(whose) // 2,
        )
        for (label, key, count), first in zip(boxes, start, strict=True)
    )
    return layer - 1, head - 1


def default_query(reading: Reading) -> int:
    """The last character that is a letter: 书 in the article's sentence."""
    letters = [i for i, t in enumerate(reading.tokens) if not t.special and t.text.isalnum()]
    return (letters or [0])[-1]


def numbered(reading: Reading) -> Callable[[int], str]:
    """Writes a position as “16 书”. What a box keeps lives as long as the visit: no Reading."""
    texts = [token.shown for token in reading.tokens]
    return lambda i: f"{i} {texts[i]}"


def query_box(reading: Reading, label: str = "从哪个字看出去", start: int | None = None) -> int:
    """Choose the query token by position; at first `start`, or the last letter."""
    return choices.selectbox(
        label,
        range(len(reading.tokens)),
        "q",
        default_query(reading) if start is None else start,
        numbered(reading),
        width=150,
        help="行是查询（query）：这个字在问。被它看的字是键（key）。",
    )


def cover_button(sentence: str, reading: Reading, query: int) -> None:
    """Puts [MASK] in the place of a token, in the sentence box; nothing for [CLS] and [SEP]."""
    token = reading.tokens[query]

    def cover():
        choices.put(s=sentence[: token.start] + "[MASK]" + sentence[token.end :], q=query)

    if not token.special:
        st.button(
            f"遮住“{escape(reading.named()[query])}”",
            on_click=cover,
            icon=":material/visibility_off:",
        )


def unit_box() -> str:
    """字 or 词."""
    return choices.one_of("单位", ["字", "词"], "unit")


def separators_box() -> bool:
    """Whether [CLS] and [SEP] are shown."""
    return choices.toggle("显示 [CLS]、[SEP]", True, "separators")


def units_of(reading: Reading, unit: str) -> list[Word]:
    """Characters, or words in a segmentation that the learner may edit; a pair has two."""
    if unit == "字":
        return words.characters(reading)
    if reading.pair is None:
        return words.group(reading, _words_box("分词", "cut", reading.sentence))
    left, right = st.columns(2)
    with left:
        first = _words_box("第一句的分词", "cut", reading.sentence)
    with right:
        second = _words_box("第二句的分词", "cut2", reading.pair)
    return words.group(reading, first, second)


def _words_box(label: str, key: str, sentence: str) -> list[str]:
    """A sentence's words as the learner cuts them; as found where that does not spell it."""
    found = _segment(sentence)
    edited = choices.text(
        f"{label}（用 / 隔开，可以改）",
        words.SEPARATOR.join(found),
        key,
        depends=sentence,
        help="自动分词会出错，而且“词”本来就没有唯一的切法。改一改，看权重怎样跟着变。",
    )
    try:
        return words.parse(edited, sentence)
    except words.WordsError as error:
        st.error(f"{error}现在仍按自动分词显示。", icon=":material/edit:")
        return found


@st.cache_data(show_spinner=False, max_entries=256)
def _segment(sentence: str) -> list[str]:
    return words.segment(sentence)
