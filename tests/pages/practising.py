"""Practice without a browser: a set opened, its question answered, what is said."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from lib.course.progress import Progress
from lib.ui.course.runs import SetRun

ROOT = Path(__file__).parents[2]


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at.switch_page("pages/practice.py")
    if "set" not in query:
        query = {"mode": "自由练"} | query
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def question(at: AppTest):
    return present(at).question


def present(at: AppTest):
    run = list(at.session_state["_practice_runs"].values())[-1]
    return run.turns[run.at] if isinstance(run, SetRun) else run.present


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label.startswith(label)).click().run()


def fill(at: AppTest, texts: list[str]) -> None:
    for i, text in enumerate(texts):
        at.text_input(key=f"cell {question(at).id} {i}").set_value(text)


def texts(at: AppTest) -> str:
    parts = [*at.markdown, *at.caption, *at.success, *at.info, *at.warning, *at.error]
    return "\n".join(part.value for part in parts)


def set_of(kind: str, seed: int = 7, n: int = 3) -> AppTest:
    at = open_page(set=str(seed), n=str(n), kinds=kind)
    assert not at.exception and not at.error
    return at


def known(at: AppTest, **record) -> AppTest:
    """The same visit with a record of progress."""
    at.session_state["_progress"] = Progress(**record)
    return at.run()


def reply(at: AppTest) -> AppTest:
    """Answer the present question somehow, and stop trying."""
    asked = question(at)
    if asked.cells:
        fill(at, ["98765"] * len(asked.cells))
    else:
        at.radio[0].set_value(0)
    press(at, "交答案")
    if not present(at).attempt.done:
        press(at, "看解答")
    return at
