"""Readings for the pages: the shipped one at once, live ones from a model loaded once."""

from functools import partial

import streamlit as st

from lib import examples, precompute
from lib.experiments.first_view import FirstView
from lib.heads import measures, norms, roles, samples
from lib.heads.head_file import HeadFile
from lib.heads.matching import Known
from lib.heads.places import Places
from lib.heads.roles import Role
from lib.model import budget, checkpoints, turns
from lib.model.checkpoints import Checkpoint, CheckpointError
from lib.model.intervention import NONE, Intervention
from lib.model.reading import Reading
from lib.model.shelf import Shelf
from lib.model.tokens import SentenceError
from lib.text import lengths
from lib.text.numbers import large, percent
from lib.ui import garbage, unknown
from lib.ui.models import fetch
from lib.ui.store import stored

ORDINARY = 128  # tokens: what the shipped model takes, and what every page can show

# One numbering for the tokens, said once on each page that reads a sentence.
NUMBERED = "词元从 0 编号：[CLS] 是 0 号；“16 书”“书·16”都是说 16 号的“书”。"


@st.cache_resource(show_spinner=False)
def opening(key: str) -> Reading | None:
    """The shipped Reading of the opening sentence; None where its file is missing or damaged."""
    return precompute.load_opening(checkpoints.CATALOGUE[key])


@st.cache_resource(show_spinner=False)
def first_view(key: str) -> FirstView | None:
    """The row with which a shipped model's pages open, chosen by evidence."""
    return precompute.load_first_view(checkpoints.CATALOGUE[key])


def first_head(reading: Reading) -> tuple[int, int]:
    """(layer, head), from 0, to begin with: the first view's; else the furthest beyond any offset;
    else where the article's 书 gives the words it is said to look at most; else the first.
    """
    chosen = first_view(reading.checkpoint)
    if chosen is not None:
        return chosen.layer, chosen.head
    known = precompute.known_heads(reading)
    if known is not None and (strongest := roles.strongest(known)) is not None:
        return strongest
    shipped = opening(reading.checkpoint)
    return examples.opening_head(shipped) if shipped is not None else (0, 0)


def first_query(reading: Reading) -> int | None:
    """The token with which to begin, where the first view is of this very sentence."""
    chosen = first_view(reading.checkpoint)
    own = reading.sentence == examples.OPENING and reading.pair is None
    return chosen.query if own and chosen is not None else None


def _loaded() -> None:
    import torch

    # Many learners share few cores. Two threads of one pass wait for each other at every step,
    # and where the machine is busy that takes ten times as long as one thread.
    torch.set_num_threads(1)
    garbage.thaw()


shelf = Shelf(_loaded)


def model(key: str):
    """(model, tokenizer), loaded once for all visitors. Raises CheckpointError."""
    found = shelf.get(checkpoints.CATALOGUE[key])
    return found.model, found.tokenizer


def blanks_right(key: str) -> int | None:
    """How many of ten blanks the head fills; None of a model that is not in memory."""
    found = shelf.peek(key)
    return None if found is None else found.blanks_right


def knows_chinese(key: str) -> bool:
    """Whether the guesses of a model in memory are worth showing."""
    found = shelf.peek(key)
    return found is not None and found.guesses


def head_is_silent(reading: Reading) -> bool:
    """Whether a [MASK] stands there and no head could guess it; then the page says so."""
    silent = "[MASK]" in reading.sentence + (reading.pair or "") and not reading.guesses
    if silent:
        st.info(
            "这个模型猜字的头没有学会中文：它的注意力是真的，它的猜测是随机数，所以不显示。"
            "想看猜测，请换一个模型。",
            icon=":material/visibility_off:",
        )
    return silent


@stored(budget.TOGETHER, lambda reading: reading.nbytes)
def live(key: str, sentence: str, pair: str | None, change: Intervention) -> Reading:
    """The model's reading, computed now. Raises SentenceError, CheckpointError."""
    # First: it says in Chinese why torch cannot be imported.
    found = shelf.get(checkpoints.CATALOGUE[key])
    from lib.model.bert import read

    return read(
        found.model,
        found.tokenizer,
        sentence,
        pair,
        checkpoint=key,
        change=change,
        guesses=found.guesses,
    )


def again(sentence: str, pair: str | None, key: str, change: Intervention = NONE) -> Reading:
    """The reading of a sentence, with nothing said on the page. Raises Sentence-, CheckpointError.

    The opening sentence comes from its file: nobody waits for torch to see a picture.
    """
    return _shipped(sentence, pair, key, change) or live(key, sentence, pair, change)


def at_hand(sentence: str, pair: str | None, key: str, change: Intervention = NONE) -> bool:
    """Whether `again` has nothing to wait for."""
    asked = (key, sentence, pair, change)
    return asked in live.store or _shipped(sentence, pair, key, change) is not None


def _shipped(sentence: str, pair: str | None, key: str, change: Intervention) -> Reading | None:
    is_opening = (sentence, pair, change) == (examples.OPENING, None, NONE)
    return opening(key) if is_opening else None


def read(
    sentence: str,
    checkpoint: Checkpoint,
    pair: str | None = None,
    change: Intervention = NONE,
    *,
    who: bool = False,
    long: bool = False,
) -> Reading | None:
    """The reading of a sentence for this page; or None, and the page says in Chinese why.

    long: the page can show more than ORDINARY tokens; others go through the text many times.
    who: a line says which model read. A page that can show nothing else ends with `or st.stop()`.
    """
    line = st.empty()
    with line:
        reading = _read(sentence, checkpoint, pair, change, long)
    if reading is not None and who:
        line.caption(_who(checkpoint))
        unknown.explain(reading)
    elif who and len(sentence + (pair or "")) <= lengths.SENTENCE:  # nothing but traditional ones?
        unknown.offer({"s": sentence} | ({} if pair is None else {"s2": pair}))
    return reading


def _read(
    sentence: str, checkpoint: Checkpoint, pair: str | None, change: Intervention, long: bool
) -> Reading | None:
    asked = sentence, pair, checkpoint.key, change
    try:
        if at_hand(*asked):
            reading = again(*asked)
        else:
            with st.spinner(f"正在请{checkpoint.title}读这句话。{_loading(checkpoint)}"):
                reading = again(*asked)
        if len(reading.tokens) > ORDINARY and not long:
            raise SentenceError(
                f"太长了：这一页要把句子算很多遍，最多读 {ORDINARY} 个词元，这里有 "
                f"{len(reading.tokens)} 个。请缩短；“一句话的注意力”和“并排”读得了这么长。"
            )
        return reading
    except SentenceError as error:
        st.error(str(error), icon=":material/edit:")
    except CheckpointError as error:
        if checkpoint.key != checkpoints.SHIPPED:
            fetch.back_to_shipped(str(error))
        st.error(str(error), icon=":material/cloud_off:")
    return None


def _loading(checkpoint: Checkpoint) -> str:
    """What there is to wait for, if anything."""
    if shelf.peek(checkpoint.key) is not None:
        return turns.told()
    if shelf.loading and checkpoint.key == checkpoints.SHIPPED:
        return "模型正在后台载入内存，马上就好……"
    if checkpoint.memory_mb < 100:
        return "第一次要先把模型载入内存，几秒钟……"
    return f"第一次要先把 {checkpoint.memory_mb:,} MB 载入内存，可能要半分钟……"


def _who(checkpoint: Checkpoint) -> str:
    """Name, size and training state of a model."""
    known = checkpoints.facts(checkpoint)
    parts = [f"{checkpoint.title}：{checkpoint.layers} 层 × {checkpoint.heads} 头"]
    if known:
        parts += [
            f"{large(known['parameters'])}个学来的数（参数）",
            f"读过 {large(known['tokens_seen'])}个词元",
            f"在没读过的文字里，遮住的词元猜对 {percent(known['validation']['accuracy'])}",
        ]
    else:
        parts.append(checkpoint.about.rstrip("。"))
    count = blanks_right(checkpoint.key)
    if count is not None and not knows_chinese(checkpoint.key):
        parts.append(f"它猜字的头没有学会中文（十个空只填对 {count} 个）：只看注意力，不看猜测")
    return "，".join(parts) + "。" + NUMBERED


@st.cache_resource(show_spinner=False)
def shipped_heads(key: str) -> HeadFile | None:
    """What was measured of a shipped model's heads."""
    return precompute.load_heads(checkpoints.CATALOGUE[key])


def known_heads(reading: Reading) -> Known:
    """What each head does, by its file; where there is none, on this sentence alone."""
    file = precompute.known_heads(reading)
    if file is not None:
        return Known(roles.roles(file), file.weights, file.relations, roles.basis(file))
    here = measures.measure_one(reading)
    named = [[roles.place_role(m) for m in row] for row in here]
    return Known(named, here, (), "只在这一句上测得")


def roles_of(reading: Reading) -> tuple[list[list[Role]], str]:
    """[layer][head] what each head does, and on how much text that was measured."""
    known = known_heads(reading)
    return known.roles, known.basis


@st.cache_resource(show_spinner=False)
def projections(key: str):
    """`norms.projections` of a model; the shipped one's from its file. Raises CheckpointError."""
    checkpoint = checkpoints.CATALOGUE[key]
    if checkpoint.folder is None:
        return norms.of_model(model(key)[0])
    return norms.of_folder(checkpoint.folder, checkpoint.layers, checkpoint.heads)


ASKED_LIVE = 60  # sample sentences that a hub model reads before the first claim is judged


@st.cache_resource(show_spinner=False)
def usual_places(key: str) -> Places:
    """What the heads give to each place, over sample sentences. Raises CheckpointError."""
    checkpoint = checkpoints.CATALOGUE[key]
    shipped = precompute.load_places(checkpoint)
    if shipped is not None and shipped.mean.shape[:2] == (checkpoint.layers, checkpoint.heads):
        return shipped
    return precompute.usual_places(*model(key), key, samples.sentences()[:ASKED_LIVE])


@st.cache_resource(show_spinner=False, max_entries=64)
def followed(key: str, sentence: str, mask: int, word: str):
    """An `ablation.Followed` of a loaded model. Raises as it does."""
    loaded = model(key)
    from lib.experiments import ablation

    return ablation.Followed(*loaded, sentence, mask, word)


@st.cache_resource(show_spinner=False, max_entries=64)
def head_effects(key: str, sentence: str, mask: int, word: str):
    """(layers, heads): what becomes of the followed piece without each head."""
    return followed(key, sentence, mask, word).effects()


@st.cache_resource(show_spinner=False, max_entries=64)
def beside(key: str, sentence: str, mask: int, word: str, off: frozenset[tuple[int, int]]):
    """These heads switched off, beside as many others."""
    from lib.experiments.beside import Beside

    piece = followed(key, sentence, mask, word)
    return Beside(piece.without(off), *piece.beside(off))


@st.cache_resource(show_spinner=False, max_entries=64)
def replaced(key: str, one: str, other: str):
    """`replacements.beside` of two sentences that can be aligned. Raises as it does."""
    loaded = model(key)
    from lib.experiments import replacements
    from lib.model.bert import read

    ask = partial(read, *loaded, checkpoint=key)
    return replacements.beside(ask, ask(one), ask(other))
