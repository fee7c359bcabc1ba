"""Results kept for all visitors, as many as fit in a number of bytes; the least used go first.

Streamlit's caches count entries, and one entry may weigh as much as a thousand others.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any


class Store:
    """Values by key. `size` tells the bytes of a value; together they stay within `budget`.

    The newest one is kept even where it alone is larger. Whoever asks for a value that is being
    made waits for it; an exception goes to the one who asked, and nothing is kept.
    """

    def __init__(self, budget: int, size: Callable[[Any], int]):
        self.budget, self.size = budget, size
        self.bytes = 0
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of `key`, made now if it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:  # another has made it meanwhile
                    return self._values[key]
            try:
                value = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._values[key] = value
                self.bytes += self.size(value)
                while self.bytes > self.budget and len(self._values) > 1:
                    self.bytes -= self.size(self._values.popitem(last=False)[1])
            return value

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._values)


_stores: list[Store] = []


def clear() -> None:
    """Forget everything in all stores that `stored` has made."""
    for store in _stores:
        store.clear()


def stored(budget: int, size: Callable[[Any], int]):
    """Decorator: the function's results in a Store, by its positional arguments (hashable)."""

    def decorate(function):
        store = Store(budget, size)
        _stores.append(store)

        @wraps(function)
        def call(*key):
            return store.get(key, lambda: function(*key))

        call.store, call.clear = store, store.clear
        return call

    return decorate
