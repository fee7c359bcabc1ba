"""The address: everything that a copied link restores, written and read in this one place.

A page's parameters are its own, or go along through the whole visit (`SHARED`). Layers, heads and
rows of tables count from 1 in the address, tokens from 0 ([CLS] is 0), as the pages show them.
What cannot be read is left out: a mangled address does no harm. Whether a value fits the sentence
or the model at hand is for the box that shows it (lib/ui/choices.py).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from lib.examples import OPENING
from lib.model import checkpoints
from lib.text import lengths

LONGEST = lengths.SENTENCE  # of a text in the address; a table may have more


@dataclass(frozen=True)
class Codec:
    """`read` raises ValueError on what is no value; `read(write(value)) == value`."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    between: str = ""  # what separates several values


def _one_line(text: str) -> str:
    return text[: LONGEST + 1]  # one too many: the box says that it was too long


def _whole(text: str) -> int:
    """“16”, or “16 书” as links said before."""
    found = re.fullmatch(r"([+-]?\d{1,9})(\s.*)?", text.strip(), re.ASCII | re.DOTALL)
    if found is None:
        raise ValueError(text[:20])
    return int(found[1])


def _ordinal(text: str) -> int:
    """“2”, or “第 2 个（第 8 个词元）”, from 1 in the address and from 0 in the code."""
    return _whole(text.strip().removeprefix("第").strip()) - 1


def _decimal(text: str) -> float:
    value = float(text[:40])
    if not math.isfinite(value):
        raise ValueError(text[:20])
    return value


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text.strip().lower()]


def _head(text: str) -> tuple[int, int]:
    layer, head = (int(part) for part in text.strip().split("-"))
    return layer - 1, head - 1


def _part(text: str) -> tuple[int, int | None]:
    """A head, “3-2”, or a whole layer, “3” (“第 3 层”)."""
    text = text.strip().removeprefix("第").removesuffix("层")
    return _head(text) if "-" in text else (int(text) - 1, None)


def _written_part(part: tuple[int, int | None]) -> str:
    layer, head = part
    return f"{layer + 1}" if head is None else f"{layer + 1}-{head + 1}"


def _token(text: str) -> int:
    """A blocked token: “16”, or “17 书” from the time when that box counted from 1."""
    return _whole(text) - (" " in text.strip())


def _model(text: str) -> str:
    """A key of the catalogue, or the label that links carried before."""
    titles = {entry.title: key for key, entry in checkpoints.CATALOGUE.items()}
    return titles.get(text.partition("（下载")[0], text[:LONGEST])


def _list(read: Callable[[str], Any], write: Callable[[Any], str], between: str) -> Codec:
    """Several values; those that cannot be read are left out, none comes twice."""

    def read_all(text: str) -> list:
        values = []
        for part in text[:LONGEST].split(between) if text else ():
            try:
                values.append(read(part))
            except (ValueError, KeyError):
                continue
        if not values and text:
            raise ValueError(text[:20])
        return list(dict.fromkeys(values))

    return Codec(read_all, lambda values: between.join(map(write, values)), between)


TEXT = Codec(_one_line, str)
WHOLE = Codec(_whole, str)
ROW = Codec(lambda text: _whole(text) - 1, lambda row: str(row + 1))
ORDINAL = Codec(_ordinal, lambda i: str(i + 1))
DECIMAL = Codec(_decimal, lambda value: f"{value:.10g}")
FLAG = Codec(_flag, lambda value: "true" if value else "false")
MODEL = Codec(_model, str)
TABLE = Codec(lambda text: text[: lengths.TABLE], str)
TOKENS = _list(_token, str, ".")
ROWS = _list(ROW.read, ROW.write, ".")
PARTS = _list(_part, _written_part, ".")
HEAD = Codec(_head, lambda head: f"{head[0] + 1}-{head[1] + 1}")
HEADS = _list(_head, lambda head: f"{head[0] + 1}-{head[1] + 1}", ".")
TEXTS = _list(_one_line, str, ",")

HEAD_CHOICE = {"layer": WHOLE, "head": WHOLE, "q": WHOLE}
# These go along from page to page, and stand in the address of every page.
SHARED = {
    "projector": FLAG,
    "s": TEXT,
    "s2": TEXT,
    "model": MODEL,
    "cut": TEXT,
    "cut2": TEXT,
} | HEAD_CHOICE
CHANGE = {"t": DECIMAL, "sqrt": FLAG}
LABORATORY = dict.fromkeys(("causal", "uniform", "one_more"), FLAG)
# A page's own; a name that is shared too is the page's own there.
KEYS = _list(_whole, str, ".")
OWN: dict[str, dict[str, Codec]] = {
    "origins": {"strength": DECIMAL, "red": DECIMAL, "away": TEXT, "goal": TEXT},
    "lookup": {
        **dict.fromkeys(("who", "surname", "look_at", "way", "ask"), TEXT),
        "apart": FLAG,
        "toward": WHOLE,
        "cool": DECIMAL,
        "queries": TEXTS,
        "li_age": WHOLE,
    },
    "softmax": {
        **{f"z{i}": DECIMAL for i in range(1, 7)},
        "scores": WHOLE,
        "plus": DECIMAL,
        "times": DECIMAL,
        "heat": DECIMAL,
        "draw": WHOLE,
        "dims": WHOLE,
        **HEAD_CHOICE,
    },
    "calculator": {
        "table": TABLE,
        "row": ROW,
        "blocked": ROWS,
        **CHANGE,
        "with_positions": FLAG,
        **LABORATORY,
    },
    "book": HEAD_CHOICE,
    "projections": {
        **dict.fromkeys(("toy_word", "cell_row", "toy_kind", "which_w"), TEXT),
        **dict.fromkeys(("learn_word", "learn_target"), TEXT),
        **dict.fromkeys(("cell_column", "toy_head", "w_row", "learn_steps"), WHOLE),
        "added": FLAG,
        **HEAD_CHOICE,
    },
    "chain": {"chain_kind": TEXT, "chain_token": WHOLE, **HEAD_CHOICE},
    "value_path": {"toy_word": TEXT},
    "why": {"k": WHOLE, "every": FLAG, "take": TEXT},
    "scoreboard": {"relation": TEXT, "by": HEAD, "many_from": TEXT, "many_to": TEXT},
    "sentence": {
        **dict.fromkeys(("unit", "view", "find_way", "find"), TEXT),
        "separators": FLAG,
        "from": WHOLE,
        "onto": WHOLE,
    },
    "side_by_side": {
        "toy": TEXT,
        "table": TABLE,
        "row": ROW,
        "blocked": ROWS,
        "keys": KEYS,
        "masked": TOKENS,
        **CHANGE,
        "with_positions": FLAG,
        **LABORATORY,
    },
    "verify": {"to": TEXT},
    "surgery": {
        "off": HEADS,
        "masked": TOKENS,
        "mask": ORDINAL,
        "follow": TEXT,
        "each": FLAG,
        "no_positions": FLAG,
        "no_separators": FLAG,
        "only": PARTS,
        **CHANGE,
        **LABORATORY,
    },
    "pairs": {
        **dict.fromkeys(("one", "other", "compare"), TEXT),
        "model2": MODEL,
        "layer2": WHOLE,
        "head2": WHOLE,
    },
    "practice": dict.fromkeys(("set", "n", "kinds", "level", "mode"), TEXT),
    "upbringing": {"point": WHOLE, **HEAD_CHOICE},
    "exam": dict.fromkeys(("exam", "got"), TEXT),
    "class_set": {"skills": TEXTS, "level": WHOLE},
    "glossary": {"find": TEXT},
}


@cache
def codecs(page: str) -> Mapping[str, Codec]:
    """Every parameter that the address of a page may have; a lesson has its step."""
    return SHARED | OWN.get(page, {}) | {f"{page}_step": TEXT}


def is_own(page: str, name: str) -> bool:
    """Whether the choice belongs to this page alone."""
    return name not in SHARED or name in OWN.get(page, {})


def decode(page: str, query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The values in an address: parameter → its texts (links once repeated a parameter)."""
    values = {}
    for name, codec in codecs(page).items():
        texts = query.get(name, ())
        if not texts:
            continue
        try:
            values[name] = codec.read(codec.between.join(texts) if codec.between else texts[-1])
        except (ValueError, KeyError):
            continue
    return values


def encode(page: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The address's parameters for a page; None, and what the page has no place for, are left out.

    A segmentation stands only beside the sentence that it spells.
    """
    query = {
        name: codec.write(values[name])
        for name, codec in codecs(page).items()
        if values.get(name) is not None
    }
    for cut, sentence in (("cut", values.get("s", OPENING)), ("cut2", values.get("s2", ""))):
        if cut in query and _plain(query[cut]) != _plain(sentence):
            del query[cut]
    return query


# The same sentence stands in the menu's two dozen links.
_quoted = lru_cache(maxsize=256)(quote_plus)


def written(query: Mapping[str, str]) -> str:
    """The address's part behind “?”."""
    return urlencode(query, quote_via=_quoted)


def _plain(text: str) -> str:
    from lib.heads import words  # here: it needs numpy, for which no page's title waits

    return text.replace(words.SEPARATOR, "")
