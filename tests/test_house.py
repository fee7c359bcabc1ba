"""The house itself: imports go one way, and every file has a name of its own."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room may import those before it, and itself.
ORDER = (
    "lib.shapes",
    "lib.attention",
    "lib.text",
    "lib.model",
    "lib.examples",
    "lib.heads",
    "lib.experiments",
    "lib.toy",
    "lib.anatomy",
    "lib.precompute",
    "lib.charts",
    "lib.export",
    "lib.course",
    "lib.ui",
    "pages",
)
FILES = sorted([*ROOT.glob("lib/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "streamlit_app.py"])


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__").replace("streamlit_app", "pages.door")


def room(name: str) -> int:
    """The place in ORDER of the room that a dotted name lies in; −1 for `lib` itself."""
    found = [i for i, at in enumerate(ORDER) if name == at or name.startswith(f"{at}.")]
    return found[0] if found else -1


MODULES = {module(path): path for path in FILES}


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES else node.module)
    return {name for name in found if name in MODULES}


def test_every_file_of_lib_lies_in_a_room():
    assert [name for name in MODULES if room(name) < 0] == ["lib"]


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name):
    later = {other for other in imports(MODULES[name]) if room(other) > room(name)}
    assert not later, f"{name} reaches up to {later}"


def test_no_circle_of_imports():
    left = {name: imports(path) - {name} for name, path in MODULES.items()}
    # A package's own name is imported with each of its files; it waits for nobody here.
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    left = {name: others - packages for name, others in left.items() if name not in packages}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    assert not left, f"in a circle: {sorted(left)}"


def test_no_two_files_have_one_name():
    names = Counter(path.name for path in FILES if path.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_no_file_holds_two_ideas():
    """A file that grows beyond 300 lines is asked which two ideas live in it."""
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {path.name: size for path, size in sizes.items() if size > 300} == {}


def test_every_percentage_is_written_by_one_hand():
    """“0%” and “100%” are kept for what is nothing and all: only `numbers` formats shares."""
    formatted = re.compile(r":\+?\.?\d*%\}")
    own = {
        "numbers.py",
        "script.py",  # what a learner takes along runs without us
        "figures.py",  # a style sheet's percentage
    }
    found = [path.name for path in FILES if formatted.search(path.read_text("utf-8"))]
    assert set(found) <= own
