"""A dictionary that forgets what was not used for longest, so that a kiosk can run for months."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class Bounded(Generic[KeyT, ValueT]):
    """Holds at most ``limit`` values, and no more weight than ``most``; used by one thread."""

    def __init__(self, limit: int, *, weigh: Callable[[ValueT], int] = lambda _: 0, most: int = 0) -> None:
        """``weigh`` tells what a value costs, such as its bytes; the newest value is kept whatever it weighs."""
        self._limit = limit
        self._weigh = weigh
        self._most = most
        self._weight = 0
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: KeyT, make: Callable[[], ValueT]) -> ValueT:
        """The value of that key, made now when it is not held."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        self._weight += self._weigh(value)
        while len(self._values) > 1 and (len(self._values) > self._limit or self._weight > self._most):
            _, forgotten = self._values.popitem(last=False)
            self._weight -= self._weigh(forgotten)
        return value
