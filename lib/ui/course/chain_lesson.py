"""一条链, step by step: one row of a real head from x to the guess, each number with its source."""

import math

import numpy as np
import streamlit as st

from lib import examples
from lib.course.lessons import one_row
from lib.model import checkpoints
from lib.text.markdown import escape
from lib.text.numbers import percent, show
from lib.ui import choices
from lib.ui.anatomy import passes
from lib.ui.course import figures, kept_guess
from lib.ui.course.chain_view import Drawn, opening
from lib.ui.course.stages import Stage
from lib.ui.heads import head_view

KINDS = {"Q": "q 查询", "K": "k 键", "V": "v 值"}
SAME, MILD = 0.95, 0.7  # cosines: from here on hardly changed, somewhat changed


@st.cache_resource(show_spinner=False, max_entries=32)
def _covered(query: int) -> list[tuple[str, float]]:
    network, _ = passes.opening(checkpoints.SHIPPED)
    return one_row.covered(network, opening(), query)[1]


def start(stage: Stage) -> None:
    """What enters the layer."""
    view = Drawn(stage)
    own = view.chain
    alike = [
        i
        for i, token in enumerate(view.reading.tokens)
        if token.piece == view.reading.tokens[own.query].piece and i != own.query
    ]
    with stage.picture:
        other = st.session_state.get("chain_token", own.query)
        shown = dict.fromkeys([own.query, *alike, other])
        vectors = own.at.entering[list(shown)]
        view.strip(vectors, [f"{i} {view.reading.tokens[i].text}" for i in shown], "x")
    if not own.layer:
        verdict = "没有。这是第 1 层，还没有一层注意力搬来过消息。"
    elif alike:
        verdict = (
            f"有。证据：句子里还有一个“{view.word}”（{alike[0]} 号），进模型时两个词向量"
            f"一模一样，只有位置不同。走到这里，两串数的方向只有 {show(own.likeness(alike[0]), 2)} "
            "那么像（1 是完全同向，0 是毫不相干）：前面的层把周围的消息加了进来。"
        )
    else:
        verdict = f"有。前面 {own.layer} 层的注意力，已经把别处的消息加了进来。"
    view.ask(["有", "没有"], "有" if own.layer else "没有", verdict=verdict)


def query(stage: Stage) -> None:
    """q, k and v, one number of them worked out."""
    view = Drawn(stage)
    own = view.chain
    with stage.control:
        kind = choices.one_of("看哪一份", list(KINDS), "chain_kind", format_func=KINDS.get)
    token = own.query if kind == "Q" else view.token_box()
    dim = view.dim_box(own.d)
    sizes = sorted({own.d, len(own.x), len(view.names)})
    if view.ask([str(n) for n in sizes], str(own.d)):
        with stage.picture:
            st.markdown(f"“{view.names[token]}”（{token} 号）的 {KINDS[kind]}：")
            view.strip(own.vectors(kind)[[token]], [kind.lower()], "vector")
            view.lines(own.of_x(dim, kind, token))


def score(stage: Stage) -> None:
    """q · k for every key."""
    view = Drawn(stage)
    own = view.chain
    token = view.token_box()
    scores = own.at.steps.scores[own.head, own.query]
    best = int(scores.argmax())
    near = {best, own.query, max(own.query - 1, 0), 0, int(np.argsort(-scores)[2])}
    options = {f"{i} {view.names[i]}": i for i in sorted(near)}
    right = next(name for name, i in options.items() if i == best)
    if view.ask(list(options), right, best=right, best_score=show(scores[best], 2)):
        with stage.picture:
            pair = np.stack([own.vectors("Q")[own.query], own.vectors("K")[token]])
            view.strip(pair, [f"q {view.word}", f"k {view.reading.tokens[token].text}"], "pair")
            view.lines(own.of_score(token))
            view.table({"q·k": [show(s, 2) for s in scores]})


def scale(stage: Stage) -> None:
    """÷ √d."""
    view = Drawn(stage)
    own = view.chain
    token = view.token_box()
    steps = own.at.steps
    scores, scaled = (a[own.head, own.query] for a in (steps.scores, steps.scaled))
    two = np.argsort(-scores, kind="stable")[:2]
    numbers = {
        "root": f"{math.sqrt(own.d):.3f}",
        "gap": show(scores[two[0]] - scores[two[1]], 2),
        "gap_scaled": show(scaled[two[0]] - scaled[two[1]], 2),
    }
    if view.ask(["会", "不会"], "不会", **numbers):
        with stage.picture:
            view.lines(own.of_scaled(token))
            columns = {"q·k": scores, f"÷√{own.d}": scaled}
            view.table({name: [show(s, 2) for s in column] for name, column in columns.items()})


def softmax(stage: Stage) -> None:
    """Scores to weights."""
    view = Drawn(stage)
    own = view.chain
    token = view.token_box()
    scaled = own.at.steps.scaled[own.head, own.query]
    first, second = np.argsort(-own.weights, kind="stable")[:2]
    top = own.weights[first]
    ranges = ["不到 20%", "20% 到 50%", "50% 以上"]
    right = ranges[int(top >= 0.2) + int(top >= 0.5)]
    numbers = {
        "best": view.names[first],
        "best_share": percent(top),
        "second": view.names[second],
        "second_share": percent(own.weights[second]),
        "even": percent(1 / len(view.names), 1),
    }
    if view.ask(ranges, right, **numbers):
        with stage.picture:
            head_view.say_why_it_rests(view.reading, own.layer, own.head)
            view.lines(own.of_weight(token))
            view.table(
                {
                    f"÷√{own.d}": [show(s, 2) for s in scaled],
                    "e 的幂": [show(e, 4) for e in np.exp(scaled - scaled.max())],
                    "权重": [percent(w, 1) for w in own.weights],
                }
            )


def weighted(stage: Stage) -> None:
    """Σ weight × value."""
    view = Drawn(stage)
    own = view.chain
    dim = view.dim_box(own.d)
    added = own.added()
    same = int(added.argmax()) == int(own.weights.argmax())
    verdict = "是。" if same else "不是！"
    if view.ask(
        ["是", "不是"],
        "是" if same else "不是",
        verdict=verdict,
        most=view.names[int(added.argmax())],
    ):
        with stage.picture:
            context = own.at.steps.context[own.head, own.query]
            view.strip(context[None], ["输出"], "context")
            view.lines(own.of_context(dim))
            values = own.vectors("V")[:, dim]
            view.table(
                {
                    "权重": [percent(w, 1) for w in own.weights],
                    f"v 的第 {dim + 1} 个数": [show(v) for v in values],
                    "权重×它": [show(w * v) for w, v in zip(own.weights, values, strict=True)],
                    "权重×‖v‖": [show(a) for a in added],
                }
            )


def join(stage: Stage) -> None:
    """All heads side by side, times W_O."""
    view = Drawn(stage)
    own = view.chain
    dim = view.dim_box(len(own.x))
    lengths = own.written_by()
    most = int(lengths.argmax()) + 1
    told = "，".join(f"第 {i} 头 {show(n, 2)}" for i, n in enumerate(lengths, 1))
    options = [f"第 {i + 1} 头" for i in range(len(lengths))]
    if view.ask(options, f"第 {most} 头", most=str(most), lengths=told):
        with stage.picture:
            joined = own.at.joined[own.query].reshape(len(lengths), -1)
            view.strip(joined, options, "joined")
            view.strip(own.at.written[[own.query]], ["写进去的"], "written")
            view.lines(own.of_written(dim))


def residual(stage: Stage) -> None:
    """x + what attention wrote."""
    view = Drawn(stage)
    own = view.chain
    dim = view.dim_box(len(own.x))
    kept = own.kept()
    degrees = ["几乎没变", "变了一些", "面目全非"]
    right = degrees[int(kept < SAME) + int(kept < MILD)]
    if view.ask(degrees, right, kept=show(kept, 2), verdict=f"所以说：**{right}**。"):
        with stage.picture:
            rows = np.stack([own.x, own.at.written[own.query], own.x + own.at.written[own.query]])
            view.strip(rows, ["x", "写进去的", "加起来"], "residual")
            view.lines(own.of_after(dim))


def guess(stage: Stage) -> None:
    """The rest of the way, and what the model guesses where the token is covered."""
    view = Drawn(stage)
    token = view.reading.tokens[view.chain.query]
    if token.special:
        with stage.words:
            st.info("[CLS] 和 [SEP] 是记号，不能遮。换一个字，再看它被遮住时的猜测。")
        return
    best = _covered(view.chain.query)
    right = best[0][0] == token.piece
    told = "，".join(f"**{escape(piece)}** {percent(p, 1)}" for piece, p in best)
    after = str(view.reading.layers - view.chain.layer - 1)
    verdict = "是。" if right else f"不是，是“{escape(best[0][0])}”。"
    if view.ask(
        ["是", "不是"], "是" if right else "不是", after=after, verdict=verdict, guesses=told
    ):
        with stage.picture:
            figures.weighted_table(
                {"权重": [percent(p, 1) for _, p in best]},
                [escape(piece) for piece, _ in best],
                np.array([p for _, p in best]),
                "遮住以后的前五名",
            )


def back(stage: Stage) -> None:
    """What the learner guessed before anything was taught, and what every head says."""
    view = Drawn(stage)
    reading, at = view.reading, view.chain.query
    best = np.argsort(-view.chain.weights, kind="stable")[:3]
    with stage.picture:
        tops = reading.weights[:, :, at].argmax(-1)  # (layers, heads)
        shares = reading.weights[:, :, at].max(-1)
        figures.shaded_matrix(
            f"从“{view.word}”看出去，每个头的第一名",
            [f"第 {i + 1} 层" for i in range(reading.layers)],
            {
                f"头 {j + 1}": np.array(
                    [
                        f"{view.names[k]} {percent(w)}"
                        for k, w in zip(tops[:, j], shares[:, j], strict=True)
                    ]
                )
                for j in range(reading.heads)
            },
            str,
            shares,
        )
    stage.say(
        asked=examples.OPENING,
        yours=kept_guess.told(),
        answer="，".join(f"{view.names[i]} {percent(view.chain.weights[i])}" for i in best),
        count=str(tops.size),
        **view.numbers(),
    )
