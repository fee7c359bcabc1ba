"""How long a text a model may read here: what a Reading of it would take, computed beforehand."""

from dataclasses import dataclass

from lib.model import memory

TOGETHER = 32 * 2**20  # bytes of all readings that are kept beside each other
ALONE = 192 * 2**20  # of one long reading, which then is kept alone
WORKING = 16  # bytes a weight: what a page computes from all of them, for a moment


@dataclass(frozen=True)
class Kept:
    """What a Reading keeps of each head. half: its weights in half precision, three digits."""

    half: bool = False

    def bytes_of(self, layers: int, heads: int, head_dim: int, tokens: int) -> int:
        """Of a Reading: float32 vectors (query, key, value, context) and weights."""
        a_weight = 2 if self.half else 4
        return layers * heads * (a_weight * tokens**2 + 16 * tokens * head_dim)


FULL, HALF = Kept(), Kept(half=True)


def kept(
    layers: int, heads: int, head_dim: int, tokens: int, free: int | None = None
) -> Kept | None:
    """What to keep of a reading of so many tokens; None where it would not fit.

    The most that stands beside other readings, else the least, alone. free: bytes that the process
    may take; None asks the machine.
    """
    size = (layers, heads, head_dim, tokens)
    if free is None:
        free = (memory.free_mb() - memory.SPARE_MB) * 1_000_000
    working = WORKING * layers * heads * tokens**2
    for choice, most in ((FULL, TOGETHER), (HALF, ALONE)):
        taken = choice.bytes_of(*size)
        # What stands beside others in full is no more than a page costs anyway.
        if taken <= most and (choice is FULL or taken + working <= free):
            return choice
    return None


def longest(layers: int, heads: int, head_dim: int, positions: int, free: int | None = None) -> int:
    """The most tokens, up to what the model takes, that a reading may have here."""
    if free is None:
        free = (memory.free_mb() - memory.SPARE_MB) * 1_000_000
    low, high = 1, positions  # a reading of one token always fits
    while low < high:
        middle = (low + high + 1) // 2
        if kept(layers, heads, head_dim, middle, free) is None:
            high = middle - 1
        else:
            low = middle
    return low
