"""看代码: every function shown on a page is told in a line of Chinese."""

import ast
from pathlib import Path

from lib.ui.code import told

ROOT = Path(__file__).parents[2]


def shown() -> set[str]:
    """The names of all functions given to show_code."""
    names = set()
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("lib/ui/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "show_code":
                for given in node.args:
                    if isinstance(given, ast.Attribute | ast.Name):
                        names.add(getattr(given, "attr", None) or given.id)
    return names


def test_every_function_that_is_shown_is_told_in_chinese():
    assert len(shown()) > 15
    assert shown() <= told().keys()
    assert all(any("\u4e00" <= c <= "\u9fff" for c in line) for line in told().values())
