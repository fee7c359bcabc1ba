"""The colours that mean something, for charts and formulas alike; the theme holds the others."""

from typing import NamedTuple

QUERY = "#5b60c9"
KEY = "#168a79"
VALUE = "#bd8423"
WEIGHT = "#c9402f"
NEGATIVE = "#3a76b0"  # where WEIGHT stands for positive numbers
GREY = "#8a8580"  # legible on paper and on the dark ground
PEOPLE = (WEIGHT, "#e59a7f", "#4f7fc0", "#9b6bc0")  # four rows of a table, the 张 alike

# The same as the ink of letters, on paper and on the dark ground: 4.5 : 1, as WCAG 2.2 asks.
INKS = {
    QUERY: ("#5b60c9", "#9094ea"),
    KEY: ("#127565", "#2fae9a"),
    VALUE: ("#8d6014", "#bd8423"),
    WEIGHT: ("#bf3a2a", "#e5674f"),
}


class Inks(NamedTuple):
    """Text colours: on the page's ground, and on a cell of the fullest colour."""

    text: str
    on_full: str
