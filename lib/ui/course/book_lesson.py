"""一个问题: asked before anything is taught, and taken up again with what the model says."""

import numpy as np
import streamlit as st

from lib import examples
from lib.course.lessons import first_question, one_row
from lib.course.lessons.one_row import MASK
from lib.model import checkpoints
from lib.model.checkpoints import CheckpointError
from lib.model.reading import Reading
from lib.text.numbers import percent
from lib.ui import controls, readings
from lib.ui.course import figures
from lib.ui.course import kept_guess as kept
from lib.ui.course.chain_view import opening
from lib.ui.course.stages import Stage
from lib.ui.heads import head_view


def ask(stage: Stage) -> None:
    """The words to choose from; the choice is kept."""
    with stage.picture:
        st.markdown("### 我昨天在图书馆读了一本很有趣的:red[书]。")
        chosen = st.pills(
            f"和“书”最有关的（最多 {first_question.MOST} 个）",
            first_question.WORDS,
            selection_mode="multi",
            default=kept.load() or None,
            key="first_guess",
        )
        if len(chosen) > first_question.MOST:
            st.warning(f"最多选 {first_question.MOST} 个，先去掉几个。", icon=":material/edit:")
        elif chosen:
            st.session_state[kept.GUESS] = [w for w in first_question.WORDS if w in chosen]
            st.success(f"{kept.told()}记下了。现在从第一课学起。", icon=":material/bookmark:")
    stage.say()


@st.cache_resource(show_spinner=False, max_entries=1)
def _needed() -> tuple[float, dict[str, float | None]]:
    """How likely 书 is where it is covered; and where one more word is covered as well.

    None where it is not among the recorded candidates. Raises CheckpointError.
    """
    loaded = readings.model(checkpoints.SHIPPED)
    from lib.model.bert import read

    def likely(word: str) -> float | None:
        covered = "".join(MASK * len(w) if w == word else w for w in first_question.WORDS)
        sentence = f"{covered}{MASK}。"
        guess = read(*loaded, sentence, checkpoint=checkpoints.SHIPPED).guesses[-1]
        found = dict(zip(guess.pieces, guess.log_probabilities, strict=True)).get("书")
        return None if found is None else float(np.exp(found))

    return likely("") or 0.0, {word: likely(word) for word in first_question.WORDS}


def _places(reading: Reading) -> dict[str, list[int]]:
    """The tokens of each word."""
    places, start = {}, 0
    for word in first_question.WORDS:
        end = start + len(word)
        places[word] = [
            i for i, t in enumerate(reading.tokens) if not t.special and start <= t.start < end
        ]
        start = end
    return places


def _told(likely: float | None) -> str:
    return "前 50 名以外" if likely is None else percent(likely)


def answer(stage: Stage) -> None:
    """Every word's share in the chosen head, in all heads, and what it costs to cover it."""
    reading = opening()
    query = examples.opening_query(reading)
    best = one_row.first_row(reading, query)
    with stage.control, st.container(horizontal=True):
        layer, head = controls.layer_head_boxes(reading, best)
    places = _places(reading)
    rows = reading.weights[:, :, query]  # (layers, heads, keys)
    shares = {word: rows[..., at].sum(-1) for word, at in places.items()}
    try:
        with st.spinner("正在请模型把词一个一个遮住来猜。第一次要先把它载入内存……"):
            known, left = _needed()
    except CheckpointError as error:
        st.error(str(error), icon=":material/cloud_off:")
        return
    needed = min(left, key=lambda word: left[word] or 0.0)
    own = np.array([shares[word][layer, head] for word in places])
    with stage.picture:
        figures.weighted_table(
            {
                "你猜的": ["✓" if word in kept.load() else "" for word in places],
                f"第 {layer + 1} 层第 {head + 1} 头": [percent(share) for share in own],
                "所有头平均": [percent(shares[word].mean()) for word in places],
                "也遮住它，猜“书”": [_told(left[word]) for word in places],
            },
            list(places),
            own,
            "每个词得到的权重，和遮住它的后果",
        )
        st.caption(f"只遮“书”时，猜“书”的可能性是 {percent(known)}。颜色按这个头的权重。")
        head_view.say_why_it_rests(reading, layer, head)
    claimed = [i for word in examples.NAMED for i in places[word]]
    rest = [i for i, t in enumerate(reading.tokens) if t.special or t.text == "。"]
    stage.say(
        yours=kept.told(),
        layers=str(reading.layers),
        heads=str(reading.heads),
        count=str(reading.layers * reading.heads),
        claimed=percent(rows[..., claimed].sum(-1).mean()),
        even=percent(len(claimed) / len(reading.tokens)),
        rest=percent(rows[..., rest].sum(-1).mean()),
        best_layer=str(best[0] + 1),
        best_head=str(best[1] + 1),
        best_share=percent(sum(shares[word][best] for word in one_row.TIED)),
        known=percent(known),
        needed=needed,
        left=_told(left[needed]),
    )
