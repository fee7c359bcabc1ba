"""Small errors in the code that decides things: does a test notice each?

    make mutants                                   # every subject
    python -m tests.mutants lib/attention.py       # one
    python -m tests.mutants --sample 60            # at most 60 of each, drawn with a seed

mutmut makes the mutants, all in one copy of the tree (`mutants/`). Its own run asks for each one
every test that ever calls the function; here each subject has the few files that are about it,
and a mutant costs a fork instead of a start: minutes instead of hours. Mutants that differ in the
wording of a Chinese text alone are left out. Prints a row a subject, then the survivors.
"""

import argparse
import ast
import contextlib
import copy
import gc
import io
import json
import os
import random
import re
import resource
import shutil
import sys
from pathlib import Path

import mutmut.__main__ as mutmut
import pytest
from mutmut.configuration import config
from mutmut.mutation.trampoline import set_mutant_under_test

from tests import trial as trials

EXPERIMENTS = "tests/experiments/test_{}.py"
TOY = ("tests/toy",)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "lib/attention.py": ("tests/test_attention.py",),
    "lib/text/numbers.py": ("tests/text/test_numbers.py",),
    "lib/model/intervention.py": (
        "tests/model/test_intervention.py",
        "tests/model/test_bert_changes.py",
    ),
    "lib/heads/measures.py": ("tests/heads/test_measures.py", "tests/heads/test_measuring.py"),
    "lib/heads/roles.py": ("tests/heads/test_roles.py",),
    "lib/heads/words.py": ("tests/heads/test_words.py",),
    "lib/experiments/claims.py": (EXPERIMENTS.format("claims"),),
    "lib/experiments/answer.py": (EXPERIMENTS.format("claims"),),
    "lib/experiments/contrast.py": (EXPERIMENTS.format("contrast"),),
    "lib/experiments/ablation.py": (EXPERIMENTS.format("ablation"),),
    "lib/experiments/beside.py": (EXPERIMENTS.format("ablation"),),
    "lib/experiments/luck.py": (EXPERIMENTS.format("luck"),),
    "lib/experiments/many_claims.py": (EXPERIMENTS.format("many_claims"),),
    "lib/experiments/replacements.py": (EXPERIMENTS.format("replacements"),),
    "lib/experiments/first_view.py": (EXPERIMENTS.format("first_view"),),
    "lib/experiments/film.py": (EXPERIMENTS.format("film"),),
    "lib/experiments/milestones.py": (EXPERIMENTS.format("film"),),
    "lib/experiments/treebank_examples.py": (EXPERIMENTS.format("treebank_examples"),),
    "lib/experiments/two_checkpoints.py": (EXPERIMENTS.format("two_checkpoints"),),
    "lib/course/progress.py": ("tests/course/test_progress.py",),
    "lib/course/practice/question.py": ("tests/course/practice/test_question.py",),
    "lib/toy/table.py": TOY,
    "lib/toy/matrices.py": TOY,
    "lib/toy/storage.py": TOY,
    "lib/toy/multi_head.py": TOY,
    "lib/toy/learning.py": TOY,
    "lib/toy/from_head.py": TOY,
    "lib/toy/short_names.py": TOY,
}
PATIENCE = 60  # seconds of the processor's time: a mutant that never ends counts as killed
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")


class _Wording(ast.NodeTransformer):
    """Every Chinese text becomes the same one; a function's name is its own business."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and CHINESE.search(node.value):
            return ast.Constant("…")
        return node


def mutants(subject: str) -> dict[str, str]:
    """Name of each mutant of a subject → its function's source; wordings left out."""
    tree = ast.parse(Path("mutants", subject).read_text("utf-8"))
    functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    listed = json.loads(Path("mutants", f"{subject}.meta").read_text("utf-8"))
    found = {}
    for name in listed["exit_code_by_key"]:
        short = name.rsplit(".", 1)[1]
        mutant, original = functions[short], functions[f"{short.rsplit('_', 1)[0]}_orig"]
        if _meaning(mutant) != _meaning(original):
            found[name] = difference(original, mutant)
    return found


def _meaning(function: ast.FunctionDef) -> str:
    plain = _Wording().visit(copy.deepcopy(function))
    return ast.dump(ast.Module(plain.body, [])) + ast.dump(plain.args)


def difference(original: ast.FunctionDef, mutant: ast.FunctionDef) -> str:
    """The lines that a mutant has changed: “old → new”."""
    old, new = (ast.unparse(f).replace(f.name, "…").splitlines() for f in (original, mutant))
    lost = [line.strip() for line in old if line not in new]
    come = [line.strip() for line in new if line not in old]
    return f"{' ⏎ '.join(lost)} → {' ⏎ '.join(come)}"


def trial(tests: tuple[str, ...], mutant: str) -> int:
    """pytest's exit code for these files with one mutant at work."""

    def spoil() -> None:
        if mutant:
            resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        set_mutant_under_test(mutant)

    return trials.trial(tests, spoil)


def survivors(subject: str, options: argparse.Namespace) -> tuple[int, int, list[str]]:
    """(mutants that there are, tried, those that no test noticed)."""
    there = mutants(subject)
    tried = sorted(name for name in there if re.search(options.match, name))
    if options.sample is not None and options.sample < len(tried):
        tried = sorted(random.Random(f"{options.seed} {subject}").sample(tried, options.sample))
    tests = SUBJECTS[subject]
    os.chdir("mutants")
    try:
        if trial(tests, "") != 0:
            raise SystemExit(f"{subject}: {' '.join(tests)} fail without any mutant")
        alive = [name for name in tried if trial(tests, name) == 0]
    finally:
        os.chdir("..")
    return len(there), len(tried), [f"{name}: {there[name]}" for name in alive]


def generate(subjects: list[str]) -> None:
    """The copy of the tree with its mutants, and all that tests import already in memory."""
    shutil.rmtree("mutants", ignore_errors=True)
    Path("mutants").mkdir()
    config().only_mutate = subjects
    set_mutant_under_test("mutant_generation")
    with contextlib.redirect_stdout(io.StringIO()):
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(os.cpu_count() or 1)
    set_mutant_under_test("")
    os.chdir("mutants")
    sys.path.insert(0, os.getcwd())
    del sys.modules["tests"]  # this file's own package; from here on the copy's
    files = sorted({test for subject in subjects for test in SUBJECTS[subject]})
    # Collected only: what a run would keep in caches must be computed anew under each mutant.
    pytest.main(["--collect-only", "-qqq", *trials.OPTIONS[2:], *files])
    from lib.model import loading

    loading._libraries()
    import hypothesis

    quick = hypothesis.settings(
        deadline=None,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    hypothesis.settings.register_profile("mutants", quick)
    hypothesis.settings.load_profile("mutants")
    os.chdir("..")
    gc.freeze()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("subjects", nargs="*", default=list(SUBJECTS))
    parser.add_argument("--sample", type=int, help="at most so many of each subject")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--match", default="", help="only mutants whose name this expression finds")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    generate(options.subjects)
    whole, tested, alive = 0, 0, []
    for subject in options.subjects:
        there, tried, left = survivors(subject, options)
        whole, tested, alive = whole + there, tested + tried, alive + left
        share = 1 - len(left) / tried if tried else 1
        print(f"{subject:40} {there:5} there {tried:5} tried {share:7.1%} killed", flush=True)
        for line in left:
            print(f"    {line}", flush=True)
    print(
        f"{whole} there, {tested} tried, {len(alive)} alive: {1 - len(alive) / tested:.1%} killed"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
