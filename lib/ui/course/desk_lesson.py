"""注意力从哪来, step by step: no cue, salience, a goal, its strength, three ways, the names."""

import numpy as np
import pandas as pd
import streamlit as st

from lib.course.lessons import desk
from lib.text.markdown import escape
from lib.text.numbers import percent, show, vector
from lib.toy import MatrixError
from lib.ui import choices, frame, matrix_editor
from lib.ui.course import figures, stages
from lib.ui.matrix_editor import Part
from lib.ui.menu import PAGES

STRENGTH = 2.0


def goal_pills() -> str:
    """What one is looking for; none at first."""
    return choices.one_of("目标", desk.GOALS, "goal")


def strength_slider() -> float:
    """How much the goal counts."""
    return choices.slider("目标的强度", 0.0, 5.0, STRENGTH, "strength", step=0.1, format="%.1f")


def cup_slider() -> float:
    """How much the red cup leaps to the eye."""
    top = float(desk.SALIENCE[desk.CUP])
    return choices.slider("红咖啡杯的显眼程度", 0.0, 4.0, top, "red", step=0.1, format="%.1f")


def salience_of(cup: float) -> np.ndarray:
    """(things,): each thing's salience, the cup's as given."""
    salience = desk.SALIENCE.copy()
    salience[desk.CUP] = cup
    return salience


def properties() -> list[str]:
    """The keys as text, one a thing."""
    return [vector(key, 2) for key in desk.KEYS]


def look_table(steps, salience: np.ndarray) -> None:
    """Every number between the properties and the weights, one row a thing."""
    table = {
        "能读、喝、写": properties(),
        "点积 q·k": [show(x, 1) for x in steps.scores[0]],
        "÷√3": [show(x, 2) for x in steps.scaled[0] - salience],
        "＋显眼": [show(x, 1) for x in salience],
        "份额": [percent(w, 1) for w in steps.weights[0]],
    }
    st.table(pd.DataFrame(table, index=desk.THINGS), border="horizontal", alt="每样东西的算式")


def pool(stage) -> None:
    """No cue: an even share for each thing; one may be taken away."""
    with stage.control:
        taken = choices.pills("拿走", desk.THINGS, "away", None)
        stages.reset(away=None)
    gone = np.array([name == taken for name in desk.THINGS])
    steps = desk.look(gone=gone)
    with stage.picture:
        figures.desk(steps.weights[0], "desk", "没有任何提示", gone)
    count = int((~gone).sum())
    stage.say(count=str(count), share=percent(1 / count, 1))


def salience(stage) -> None:
    """An involuntary cue: the red cup draws the look."""
    with stage.control:
        cup = cup_slider()
        stages.reset(red=float(desk.SALIENCE[desk.CUP]))
    bias = salience_of(cup)
    steps = desk.look(salience=bias)
    with stage.picture:
        figures.desk(steps.weights[0], "desk", "只看显眼程度")
        table = pd.DataFrame(
            {
                "显眼程度 b": [show(b, 1) for b in bias],
                "e 的 b 次方": [f"{x:.2f}" for x in np.exp(bias)],
                "份额": [percent(w, 1) for w in steps.weights[0]],
            },
            index=desk.THINGS,
        )
        st.table(table, border="horizontal", alt="每样东西的显眼程度和份额")
    stage.say(
        salience=f"{cup:g}",
        cup=percent(steps.weights[0, desk.CUP], 1),
        plain=f"{desk.SALIENCE[1]:g}",
        softmax_page=f"“{PAGES['softmax'].title}”",
    )


def goal(stage) -> None:
    """A voluntary cue: a goal, and the shares that follow it."""
    with stage.control:
        wish = goal_pills()
        stages.reset(goal=desk.GOALS[0])
    steps = desk.look(desk.goal_query(wish, STRENGTH), desk.SALIENCE)
    best = int(steps.weights[0].argmax())
    with stage.picture:
        figures.desk(steps.weights[0], "desk", f"目标是{wish}")
        q = ", ".join(f"{x:g}" for x in desk.goal_query(wish, STRENGTH))
        st.markdown(f"目标写成数：$q=[{q}]$（能读、能喝、能写）")
        look_table(steps, desk.SALIENCE)
    stage.say(
        goal=wish,
        best=desk.THINGS[best],
        best_share=percent(steps.weights[0, best], 1),
        softmax_page=f"“{PAGES['softmax'].title}”",
    )


def strength(stage) -> None:
    """The same goal, weaker or stronger."""
    with stage.control:
        strong = strength_slider()
        stages.reset(strength=STRENGTH)
        with stages.earlier():
            wish = goal_pills()
    steps = desk.look(desk.goal_query(wish, strong), desk.SALIENCE)
    wanted = int(desk.look(desk.goal_query(wish, 5.0)).weights.argmax())
    with stage.picture:
        figures.desk(steps.weights[0], "desk", f"目标是{wish}，强度 {strong:g}")
        look_table(steps, desk.SALIENCE)
    stage.say(
        goal=wish,
        cup=percent(steps.weights[0, desk.CUP], 1),
        cup_without=percent(desk.look(salience=desk.SALIENCE).weights[0, desk.CUP], 1),
        wanted=desk.THINGS[wanted],
        wanted_share=percent(steps.weights[0, wanted], 1),
    )


def compare(stage) -> None:
    """The three ways of looking side by side."""
    version = st.session_state.setdefault("_desk_version", 0)

    def restore():
        st.session_state.update(_desk_version=version + 1, goal=desk.GOALS[0], strength=STRENGTH)

    with stage.picture:
        st.markdown("**显眼程度和特点**（双击一格来改）")
        start = (desk.SALIENCE[:, None], desk.KEYS)
        try:
            (bias, keys), _ = matrix_editor.edit(
                [Part("显眼", start[0], ["显眼"]), Part("特点", start[1], desk.PROPERTIES)],
                desk.THINGS,
                key=f"desk_table_{version}",
                alt="显眼程度和特点，可以改",
                head="东西",
            )
        except MatrixError as error:
            st.warning(f"{escape(str(error))}（现在先按原来的数算。）", icon=":material/edit:")
            bias, keys = start
    with frame.at_hand("desks"):  # right above the three desks, and in view beside them
        wish, strong = goal_pills(), strength_slider()
        st.button("还原", on_click=restore, type="tertiary", icon=":material/undo:")
    ways = desk.three_ways(desk.goal_query(wish, strong), bias[:, 0], keys)
    for i, (column, (name, steps)) in enumerate(zip(st.columns(3), ways.items(), strict=True)):
        with column:
            st.markdown(f"**{name}**" + (f"：{wish}，强度 {strong:g}" if i == 2 else ""))
            figures.desk(steps.weights[0], f"desk_{i}", name)
    stage.say()


def names(stage) -> None:
    """What has been used gets its names: query, key, value."""
    with stage.control:
        wish = goal_pills()
        with stages.earlier():
            strong = strength_slider()
        stages.reset(goal=desk.GOALS[0], strength=STRENGTH)
    steps = desk.look(desk.goal_query(wish, strong), desk.SALIENCE)
    gains = desk.VALUES.T
    with stage.picture:
        figures.desk(steps.weights[0], "desk", f"目标是{wish}")
        table = {"键": properties(), "份额": [percent(w, 1) for w in steps.weights[0]]}
        for name, column in zip(desk.GAINS, gains, strict=True):
            table[name] = [show(v) for v in column]
            table[f"×{name}"] = [
                show(w * v, 2) for w, v in zip(steps.weights[0], column, strict=True)
            ]
        st.table(pd.DataFrame(table, index=desk.THINGS), border="horizontal", alt="加权求和的算式")
        left, right = st.columns(2)
        left.metric("拿到的信息", f"{steps.context[0, 0]:.2f}")
        right.metric("拿到的提神", f"{steps.context[0, 1]:.2f}")
    stage.say(
        goal=wish,
        information=f"{steps.context[0, 0]:.2f}",
        energy=f"{steps.context[0, 1]:.2f}",
    )
