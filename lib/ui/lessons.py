"""How a lesson of typed steps is drawn: step numbers above, words and one control, a picture."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.lessons import desk as things
from lib.lessons import text
from lib.lessons.text import Lesson, Step
from lib.ui import frame, guide, progress
from lib.ui.components import register
from lib.ui.menu import PAGES

_desk = register("desk")

# In a narrow column a table scrolls; it does not break names into single characters.
_TABLES = """<style>
[data-testid="stTable"] { overflow-x: auto; }
[data-testid="stTable"] :is(th, td) { padding-inline: 0.45rem; }
[data-testid="stTable"] :is(th, td) * { white-space: nowrap !important; }
</style>"""

_RED = "rgba(209, 74, 56, 0.42)"  # the colour of weights, on light and on dark

# A new step begins at its top, also where the button was at the foot of a long page.
_TO_TOP = """<script>
document.querySelector('[data-testid="stMain"]')?.scrollTo({top: 0});
/* step %s */
</script>"""


@dataclass(frozen=True)
class Stage:
    """The three places of a step."""

    step: Step
    words: DeltaGenerator
    control: DeltaGenerator
    picture: DeltaGenerator

    def say(self, **numbers: str) -> None:
        """Write the step's words with the computed numbers in them."""
        with self.words:
            write(self.step.text, **numbers)
            if self.step.more:
                with st.expander("再想深一点", icon=":material/add:"):
                    write(self.step.more, **numbers)


def write(words: str, **numbers: str) -> None:
    """Markdown with the numbers filled in and its terms linked to the glossary."""
    st.markdown(guide.linked(text.fill(words, **numbers)))


def open_lesson(key: str) -> tuple[Lesson, Step]:
    """The step numbers, bound to the address as `step`, and the step that is chosen."""
    st.html(_TABLES)
    lesson = text.load(key)
    numbers = [str(i) for i in range(1, len(lesson.steps) + 1)]
    state = _state(key)
    chosen = st.segmented_control(
        f"步骤（共 {len(numbers)} 步）",
        numbers,
        default="1",
        required=True,
        key=state,
        bind="query-params",
    )
    step = lesson.steps[int(chosen) - 1]
    _scroll(state, chosen)
    return lesson, step


def _state(key: str) -> str:
    return f"{key}_step"


def _scroll(state: str, chosen: str) -> None:
    seen = f"_{state}_seen"
    if st.session_state.get(seen, chosen) != chosen:
        st.html(_TO_TOP % chosen, unsafe_allow_javascript=True)
    st.session_state[seen] = chosen


def stage(lesson: Lesson, step: Step, kind: str) -> Stage:
    """The heading with its badge, and the places for words, control and picture."""
    frame.heading(f"{lesson.number(step.key)} · {step.title}", kind)
    left, right = st.columns([5, 7], gap="large")
    with left:
        words = st.container()
        control = st.container(border=True, gap="small") if step.change else st.container()
    if step.change:
        control.caption(f":material/tune: 这一步改：{step.change}")
    return Stage(step, words, control, right)


@contextmanager
def earlier(label: str = "前面几步的选择") -> Iterator[None]:
    """A closed place for controls of former steps: reachable, but not in the way."""
    with st.expander(label, icon=":material/history:"):
        yield


def reset(**defaults) -> None:
    """A small button that puts the widgets with these keys back to these values."""
    st.button(
        "还原",
        key="reset_" + "_".join(defaults),
        on_click=st.session_state.update,
        args=(defaults,),
        type="tertiary",
        icon=":material/undo:",
        disabled=all(st.session_state.get(k, v) == v for k, v in defaults.items()),
    )


def foot(lesson: Lesson, step: Step, following: str, **numbers: str) -> None:
    """Back and forth between the steps; after the last one a question and the next page.

    The page's last element: it also hands the progress to the browser.
    """
    at = lesson.number(step.key)
    last = at == len(lesson.steps)
    if last:
        st.divider()
        question(lesson, **numbers)
    with st.container(horizontal=True, vertical_alignment="center"):
        if at > 1:
            _go(lesson, at - 1, "上一步", ":material/arrow_back:")
        if last:
            _done(lesson)
            frame.link(following, f"下一站：{PAGES[following].title}")
        else:
            title = lesson.steps[at].title
            _go(lesson, at + 1, f"下一步：{title}", ":material/arrow_forward:", primary=True)
    progress.keep()


def _done(lesson: Lesson) -> None:
    done = lesson.key in progress.load().lessons
    st.button(
        "学过了" if done else "这一课学完了",
        key="lesson_done",
        icon=":material/check:",
        disabled=done,
        on_click=progress.mark,
        args=(lesson.key,),
    )


def _go(lesson: Lesson, number: int, label: str, icon: str, primary: bool = False) -> None:
    def turn():
        st.session_state[_state(lesson.key)] = str(number)

    kind = "primary" if primary else "secondary"
    st.button(label, key=f"go_{label[:3]}", on_click=turn, type=kind, icon=icon)


def question(lesson: Lesson, **numbers: str) -> None:
    """The lesson's question, and one answer to it, closed."""
    st.subheader(lesson.think.title, anchor=False)
    write(lesson.think.text, **numbers)
    with st.expander("想好了再看：一种想法", icon=":material/lightbulb:"):
        write(lesson.think.more, **numbers)


def weighted_table(
    columns: dict[str, list[str]], names: list[str], weights: np.ndarray, alt: str
) -> None:
    """A table with a row a name. The column 权重 carries bars; without one, rows are shaded.

    Rows beyond `weights` (sums) stay plain.
    """
    frame = pd.DataFrame(columns, index=list(names))
    if "权重" in frame:
        marks = [
            f"background: linear-gradient(90deg, {_RED} {w:.1%}, transparent 0)" for w in weights
        ]
        places = ["权重"]
    else:
        marks = [f"background-color: rgba(209, 74, 56, {0.4 * w:.3f})" for w in weights]
        places = list(frame.columns)
    marks += [""] * (len(frame) - len(marks))
    styled = frame.style.apply(lambda _: marks, axis=0, subset=places)
    st.table(styled, border="horizontal", alt=alt)


def shaded_matrix(
    title: str,
    rows: list[str],
    columns: dict[str, np.ndarray],
    write: Callable[[float], str],
    weights: np.ndarray | None = None,
) -> None:
    """A matrix with named rows and columns; cells are shaded by `weights`, where there are any."""
    frame = pd.DataFrame({n: [write(x) for x in v] for n, v in columns.items()}, index=rows)
    shades = np.full(frame.shape, "", dtype=object)
    if weights is not None:
        for (i, j), w in np.ndenumerate(weights):
            shades[i, j] = f"background-color: rgba(209, 74, 56, {0.6 * w:.3f})"
    st.markdown(f"**{title}**")
    st.table(frame.style.apply(lambda _: shades, axis=None), border="horizontal", alt=title)


def equations(*lines: str) -> None:
    """Lines of one calculation below each other, aligned at `&`: they fit a telephone."""
    st.latex(r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}")


def desk(weights: np.ndarray, key: str, about: str, gone: np.ndarray | None = None) -> None:
    """The desk of lesson one, drawn by `weights` (things,)."""
    away = np.zeros(len(weights), dtype=bool) if gone is None else gone
    names = zip(things.PICTURES, things.THINGS, weights, away, strict=True)
    _desk(
        data={
            "things": [
                {"picture": picture, "name": name, "weight": float(w), "gone": bool(g)}
                for picture, name, w, g in names
            ],
            "label": f"书桌，{about}。每样东西得到的注意力：",
        },
        key=key,
    )
