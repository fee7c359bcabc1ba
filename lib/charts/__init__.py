"""Altair charts: functions that take numbers and return a chart or its parts; none draws."""

from collections.abc import Sequence

import numpy as np

Columns = dict[str, Sequence | np.ndarray]  # a table: name of a column → its values
