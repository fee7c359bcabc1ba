"""Names that repeat are told apart by their places: of two 书 one is “书·6”, the other “书·16”."""

from collections import Counter
from collections.abc import Iterable, Sequence


def apart(names: Sequence[str], places: Iterable[int | str] | None = None) -> list[str]:
    """Each name; one that occurs more than once with its place, or its index if None are given."""
    often = Counter(names)
    at = range(len(names)) if places is None else places
    return [f"{n}·{i}" if often[n] > 1 else n for n, i in zip(names, at, strict=True)]


def both_places(left: Iterable[int], right: Iterable[int]) -> list[str]:
    """Of what stands in two sentences: “4”, or “4/3” where it stands elsewhere in the other."""
    return [f"{a}" if a == b else f"{a}/{b}" for a, b in zip(left, right, strict=True)]
