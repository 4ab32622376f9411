"""What the clerk at a window does next: a small pure state machine with the time as an argument.

Responsible for: when to call, start, call again, give up and finish. Not responsible for: which key that is
(``hands``) or what the queue answers. Times are seconds of the simulated day and only grow.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from drivers.keypad.port import KeyAction
from queue_server.wire.messages import WindowStatus

RECALL_AFTER = 20.0
"""A clerk calls again when nobody has come for so long."""
CALLS_BEFORE_NO_SHOW = 3
"""House rule of the field: three calls without an answer and the number has passed."""
LOST_KEY = 3.0
"""A press that had no effect for so many real seconds is repeated; the line may have been pulled out."""


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """What a clerk sees: the window, the number on the keypad and whether the resident stands there."""

    status: WindowStatus
    ticket: str | None
    calls: int
    waiting: int
    resident_here: bool
    session: float
    """How long this resident's business takes."""


class Clerk:
    """One clerk; ask ``decide`` again and again, it answers a key when it is time for one."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._scene: tuple[WindowStatus, str | None, int] | None = None
        self._since = 0.0
        self._rest = 0.0
        self._pressed_at: float | None = None

    def decide(self, facts: WindowFacts, now: float, *, speed: float = 1.0) -> KeyAction | None:
        """The key to press now, None to wait. The hall answers a key no faster because its day runs at ``speed``."""
        scene = (facts.status, facts.ticket, facts.calls)
        if scene != self._scene:
            self._scene, self._since, self._pressed_at = scene, now, None
            self._rest = self._rng.uniform(4, 15)
        if self._pressed_at is not None and now - self._pressed_at < LOST_KEY * speed:
            return None
        action = self._wish(facts, now - self._since)
        self._pressed_at = now if action is not None else None
        return action

    def _wish(self, facts: WindowFacts, elapsed: float) -> KeyAction | None:
        if facts.status is WindowStatus.IDLE:
            return KeyAction.CALL_NEXT if facts.waiting > 0 and elapsed >= self._rest else None
        if facts.status is WindowStatus.CALLED:
            return self._wish_after_call(facts, elapsed)
        if facts.status is WindowStatus.SERVING:
            return KeyAction.FINISH if elapsed >= facts.session else None
        return None

    @staticmethod
    def _wish_after_call(facts: WindowFacts, elapsed: float) -> KeyAction | None:
        if facts.resident_here:
            return KeyAction.START
        if elapsed < RECALL_AFTER:
            return None
        return KeyAction.NO_SHOW if facts.calls >= CALLS_BEFORE_NO_SHOW else KeyAction.RECALL
