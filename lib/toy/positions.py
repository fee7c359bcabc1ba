"""Places in the toy: sinusoidal vectors added to its queries and keys."""

import numpy as np

from lib.toy.table import Toy


def sinusoidal(count: int, width: int) -> np.ndarray:
    """(count, width): column 2i is sin(place / 10000^(2i / width)), column 2i + 1 its cosine.

    Vaswani et al. 2017, section 3.5.
    """
    places = np.arange(count)[:, None]
    columns = np.arange(width)
    angles = places / 10_000 ** (2 * (columns // 2) / width)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


def placed(table: Toy) -> Toy:
    """The same table, the place of each row (from 0) added to its query and its key.

    Two rows of one text are two rows from then on: they get other weights, and give them.
    """
    query, key, value = table.arrays()
    return table.replaced(
        query + sinusoidal(*query.shape),
        key + sinusoidal(*key.shape),
        value,
    )
