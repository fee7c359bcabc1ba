"""Errors that are meant for the person at the keyboard."""

import sys
from collections.abc import Callable


class PipelineError(Exception):
    """What happened and what to do about it, in one or two sentences."""


def exit_with_message(main: Callable[[], None]) -> None:
    """Run `main`; print a PipelineError without a traceback and exit with status 1."""
    try:
        main()
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
