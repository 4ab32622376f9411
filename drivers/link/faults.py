"""What a bad line does to the bytes that pass one way.

Responsible for: doing it in a way that a test can repeat exactly: everything random comes from a seed.
Not responsible for time or for handing bytes over (``pipe``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Faults:
    """What one direction does to the bytes that pass; the default does nothing."""

    one_byte_at_a_time: bool = False
    """Each read gets one byte."""
    glue: int = 1
    """Writes that a read gets in one piece; fewer come when the reader's time is over."""
    leading_garbage: bytes = b""
    """Comes before the first write."""
    loss: float = 0.0
    """Probability that a byte is lost."""
    corruption: float = 0.0
    """Probability that one bit of a byte is flipped."""
    delay: float = 0.0
    """Seconds before what was written can be read."""
    cut_after: int | None = None
    """Bytes that pass before the wire breaks: what follows is silence."""
    unplug_after: int | None = None
    """Bytes that pass before the cable is pulled: both ends get LinkLost."""
    seed: int = 0


NO_FAULTS = Faults()


class Disturbance:
    """The faults of one direction at work; remembers how much has passed."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._random = random.Random(faults.seed)
        self._garbage = faults.leading_garbage
        self._passed = 0

    @property
    def unplugs(self) -> bool:
        """True when so much has passed that the cable is to be pulled."""
        limit = self._faults.unplug_after
        return limit is not None and self._passed >= limit

    def pass_on(self, data: bytes) -> bytes:
        """What arrives when ``data`` is sent."""
        kept = bytes(self._flip(byte) for byte in data if self._random.random() >= self._faults.loss)
        arriving = self._garbage + self._up_to_the_break(kept)
        self._garbage = b""
        return arriving

    def _flip(self, byte: int) -> int:
        if self._random.random() < self._faults.corruption:
            return byte ^ (1 << self._random.randrange(8))
        return byte

    def _up_to_the_break(self, data: bytes) -> bytes:
        limits = [limit for limit in (self._faults.cut_after, self._faults.unplug_after) if limit is not None]
        if limits:
            data = data[: max(0, min(limits) - self._passed)]
        self._passed += len(data)
        return data
