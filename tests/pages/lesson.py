"""A lesson's page without a browser: opened at a step, with an address."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]

HOSTILE = ("0", "99", "-1", "abc", "1.5", "", "<script>alert(1)</script>", "[[x]]", "１")


def hostile(names: tuple[str, ...], steps: tuple[int, ...]) -> list[tuple[int | str, dict]]:
    """(step, query): each hostile value as the step, and each step with one in every box.

    The boxes take turns, so that a box meets all values; what each kind of box makes of each
    kind of rubbish is in tests/ui/test_address.py.
    """
    return [
        (step, {name: HOSTILE[(i + at) % len(HOSTILE)] for i, name in enumerate(names)})
        for at, step in enumerate((*HOSTILE, *steps))
    ]


def open_lesson(key: str, step: int | str = 1, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at.switch_page(f"pages/{key}.py")
    at.query_params[f"{key}_step"] = str(step)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def words(at: AppTest) -> str:
    """Everything that stands on the page as text, formulas and tables included."""
    tables = [table.value.to_string() for table in at.table]
    metrics = [f"{metric.label} {metric.value}" for metric in at.metric]
    texts = [m.value for m in [*at.markdown, *at.latex, *at.caption]]
    return "\n".join([*texts, *tables, *metrics])


def hyphens(at: AppTest) -> list[str]:
    """Cells of tables that write a number with a hyphen for its minus sign."""
    cells = [str(cell) for table in at.table for cell in table.value.to_numpy().ravel()]
    return [cell for cell in cells if re.match(r"-\d", cell)]


def button(at: AppTest, label: str):
    return next(b for b in at.button if b.label.startswith(label))
