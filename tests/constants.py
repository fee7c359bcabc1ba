"""The numbers that decide: each made a little smaller and a little larger; does a test notice?

    make mutants                    # after its other errors
    python -m tests.constants       # these alone

mutmut leaves numbers at the top of a file alone, and a test that imports the number it is about
cannot notice that it has changed. A whole number loses and gains 1, any other a tenth. Prints a
row a number, and exits with 1 if one is free to change.
"""

import ast
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.trial import trial

COPY = Path("mutants")
EXPERIMENTS = "tests/experiments/test_{}.py"
PRACTICE = ("tests/course/practice",)
HEADS = ("tests/heads",)
SUBJECTS: dict[str, tuple[str, ...]] = {
    **{
        f"lib/experiments/{name}.py": (EXPERIMENTS.format(name),)
        for name in ("ablation", "claims", "luck", "many_claims", "replacements")
    },
    "lib/experiments/milestones.py": (EXPERIMENTS.format("film"),),
    **{
        f"lib/heads/{name}.py": HEADS
        for name in ("finding", "joining", "places", "relations", "roles", "words")
    },
    "lib/model/blanks.py": ("tests/model/test_families.py",),
    "lib/course/learner.py": ("tests/course/test_learner.py",),
    "lib/course/progress.py": ("tests/course/test_progress.py",),
    "lib/course/paper.py": ("tests/course/test_paper.py", f"{PRACTICE[0]}/test_exam.py"),
    "lib/course/practice/question.py": (f"{PRACTICE[0]}/test_question.py",),
    **{
        f"lib/course/practice/templates/{name}.py": PRACTICE
        for name in ("balance", "look", "look_habit", "look_heads", "look_says")
    },
}
# What takes long to import and is never changed: in memory before the first trial.
LIBRARIES = ("torch", "transformers.models.bert.modeling_bert", "pandas", "jieba", "hypothesis")


def numbers(source: str) -> Iterator[tuple[str, ast.Constant]]:
    """The numbers that a file gives names in capitals, at its top."""
    for node in ast.parse(source).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id.isupper()
            and isinstance(node.value, ast.Constant)
            and type(node.value.value) in (int, float)
        ):
            yield node.targets[0].id, node.value


def neighbours(value: int | float) -> tuple[int | float, int | float]:
    """The number a little smaller and a little larger."""
    step = 1 if isinstance(value, int) else value / 10
    return value - step, value + step


def changed(source: str, at: ast.Constant, value: int | float) -> str:
    """The source with another number in this place."""
    lines = source.splitlines(keepends=True)
    line = lines[at.lineno - 1].encode()
    new = line[: at.col_offset] + repr(value).encode() + line[at.end_col_offset :]
    return "".join([*lines[: at.lineno - 1], new.decode(), *lines[at.lineno :]])


def free(subject: str) -> list[str]:
    """The numbers of a file that can change without a test that notices, as “NAME = value”."""
    path, found = Path(subject), []
    source = path.read_text("utf-8")
    if trial(SUBJECTS[subject]) != 0:
        raise SystemExit(f"{subject}: {' '.join(SUBJECTS[subject])} fail as it is")
    for name, at in numbers(source):
        for value in neighbours(at.value):
            path.write_text(changed(source, at, value), "utf-8")
            alive = trial(SUBJECTS[subject]) == 0
            print(f"{subject:50} {name} = {value:g}: {'ALIVE' if alive else 'noticed'}", flush=True)
            found += [f"{name} = {value:g}"] if alive else []
    path.write_text(source, "utf-8")
    return found


def main() -> int:
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        (COPY / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, COPY / name)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.dont_write_bytecode = True  # two changes within a second would look like one to a cache
    os.chdir(COPY)
    sys.path.insert(0, os.getcwd())
    del sys.modules["tests"]  # this file's own package; from here on the copy's
    for name in LIBRARIES:
        importlib.import_module(name)
    alive = {subject: free(subject) for subject in sys.argv[1:] or SUBJECTS}
    return int(any(alive.values()))


if __name__ == "__main__":
    sys.exit(main())
