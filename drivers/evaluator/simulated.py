"""Evaluator in memory.

Responsible for: keeping the port's promises without a wire, letting a test or a page press grades and see
what the device shows, and failing on command. Not responsible for: bytes (``ff68_emulator``).
"""

from __future__ import annotations

import threading
from collections import deque

from drivers.errors import DeviceError, LinkLost
from drivers.evaluator.port import RatingPress

MOST_STARS = 5


class SimulatedEvaluator:
    """Implements ``drivers.evaluator.port.Evaluator``; may be used from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._presses: deque[RatingPress] = deque()
        self._pressed = 0
        self._inviting = False
        self._invitations = 0
        self._thanked: list[RatingPress] = []
        self._stars: int | None = None
        self._failure: DeviceError | None = None

    # --- the resident's side ---

    def press(self, level: int | None, *, at: float | None = None) -> RatingPress:
        """Press a grade (None: a key without meaning) at that time; the answer is what the driver's user will get."""
        with self._changed:
            self._pressed += 1
            press = RatingPress(level, self._pressed.to_bytes(4, "big"), at)
            self._presses.append(press)
            self._changed.notify_all()
            return press

    @property
    def inviting(self) -> bool:
        """True from the invitation until the thanks."""
        with self._changed:
            return self._inviting

    @property
    def invitations(self) -> int:
        """How often residents were invited."""
        with self._changed:
            return self._invitations

    @property
    def thanked(self) -> tuple[RatingPress, ...]:
        """All presses thanked for, in order."""
        with self._changed:
            return tuple(self._thanked)

    @property
    def stars(self) -> int | None:
        """Stars shown; None: never set."""
        with self._changed:
            return self._stars

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None; waiting callers get it at once."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    # --- the port ---

    def invite(self) -> None:
        """Invite the resident."""
        with self._changed:
            self._check()
            self._inviting = True
            self._invitations += 1

    def next_rating(self, timeout: float) -> RatingPress | None:
        """Wait up to ``timeout`` seconds for a press."""
        with self._changed:
            self._changed.wait_for(lambda: self._presses or self._failure, timeout)
            self._check()
            return self._presses.popleft() if self._presses else None

    def thank(self, press: RatingPress) -> None:
        """Thank for the press."""
        with self._changed:
            self._check()
            self._inviting = False
            self._thanked.append(press)

    def show_stars(self, stars: int) -> None:
        """Show 0 to 5 stars; raises ValueError for others."""
        if not 0 <= stars <= MOST_STARS:
            raise ValueError(f"{stars} stars: only 0 to {MOST_STARS} can be shown")
        with self._changed:
            self._check()
            self._stars = stars

    def close(self) -> None:
        """Raise LinkLost from now on."""
        self.fail_with(LinkLost("this simulated evaluator has been closed"))

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
