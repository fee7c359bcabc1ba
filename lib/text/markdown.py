"""A learner's text inside Markdown."""

import re


def escape(text: str) -> str:
    """Text that Markdown shows as typed, on one line: nothing in it is read as markup."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    # A word joiner keeps “:name:” from becoming an emoji; it is invisible.
    return " ".join(escaped.split()).replace("\\:", "\\:\u2060")
