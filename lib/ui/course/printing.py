"""Pages that are made to be printed: what stays on paper, where it breaks, and the button."""

import streamlit as st

from lib.course.learner import WORKED
from lib.course.practice import Question
from lib.course.practice.levels import answer_of, example, faded
from lib.course.practice.registry import Read
from lib.model.reading import Reading
from lib.ui.components import register
from lib.ui.heads import head_view

_print = register("print")

# Streamlit's page is a box that scrolls; paper wants all of it, and none of what can be pressed.
CSS = """
<style>
@page { margin: 1.5cm; }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  [data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"],
  [data-testid="stPageLink"], [data-testid="stExpander"]:has(details:not([open])),
  [class*="st-key-not_printed"] { display: none !important; }
  html, body, #root, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"] {
    display: block !important; position: static !important; overflow: visible !important;
    height: auto !important;
  }
  /* Black on white, also where the screen is dark: browsers print no background. */
  html, body, [data-testid="stApp"], [data-testid="stMain"] { background: #fff !important; }
  [data-testid="stApp"] * { color: #000 !important; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  [class*="st-key-sheet_question"] { break-inside: avoid; }
  [class*="st-key-sheet_answers"] { break-before: page; }
}
</style>
"""
LETTERS = "ABCDEF"


def printable(label: str) -> None:
    """Once on a page that can be printed: its rules, and a button with this label."""
    st.html(CSS)
    with st.container(key="not_printed_button"):
        _print(data={"label": label}, key="print")


def sheet(questions: list[Question], level: int, reading: Reading | None, read: Read) -> None:
    """The questions with room to write, with the help of this level; then a page of answers."""
    shown = []
    for number, question in enumerate(questions, 1):
        asked = faded(question) if level == WORKED + 1 else question
        shown.append(asked)
        with st.container(key=f"sheet_question_{number}"):
            if level == WORKED and (twin := example(question, reading, read)) is not None:
                st.markdown(f"*例题*　{twin.prompt}")
                st.markdown(f"*答案*　{answer_of(twin)}　{twin.solution}")
            st.markdown(f"**{number}. {asked.title}**\n\n{asked.prompt}")
            if question.given.get("shown") and reading is not None:
                at = question.given
                matrix = reading.weights[at["layer"], at["head"]]
                head_view.draw_heat_map(matrix, reading.labels(), f"sheet map {number}")
            st.markdown(_room(asked))
    with st.container(key="sheet_answers"):
        st.header("答案", anchor=False)
        for number, asked in enumerate(shown, 1):
            st.markdown(f"**{number}.** {_answer(asked)}　{asked.solution}")


def _room(question: Question) -> str:
    """Lines to write on, or options to tick."""
    if question.cells:
        blanks = "  \n".join(f"{cell.label}　＿＿＿＿＿＿" for cell in question.cells)
        return f"{blanks}  \n:small[{question.tolerance_note()}]"
    options = zip(LETTERS, question.options, strict=False)
    return "  \n".join(f"{letter}. {option.text}" for letter, option in options)


def _answer(question: Question) -> str:
    letter = ""
    if question.options:
        scores = [option.score for option in question.options]
        letter = f"{LETTERS[scores.index(1.0)]}. "
    return letter + answer_of(question)
