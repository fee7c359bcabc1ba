"""Altair charts: functions that take numbers and return a chart or its parts; none draws."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Columns = dict[str, Sequence | np.ndarray]  # a table: name of a column → its values


class Inks(NamedTuple):
    """Text colours: on the page's ground, and on a cell of the fullest colour."""

    text: str
    on_full: str
