"""Altair charts: functions that take numbers or a tidy frame and return a chart; none draws."""

from typing import NamedTuple


class Inks(NamedTuple):
    """Text colours: on the page's ground, and on a cell of the fullest colour."""

    text: str
    on_full: str
