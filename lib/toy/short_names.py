"""A name that a learner gives to a row, cut where it may be cut."""

import unicodedata

LONGEST = 20
JOINER = "\u200d"  # between the parts of one emoji


def short(name: str, longest: int = LONGEST) -> str:
    """At most so many characters on one line, never ending inside what is seen as one sign.

    An emoji may be several characters: a base, a colour of skin, a variation, parts joined.
    """
    name = " ".join(name.split())
    end = min(len(name), longest)
    while 0 < end < len(name) and (_continues(name[end]) or name[end - 1] == JOINER):
        end -= 1
    return name[:end]


def _continues(character: str) -> bool:
    """Whether it belongs to the character before."""
    return (
        character == JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")  # accents, variation selectors
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # colours of skin
    )
