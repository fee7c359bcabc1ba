"""The door's picture: a row that evidence chose, its reverse, and the article's question."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lib import examples, precompute
from lib.experiments import claims
from lib.experiments.first_view import FirstView
from lib.heads import relation_names, words
from lib.heads.head_file import HeadFile
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import frame, readings
from lib.ui.heads import head_view, pictures


def first_row(reading: Reading, guessed: bool) -> tuple[int, int | None]:
    """(query, key): the row with which the door begins, and the key it is to show, if one."""
    if not guessed:
        return elsewhere(reading, *readings.first_head(reading))
    return readings.first_query(reading) or examples.opening_query(reading), None


def draw(reading: Reading, checkpoint: Checkpoint, guessed: bool, begun: bool) -> None:
    """The opening sentence under one head; a click on a character reads its row.

    The course begins with a question about 书: what the model does there is told only to those who
    have `guessed`. begun: the sentence stands there already (`beginning.door`).
    """
    units = words.characters(reading)
    layer, head = readings.first_head(reading)
    first, shown = first_row(reading, guessed)
    query = st.session_state.get("door_query", first)
    row = reading.weights[layer, head, query]
    if not begun:
        described = head_view.described(units, reading)
        pictures.shaded(described, row.tolist(), query, state="door_query")
    st.markdown(head_view.read_aloud(units, row, query))
    view, known = readings.first_view(checkpoint.key), precompute.known_heads(reading)
    if shown is not None:
        what = _named(reading, layer, head)
        if view is not None and known is not None:
            what += evidence(view, known)
        st.caption(f"{what}{direction(reading, layer, head, first, [shown])}")
        st.markdown(
            "**那么“书”呢？它和前面的哪几个词最有关？** 先不点它，先猜。"
            "猜过以后，真模型的回答会写在这里。"
        )
        frame.link("book", "先猜一猜")
        return
    if view is not None and known is not None:
        there = direction(reading, view.layer, view.head, view.query, view.keys)
        st.caption(f"{_named(reading, view.layer, view.head)}{evidence(view, known)}{there}")
    st.markdown(question(reading, checkpoint))
    frame.link("verify", "拿数来验证，也验证你自己的说法")


def elsewhere(reading: Reading, layer: int, head: int) -> tuple[int, int]:
    """The head's strongest look, (query, key), between two written tokens other than 书."""
    asked = examples.opening_query(reading)
    mine = [i for i, t in enumerate(reading.tokens) if not t.special and i != asked]
    weights = reading.weights[layer, head][np.ix_(mine, mine)].copy()
    np.fill_diagonal(weights, 0)
    query, key = np.unravel_index(weights.argmax(), weights.shape)
    return mine[query], mine[key]


def _named(reading: Reading, layer: int, head: int) -> str:
    return (
        f"这是自带模型（{reading.layers} 层 × {reading.heads} 头）的"
        f"第 {layer + 1} 层第 {head + 1} 头。"
    )


def direction(reading: Reading, layer: int, head: int, query: int, keys: Sequence[int]) -> str:
    """How much the query gives these keys, and how much they give it back."""
    names = reading.named()
    one, other = names[query], "、".join(names[i] for i in keys)
    weights = reading.weights[layer, head]
    there, back = weights[query, list(keys)].sum(), weights[list(keys), query].mean()
    return (
        f"在这里，“{escape(one)}”把 {percent(float(there))} 的权重给了“{escape(other)}”；"
        f"倒过来，“{escape(other)}”只给“{escape(one)}” {percent(float(back), 1)}。"
        f"**看是有方向的**：点“{escape(other)}”看看。"
    )


def evidence(view: FirstView, known: HeadFile) -> str:
    """What this head does, and how that is known."""
    [relation] = [
        r for r in known.relations if (r.relation, r.direction) == (view.relation, view.direction)
    ]
    name = relation_names.name(view.relation, view.direction)
    return (
        f"它常**{name}**，不是碰巧：在 {known.basis.test} 句标好句法的句子里，"
        f"{percent(relation.accuracy[view.layer, view.head], 1)} 看准，"
        f"{relation_names.offset_name(relation.offset)}最好也只有 "
        f"{percent(relation.offset_accuracy, 1)}。"
    )


def question(reading: Reading, checkpoint: Checkpoint) -> str:
    """The article's claim as a question, with its honest answer."""
    query = examples.opening_query(reading)
    named = "”“".join(examples.NAMED)
    asked = f"**那么，“书”会更多地看“{named}”吗？** 常有人这样说。"
    try:
        verdict = claims.check(
            reading,
            query,
            examples.named_tokens(reading),
            readings.usual_places(checkpoint.key),
        )
    except (claims.ClaimError, readings.CheckpointError):
        return asked
    heads, count = verdict.passed.size, int(verdict.passed.sum())
    if verdict.many_hold or verdict.best_holds:
        layer, head = verdict.best
        return (
            f"{asked}在这句话里站得住：{heads} 个头里有 {count} 个给它们的明显多于别处，"
            f"最多的是第 {layer + 1} 层第 {head + 1} 头。"
        )
    return (
        f"{asked}在这个模型里看不出来：{heads} 个头里有 {count} 个给它们的明显多于别处，"
        "可是换上随便哪几个字，也常有这么多。所以要问的不是“模型看不看”，而是“哪个头看，"
        "比什么多，多多少”。"
    )
