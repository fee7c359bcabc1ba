"""两句对照 the other way: one sentence in two checkpoints, a head of each beside the other."""

import numpy as np
import streamlit as st

from lib.experiments.contrast import ContrastError
from lib.experiments.two_checkpoints import Aligned, align
from lib.export import tables
from lib.heads.matching import Known, partners
from lib.heads.roles import Role
from lib.model import checkpoints
from lib.model.checkpoints import SHIPPED, Checkpoint, CheckpointError
from lib.model.reading import Reading
from lib.model.tokens import SentenceError
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices, controls, export, frame, projector, readings, style, unknown
from lib.ui.heads import head_view, measuring_panel
from lib.ui.models import fetch

SECOND = """
还没有第二个模型可以比。办法有三个，都只要做一次：

1. **下载一个**：到“换模型”一页，点一个较大的中文模型的“下载”（要联网）。
2. **用自己电脑上的一个文件夹**：用 `make run OWN_MODELS=1` 启动，在“换模型”一页的“自己的模型”里写它的路径。transformers 的 `save_pretrained` 写出的 BERT 一类的模型都可以。
3. **自己训练一个**：`python -m pretraining` 说了每一步怎么做，最后写出的也是这样一个文件夹。
"""  # noqa: E501
IN_TURN = "内存里除了自带的只放一个模型：两个都是别的，换一句话就要轮流载入，会慢一些。"


def section() -> None:
    """The sentence, both models, and a head of each beside the other."""
    sentence, _, first = controls.sentence_and_model()
    second = _second_box(first)
    if second is None:
        return
    left = readings.read(sentence, first)
    right = None if left is None else _read(sentence, second)
    if left is None or right is None:
        return
    for reading in (left, right):
        unknown.explain(reading)
    turns = "" if SHIPPED in (first.key, second.key) else IN_TURN
    st.caption(readings.NUMBERED + turns)
    for checkpoint in (first, second):
        measuring_panel.heads(checkpoint)
    try:
        _show(left, right, first, second)
    except ContrastError as error:
        st.error(str(error), icon=":material/edit:")


def _second_box(first: Checkpoint) -> Checkpoint | None:
    """Choose the second model; where there is none on this machine, how to get one."""
    others = [key for key in checkpoints.CATALOGUE if key != first.key]
    here = [k for k in others if fetch.state_of(checkpoints.CATALOGUE[k]) == "here"]
    asked = st.session_state.get("model2")
    if asked is not None and asked not in others:
        # Kept for the run after this one: an impossible choice begins the page anew.
        st.session_state["_second_gone"] = asked
    elif asked is None and here:
        choices.put(model2=here[0])  # into the address: elsewhere another may be the first
    key = choices.selectbox(
        "第二个模型",
        others,
        "model2",
        None,
        lambda key: checkpoints.CATALOGUE[key].title,
        placeholder="挑一个模型……",
        width=320,
    )
    gone = st.session_state.pop("_second_gone", None)
    if gone == first.key:
        st.info("两边是同一个模型，没有什么可比：请另选一个。", icon=":material/info:")
    elif gone is not None:
        st.warning(
            f"链接里的第二个模型“{escape(gone)}”不在这台机器的单子里：要是它是自己的文件夹，"
            "请先到“换模型”一页把它加进来。",
            icon=":material/link_off:",
        )
    if key in here:
        return checkpoints.CATALOGUE[key]
    if key is not None:
        chosen = checkpoints.CATALOGUE[key]
        st.warning(
            f"{escape(chosen.title)} 还没有下载（约 {chosen.download_mb} MB）。",
            icon=":material/cloud_download:",
        )
    if not here:
        st.markdown(SECOND)
    frame.link("models")
    return None


def _read(sentence: str, checkpoint: Checkpoint) -> Reading | None:
    """The second model's reading; or None, and the page says why. The first choice stays."""
    try:
        with st.spinner(f"正在请{checkpoint.title}读这句话……"):
            return readings.again(sentence, None, checkpoint.key)
    except (SentenceError, CheckpointError) as error:
        st.error(f"第二个模型：{error}", icon=":material/error:")
    return None


def _show(left: Reading, right: Reading, first: Checkpoint, second: Checkpoint) -> None:
    both = align(left, right)
    known = tuple(map(readings.known_heads, (left, right)))
    _say_what_stands_apart(both, left, right)
    frame.heading("左边的一个头，右边哪个和它像", "real")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layer, head = controls.layer_head_boxes(left)
        role = known[0].roles[layer][head]
        same = partners(role, known[1])
        distances = both.distances(layer, head)
        nearest = tuple(map(int, np.unravel_index(distances.argmin(), distances.shape)))
        other = controls.second_head_boxes(
            right, same[0] if same else nearest, f"{first.key} {layer} {head}"
        )
        _buttons(same, nearest)
    _say_match((layer, head), role, other, known, same, distances, nearest)
    from lib.charts.head_grid import distances_map

    drawn = distances_map(distances, style.inks())
    export.chart("distances", *drawn, "右边每个头和左边这个头相差多少")
    st.caption(
        "每一格是右边的一个头：这句话里，平均每一行有多少权重和左边这个头放得不一样"
        "（总变差距离，0% 是一模一样）。红的比右边各头的平均近。"
    )
    _maps(both, (layer, head), other, first, second)
    for title, reading in (("左边", left), ("右边", right)):
        with projector.kept(f"guess_{title}"):
            if reading.guesses:
                st.markdown(f"**{title}**")
            elif "[MASK]" in reading.sentence:
                st.caption(f"{title}的模型猜字的头没有学会中文：它的猜测是随机数，所以不显示。")
            for guess in reading.guesses:
                head_view.show_guess(guess)
    difference = both.difference((layer, head), other)
    export.take_away(
        f"two-models-layer{layer + 1}-head{head + 1}",
        {
            "distances": "右边每个头相差多少",
            "difference": "右边减左边",
            "first": "左边",
            "second": "右边",
        },
        {
            "右边减左边": lambda: tables.matrix(difference, both.names),
            "右边每个头相差多少": lambda: tables.heads(换了去处的权重=distances),
        },
    )


def _buttons(same: list[tuple[int, int]], nearest: tuple[int, ...]) -> None:
    """To the head with the same role, and to the one that is most alike on this sentence."""

    def go(at: tuple[int, ...]) -> None:
        choices.put(layer2=at[0] + 1, head2=at[1] + 1)

    if same:
        st.button("按做的事配", on_click=go, args=(same[0],), icon=":material/badge:")
    st.button("这句话里最像的", on_click=go, args=(nearest,), icon=":material/join_inner:")


def _say_match(
    at: tuple[int, int],
    role: Role,
    other: tuple[int, int],
    known: tuple[Known, ...],
    same: list[tuple[int, int]],
    distances: np.ndarray,
    nearest: tuple[int, ...],
) -> None:
    """Both heads' roles with their evidence, who else would match, and how alike they are here."""
    theirs = known[1].roles[other[0]][other[1]]
    for where, place, one, basis in (
        ("左边", at, role, known[0].basis),
        ("右边", other, theirs, known[1].basis),
    ):
        st.markdown(f"{where}{_named(place)}：**{one.name}**。{one.evidence}（{basis}）")
    if same:
        listed = "、".join(_named(place) for place in same[:5])
        more = f" 等 {len(same)} 个" if len(same) > 5 else ""
        st.markdown(f"右边做同一件事的头，做得最多的在前：{listed}{more}。")
    else:
        st.markdown(
            "左边这个头看不出规律，没法按做的事去配。"
            if role.key == "nothing"
            else f"右边没有一个头的名字是“{role.name}”。"
        )
        st.caption(f"没有配上时，先给你看这句话里最像的{_named(nearest)}。")
    rank = int((distances < distances[other]).sum()) + 1
    st.markdown(
        f"这两个头在这句话里相差 **{percent(float(distances[other]))}**，"
        f"在右边 {distances.size} 个头里第 {rank} 近；"
        f"右边各头和左边这个头平均相差 {percent(float(distances.mean()))}，"
        f"最像的是{_named(nearest)}（{percent(float(distances.min()))}）。"
    )


def _named(at: tuple[int, ...]) -> str:
    return f"第 {at[0] + 1} 层第 {at[1] + 1} 头"


def _maps(
    both: Aligned,
    at: tuple[int, int],
    other: tuple[int, int],
    first: Checkpoint,
    second: Checkpoint,
) -> None:
    """Both heads over the same units, and the difference."""
    pictures = both.left[at], both.right[other]
    largest = float(max(picture.max() for picture in pictures))
    names = list(both.names)
    columns = st.columns(2, gap="large")
    sides = zip(columns, ("first", "second"), (first, second), (at, other), pictures, strict=True)
    for column, key, checkpoint, place, picture in sides:
        with column:
            st.markdown(f"**{escape(checkpoint.title)}**，{_named(place)}")
            head_view.draw_heat_map(picture, names, key, largest, both.places)
    frame.heading("右边减左边", "real")
    middle, _ = st.columns([3, 1])
    with middle:
        head_view.draw_difference(both.difference(at, other), names, "difference", both.places)
    st.caption("红是右边看得多，蓝是左边看得多。")


def _say_what_stands_apart(both: Aligned, left: Reading, right: Reading) -> None:
    """Tokens without a partner, places that the two cut otherwise, and how they are joined."""
    parts = [
        f"{which}的 {'、'.join(escape(reading.labels()[i]) for i in positions)}"
        for which, reading, positions in zip(
            ("左边", "右边"), (left, right), both.left_out, strict=True
        )
        if positions
    ]
    if parts:
        st.caption(f"没有对上的：{'，'.join(parts)}。给它们的权重，都算换了去处。")
    counts = {len(left.tokens), len(right.tokens), len(both.names)}
    if len(counts) > 1:
        st.caption(
            f"按字对齐：左边 {len(left.tokens)} 个词元，右边 {len(right.tokens)} 个，"
            f"合成 {len(both.names)} 格。两边切得不一样的地方合成一格："
            "对被看的求和，对看出去的取平均。"
        )
