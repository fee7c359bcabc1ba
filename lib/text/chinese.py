"""Chinese as the models were taught it: simplified characters, and one way to write [MASK]."""

import re
import unicodedata
from functools import cache
from typing import Any

MASK = "[MASK]"
# Brackets of a Chinese keyboard and others that people type for [MASK].
_COVERED = re.compile(r"[\[［【〔（(<＜〈《{｛]\s*mask\s*[\]］】〕）)>＞〉》}｝]", re.IGNORECASE)


def with_masks(text: str) -> str:
    """“【MASK】”, “［ｍａｓｋ］”, “<mask>”, “[ MASK ]” → “[MASK]”; all else as typed."""
    plain = "".join(
        unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and c.isalpha() else c for c in text
    )
    if len(plain) != len(text):  # never: those letters stay one character each
        return text
    parts, at = [], 0
    for found in _COVERED.finditer(plain):
        parts += [text[at : found.start()], MASK]
        at = found.end()
    return "".join([*parts, text[at:]])


@cache
def _converter() -> Any:
    import opencc  # its dictionary takes a quarter of a second: only where somebody needs it

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters made simplified, words at a time (OpenCC, “t2s”): 頭髮 → 头发."""
    return str(_converter().convert(text))
