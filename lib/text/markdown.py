"""A learner's text inside Markdown."""

import re


def escape(text: str) -> str:
    """Text that Markdown shows as typed, on one line: nothing in it is read as markup."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    # A word joiner, which is invisible, keeps “:name:” from becoming an emoji, and “www.a.b” and
    # “a@b.c” from becoming links: Streamlit looks for those after the escapes are gone.
    joined = re.sub(r"(\\[:@]|www(?=\\\.))", "\\1\u2060", escaped, flags=re.IGNORECASE)
    return " ".join(joined.split())
