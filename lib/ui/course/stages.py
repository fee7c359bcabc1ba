"""How a lesson of typed steps is drawn: step numbers above, words and one control, a picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.course.lessons import texts
from lib.course.lessons.texts import Lesson, Step
from lib.ui import choices, frame, projector
from lib.ui.course import guide, progress_panel

# A new step begins at its top, also where the button was at the foot of a long page.
_TO_TOP = """<script>
document.querySelector('[data-testid="stMain"]')?.scrollTo({top: 0});
/* step %d */
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
            guide.write(self.step.text, **numbers)
            if self.step.more:
                with st.expander("再想深一点", icon=":material/add:"):
                    guide.write(self.step.more, **numbers)


def open_lesson(key: str) -> tuple[Lesson, Step]:
    """The step numbers, bound to the address as `step`, and the step that is chosen."""
    lesson = texts.load(key)
    numbers = [str(i) for i in range(1, len(lesson.steps) + 1)]
    state = _state(key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = choices.one_of(f"步骤（共 {len(numbers)} 步）", numbers, state)
        projector.switch()
    step = lesson.steps[int(chosen) - 1]
    _scroll(state, chosen)
    return lesson, step


def _state(key: str) -> str:
    return f"{key}_step"


def _scroll(state: str, chosen: str) -> None:
    seen = f"_{state}_seen"
    if st.session_state.get(seen, chosen) != chosen:
        st.html(_TO_TOP % int(chosen), unsafe_allow_javascript=True)
    st.session_state[seen] = chosen


def stage(lesson: Lesson, step: Step, kind: str | None) -> Stage:
    """The heading with its badge, and the places for words, control and picture.

    On a projector the words are left out, and the control lies above the picture.
    """
    frame.heading(f"{lesson.number(step.key)} · {step.title}", kind)
    if projector.on():
        control = st.container(horizontal=True, vertical_alignment="bottom")
        return Stage(step, projector.left_out(), control, st.container())
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


def foot(lesson: Lesson, step: Step, **numbers: str) -> None:
    """Back and forth between the steps; after the last one a question and the next page.

    The page's last element: it also hands the progress to the browser.
    """
    at = lesson.number(step.key)
    last = at == len(lesson.steps)
    if last:
        st.divider()
        guide.question(lesson, **numbers)
    with st.container(horizontal=True, vertical_alignment="center"):
        if at > 1:
            _go(lesson, at - 1, "上一步", ":material/arrow_back:")
        if last:
            guide.onward(lesson.key)
        else:
            title = lesson.steps[at].title
            _go(lesson, at + 1, f"下一步：{title}", ":material/arrow_forward:", primary=True)
    progress_panel.keep()


def begin(lesson: Lesson) -> None:
    """The end of a first step whose others are for later: straight on to the next page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        guide.onward(lesson.key)
    progress_panel.keep()


def _go(lesson: Lesson, number: int, label: str, icon: str, primary: bool = False) -> None:
    def turn():
        st.session_state[_state(lesson.key)] = str(number)

    kind = "primary" if primary else "secondary"
    st.button(label, key="go_on" if primary else "go_back", on_click=turn, type=kind, icon=icon)
