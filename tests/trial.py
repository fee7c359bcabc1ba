"""A run of some test files in a process of its own, which may be spoilt beforehand."""

import os
import sys
from collections.abc import Callable, Iterable

import pytest

OPTIONS = ["-x", "-q", "--tb=no", "-p", "no:playwright", "-p", "no:cacheprovider"]


def trial(tests: Iterable[str], spoil: Callable[[], object] = lambda: None) -> int:
    """pytest's exit code for these files, after `spoil` in the process that runs them."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        spoil()
        os._exit(int(pytest.main([*OPTIONS, *tests])))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
