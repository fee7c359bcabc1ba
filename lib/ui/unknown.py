"""Characters that the model does not know: named and explained on every page that reads them."""

import streamlit as st

from lib.model.reading import Reading
from lib.text.chinese import simplified
from lib.text.markdown import escape
from lib.ui import choices

_KEPT = "_as_typed"  # simplified sentence → what the learner wrote


def explain(reading: Reading, box: str = "s", pair_box: str = "s2") -> None:
    """Beside a reading of the text in these boxes: which characters are unknown, and what to do.

    Traditional characters can be turned into simplified ones, in both sentences of a pair at once;
    what was written stays beside them.
    """
    strangers = list(dict.fromkeys(t.shown for t in reading.tokens if t.unknown))
    kept = st.session_state.get(_KEPT, {})
    read = {box: reading.sentence}
    if reading.pair is not None:
        read[pair_box] = reading.pair
    if strangers:
        listed = escape("".join(strangers[:12])) + ("……" if len(strangers) > 12 else "")
        with st.popover(f"模型不认识：{listed}", icon=":material/help:"):
            st.markdown(
                "尖括号〈〉里的字不在模型的词表里。模型看到的不是这个字，而是同一个记号 [UNK]"
                "（unknown，不认识），所以它们在模型眼里一模一样。词表里是常用的**简体**字、"
                "常用标点、数字和英文字母。"
            )
            offer(read)
    written = {name: kept[text] for name, text in read.items() if text in kept}
    if written:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"你写的是：{escape('　'.join(written.values()))}", width="content")
            _offer("换回去", box, written)


def offer(read: dict[str, str]) -> None:
    """Simplified characters instead of the traditional ones in these boxes, if there are any."""
    plain = {box: simplified(text) for box, text in read.items()}
    turned = [text for box, text in plain.items() if text != read[box]]
    if turned:
        st.markdown(f"换成简体是：{escape('　'.join(turned))}")
        _offer("换成简体", next(iter(read)), plain, read)


def _offer(
    label: str, box: str, texts: dict[str, str], written: dict[str, str] | None = None
) -> None:
    def put() -> None:
        if written is not None:
            new = {texts[name]: old for name, old in written.items() if texts[name] != old}
            st.session_state[_KEPT] = st.session_state.get(_KEPT, {}) | new
        choices.put(**texts)

    st.button(label, on_click=put, key=f"{label} {box}", icon=":material/translate:")
