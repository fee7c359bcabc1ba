"""动手术: change the attention inside the real model and follow it to the guess."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from lib.attention import AttentionError
from lib.export import tables
from lib.model.checkpoints import Checkpoint
from lib.model.intervention import NONE, Intervention
from lib.model.reading import Guess, Reading
from lib.text.markdown import escape
from lib.text.numbers import percent, signed
from lib.ui import choices, code, controls, export, frame, projector, readings, style
from lib.ui.course import guide
from lib.ui.heads import case_panel, head_view, laboratory, step_controls

if TYPE_CHECKING:
    from lib.experiments.ablation import Followed

SHOWN = 5  # candidates of each guess


class Follow(NamedTuple):
    """The followed candidate: of which [MASK] (from 0), as written, as `ablation.Followed`."""

    mask: int
    word: str
    piece: "Followed"


Taken = tuple[dict[str, str], dict[str, Callable[[], bytes]]]  # as export.take_away wants them


def change_box(reading: Reading) -> Intervention:
    """One row of switches."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        off = step_controls.heads_off_box(reading.layers, reading.heads)
        blocked = step_controls.blocked_tokens(reading)
        temperature, by_root = step_controls.change_boxes()
        return laboratory.switches(Intervention(temperature, by_root, off, blocked), reading)


def table_of(before: Guess, after: Guess) -> pd.DataFrame:
    """The best candidates of both, by their old probability; NaN below the recorded ones."""
    pieces = list(dict.fromkeys(before.pieces[:SHOWN] + after.pieces[:SHOWN]))
    old, new = (
        dict(zip(g.pieces, np.exp(g.log_probabilities), strict=True)) for g in (before, after)
    )
    frame = pd.DataFrame(
        {"猜": pieces, "原来": [*map(old.get, pieces)], "改动之后": [*map(new.get, pieces)]}
    )
    return frame.astype({"原来": float, "改动之后": float}).sort_values("原来", ascending=False)


def follow_box(reading: Reading, checkpoint: Checkpoint) -> Follow | None:
    """Which [MASK], and which candidate for it; None, and the page says why, if there is none."""
    places = [guess.position for guess in reading.guesses]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mask = step_controls.mask_box(places)
        word = choices.text(
            "跟着哪个字",
            "",
            "follow",
            depends=reading.sentence,
            placeholder=reading.guesses[mask].pieces[0],
            width=180,
            help="留空，就跟着模型的第一个猜测。也可以写你觉得对的字，看改动让它更可能还是更不可能。",
        )
    try:
        piece = readings.followed(checkpoint.key, reading.sentence, mask, (word or "").strip())
    except ValueError as error:  # a word that is not one piece of the vocabulary
        st.error(escape(str(error)), icon=":material/edit:")
        return None
    return Follow(mask, (word or "").strip(), piece)


def show_followed(follow: Follow, change: Intervention, masks: int) -> None:
    """What becomes of the followed candidate, in a sentence."""
    before, delta = follow.piece.log_p, follow.piece.after(change)
    which = f"第 {follow.mask + 1} 个 [MASK] 里，" if masks > 1 else ""
    st.markdown(
        f"{which}**{escape(follow.piece.piece)}**：{percent(np.exp(before), 1)} → "
        f"{percent(np.exp(before + delta), 1)}，log 概率 {signed(delta)}。"
    )


def show_guesses(before: Reading, after: Reading) -> None:
    """Old and new candidates for every [MASK]."""
    for number, (old, new) in enumerate(zip(before.guesses, after.guesses, strict=True), 1):
        which = f"第 {number} 个 " if len(before.guesses) > 1 else ""
        st.markdown(f"{which}[MASK]（{old.position} 号词元）的候选：")
        percent = {"format": "percent", "min_value": 0.0, "max_value": 1.0}
        st.dataframe(
            table_of(old, new),
            hide_index=True,
            width=560,
            column_config={
                name: st.column_config.ProgressColumn(**percent) for name in ("原来", "改动之后")
            },
        )
    st.caption(f"空着的，是排在第 {len(before.guesses[0].pieces)} 名以后。")


def show_weights(before: Reading, after: Reading) -> Taken:
    """One head of both, as heat maps."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer, head = controls.layer_head_boxes(before)
    names = [token.shown for token in before.tokens]
    old, new = before.weights[layer, head], after.weights[layer, head]
    largest = float(max(old.max(), new.max()))  # one scale of colours for both
    left, right = st.columns(2, gap="large")
    sides = ((left, "原来", "before", old), (right, "改动之后", "after", new))
    for column, title, key, matrix in sides:
        with column:
            st.markdown(f"**{title}**")
            head_view.draw_heat_map(matrix, names, key, largest)
    if after.change.heads_off:
        st.caption("关掉的头自己的图不变：它照样看，只是看来的东西没有交出去。变的是它后面的层。")
    titles = {key: title for _, title, key, _ in sides}
    return titles, {f"{t}的权重": partial(tables.matrix, m, names) for _, t, _, m in sides}


def one_by_one(reading: Reading, checkpoint: Checkpoint, follow: Follow) -> Taken:
    """Every head switched off alone, on demand."""
    frame.heading("每个头轮流关一次", "real")
    st.markdown("图好看的头，不一定要紧。每次只关一个，看你跟着的字 log 概率变多少。")
    asked = checkpoint.key, reading.sentence, follow.mask, follow.word
    if not choices.one("each", (True, False), False, depends=asked):
        go, icon = partial(choices.put, each=True), ":material/power_settings_new:"
        st.button("轮流关", on_click=go, icon=icon)
        return {}, {}
    with st.spinner("正在一个一个地关……"):
        effects = readings.head_effects(*asked)
    from lib.charts.head_grid import effects_map

    which = f"第 {follow.mask + 1} 个 [MASK] 里的" if len(reading.guesses) > 1 else ""
    st.markdown(
        f"跟着{which} **{escape(follow.piece.piece)}**"
        f"（原来 {percent(np.exp(follow.piece.log_p), 1)}）。"
        "关掉一个头之后，它的 log 概率变化："
    )
    drawn = effects_map(effects, style.inks())
    export.chart("effects", *drawn, "每层每个头关掉后的变化")
    small = float((np.abs(effects) < 0.1).mean())
    st.caption(
        f"{percent(small)} 的头关掉以后变化不到 0.1（概率变化约一成以内）。"
        "负数：少了它，这个字更难猜；正数：少了它反而更好猜。这只说一句话里的一个猜测。"
    )
    title = "轮流关一次"
    return {"effects": title}, {title: lambda: tables.heads(log概率的变化=effects)}


def operate(reading: Reading, checkpoint: Checkpoint) -> None:
    """A sentence with a [MASK] on the table."""
    change = change_box(reading)
    try:
        after = readings.read(reading.sentence, checkpoint, change=change) or st.stop()
    except AttentionError as error:
        st.error(str(error), icon=":material/edit:")
        return
    frame.heading("猜测", "real")
    follow = follow_box(reading, checkpoint)
    if follow is None:
        return
    pictures, numbers = {}, {}
    if change == NONE:
        with projector.kept("guess"):
            for guess in reading.guesses:
                head_view.show_guess(guess)
        st.caption("上面的开关动一个，这里就有改动之后的猜测。")
    else:
        with projector.kept("followed"):
            show_followed(follow, change, len(reading.guesses))
        if change.heads_off:
            off = change.heads_off
            asked = checkpoint.key, reading.sentence, follow.mask, follow.word
            st.caption(readings.beside(*asked, off).told(len(off)))
        show_guesses(reading, after)
        frame.heading("权重", "real")
        laboratory.where_it_went(reading, after)
        pictures, numbers = show_weights(reading, after)
    more_pictures, more_numbers = one_by_one(reading, checkpoint, follow)
    if pictures or more_pictures:
        export.take_away("surgery", pictures | more_pictures, numbers | more_numbers)


def show() -> None:
    """The page. In a function: what callbacks keep of a module lives as long as the visit."""
    frame.page("surgery")
    frame.how_below()
    sentence, _, checkpoint = controls.sentence_and_model()
    reading = readings.read(sentence, checkpoint, who=True)
    case_panel.draw(reading, checkpoint)
    if reading is not None and reading.guesses:
        operate(reading, checkpoint)
    elif reading is not None and not readings.head_is_silent(reading):
        st.info("句子里还没有 [MASK]。挑一个字遮住，看模型猜不猜得回来。", icon=":material/edit:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            query = controls.query_box(reading, "遮住哪个字")
            controls.cover_button(sentence, reading, query)
    code.show_code(Intervention)
    guide.foot("surgery", how=True)


show()
