"""A dictionary that forgets what was not used for longest, so that a kiosk can run for months."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class Bounded(Generic[KeyT, ValueT]):
    """Holds at most ``limit`` values; used by one thread."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: KeyT, make: Callable[[], ValueT]) -> ValueT:
        """The value of that key, made now when it is not held."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        if len(self._values) > self._limit:
            self._values.popitem(last=False)
        return value
