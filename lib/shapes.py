"""Shapes in annotations, `Float[np.ndarray, "queries keys"]`: jaxtyping's, where they are checked.

mypy reads them, and the tests import jaxtyping before anything of ours. The app, which checks
nothing, does not wait for that import: it takes a tenth of all that the first picture needs.
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or "jaxtyping" in sys.modules:
    from jaxtyping import Bool, Float, Int
else:

    class Float:
        """Float[array type, shape] is the array type."""

        def __class_getitem__(cls, item: tuple[Any, str]) -> Any:
            return item[0]

    Bool = Int = Float

__all__ = ["Bool", "Float", "Int"]
