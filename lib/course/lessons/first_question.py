"""The question that is asked before anything is taught: what does “书” have most to do with?"""

import json

from lib import examples

# The sentence in words; the last 书 asks.
WORDS = ("我", "昨天", "在", "图书馆", "读", "了", "一", "本", "很", "有趣", "的")
MOST = 3

assert "".join(WORDS) + "书。" == examples.OPENING


def to_text(guess: list[str]) -> str:
    """For the browser's storage; empty where nothing was guessed."""
    return json.dumps(guess, ensure_ascii=False) if guess else ""


def from_text(text: str) -> list[str]:
    """The inverse of `to_text`; what is no guess counts as none."""
    try:
        stored = json.loads(text[:1000])
    except ValueError:
        return []
    if not isinstance(stored, list):
        return []
    return [word for word in WORDS if word in stored][:MOST]
