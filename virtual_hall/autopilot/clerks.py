"""What the clerk at a window does next: a small pure state machine with the time as an argument.

Responsible for: when to call, start, call again, give up and finish, and the detours of a working day. Not responsible
for: which key that is (``hands``) or what the queue answers. Times are seconds of the simulated day and only grow.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from drivers.keypad.port import KeyAction
from queue_server.wire.messages import PauseReason, WindowStatus
from virtual_hall.autopilot.ports import Press

RECALL_AFTER = 20.0
"""A clerk calls again when nobody has come for so long."""
LOST_KEY = 3.0
"""A press that had no effect for so many real seconds is repeated; the line may have been pulled out."""
HURRIED = 4.0
"""Above this speed of the day a clerk passes a number instead of calling it again: the hall keeps real seconds between
two calls, and the day would stand still meanwhile."""
WORK = (1.5 * 3600, 5 * 3600)
BREAK = (8 * 60, 25 * 60)
"""From one pause to the next, and how long one takes."""
BREAKS: dict[PauseReason, float] = {
    PauseReason.MEAL: 6,
    PauseReason.MEETING: 2,
    PauseReason.EQUIPMENT: 1,
    PauseReason.OTHER: 1,
}
"""Reasons of pauses and how often they are, relative to each other."""
DETOURS: dict[KeyAction | None, float] = {
    None: 95,
    KeyAction.PARK: 3,
    KeyAction.UNDO: 1,
    KeyAction.TRANSFER: 1,
}
"""What else happens to a ticket at a window, in hundredths."""
PARKED_AT = 0.4
"""Share of a session after which it turns out that something has to be fetched."""


@dataclass(frozen=True, slots=True)
class House:
    """Rules of the house that clerks keep."""

    max_calls: int = 3
    """Calls without an answer, and the number has passed."""
    recall_gap: float = 15.0
    """Real seconds between two calls of a number."""


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
    shown: str = ""
    """Digits of a passed number that somebody shows at the window."""
    parked: int = 0
    """Tickets put aside."""
    parked_back: bool = False
    """The resident of the one put aside last has come back."""
    other_window: int | None = None
    """Number of another window for this ticket's service."""
    away: bool = False
    """Paused, with a reason."""


class Clerk:
    """One clerk; ask ``decide`` again and again, it answers a key when it is time for one."""

    def __init__(self, rng: random.Random, house: House) -> None:
        self._rng, self._house = rng, house
        self._scene: WindowFacts | None = None
        self._since = 0.0
        self._rest = 0.0
        self._pressed_at: float | None = None
        self._detour: KeyAction | None = None
        self._next_break = 0.0
        self._break_ends: float | None = None

    def decide(self, facts: WindowFacts, now: float, *, speed: float = 1.0) -> Press | None:
        """The key to press now, None to wait. The hall answers a key no faster because its day runs at ``speed``."""
        self._look(facts, now)
        if self._pressed_at is not None and now - self._pressed_at < LOST_KEY * speed:
            return None
        press = self._wish(facts, now, speed)
        self._pressed_at = now if press is not None else None
        return press

    def _look(self, facts: WindowFacts, now: float) -> None:
        """Notice what has changed since the last look."""
        before = self._scene
        if before is not None and _scene(before) == _scene(facts):
            return
        if before is None or before.ticket != facts.ticket:
            self._detour = self._rng.choices(list(DETOURS), list(DETOURS.values()))[0]
        if before is None or before.status is WindowStatus.PAUSED:
            self._next_break, self._break_ends = now + self._rng.uniform(*WORK), None
        self._scene, self._since, self._pressed_at = facts, now, None
        self._rest = self._rng.uniform(4, 15)

    def _wish(self, facts: WindowFacts, now: float, speed: float) -> Press | None:
        elapsed = now - self._since
        match facts.status:
            case WindowStatus.IDLE:
                return self._when_idle(facts, now, elapsed)
            case WindowStatus.CALLED:
                return self._after_call(facts, elapsed, speed)
            case WindowStatus.SERVING:
                return self._while_serving(facts, elapsed)
            case WindowStatus.PAUSED:
                return self._on_a_break(facts, now)

    def _when_idle(self, facts: WindowFacts, now: float, elapsed: float) -> Press | None:
        """Who stands at the window comes before who waits in the hall."""
        if facts.shown:
            return Press(KeyAction.RESTORE, facts.shown)
        if facts.parked_back:
            return Press(KeyAction.RESUME_PARKED)
        if now >= self._next_break:
            reason = self._rng.choices(list(BREAKS), list(BREAKS.values()))[0]
            return Press(KeyAction.PAUSE, str(list(PauseReason).index(reason) + 1))
        return Press(KeyAction.CALL_NEXT) if facts.waiting > 0 and elapsed >= self._rest else None

    def _after_call(self, facts: WindowFacts, elapsed: float, speed: float) -> Press | None:
        if self._detour is KeyAction.UNDO:
            # Tried once: the hall takes calls back for some seconds only.
            self._detour = None
            return Press(KeyAction.UNDO)
        if facts.resident_here:
            return Press(KeyAction.START)
        if speed > HURRIED:
            return Press(KeyAction.NO_SHOW) if elapsed >= self._house.max_calls * RECALL_AFTER else None
        if elapsed < max(RECALL_AFTER, self._house.recall_gap * speed):
            return None
        return Press(KeyAction.NO_SHOW if facts.calls >= self._house.max_calls else KeyAction.RECALL)

    def _while_serving(self, facts: WindowFacts, elapsed: float) -> Press | None:
        if elapsed >= facts.session:
            return Press(KeyAction.FINISH)
        if self._detour is not None and elapsed >= PARKED_AT * facts.session:
            detour, self._detour = self._detour, None
            if detour is KeyAction.PARK and facts.parked == 0:
                return Press(KeyAction.PARK)
            if detour is KeyAction.TRANSFER and facts.other_window is not None:
                return Press(KeyAction.TRANSFER, str(facts.other_window))
        return None

    def _on_a_break(self, facts: WindowFacts, now: float) -> Press | None:
        """A window that was paused without a reason was closed by somebody who plays along, and stays so."""
        if not facts.away:
            return None
        if self._break_ends is None:
            self._break_ends = now + self._rng.uniform(*BREAK)
        return Press(KeyAction.PAUSE) if now >= self._break_ends else None


def _scene(facts: WindowFacts) -> tuple[object, ...]:
    """What a key can change; waiting people come and go by themselves."""
    return facts.status, facts.ticket, facts.calls, facts.shown, facts.parked
