"""Residents in front of the kiosks: a line, and one visit per kiosk at a time.

Responsible for: who walks to which kiosk, the pace of touches, and leaving a screen as it was found. Not responsible for:
what a resident chooses (``visit``). Times are real seconds: a screen answers no faster because the day runs faster.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from virtual_hall.autopilot.ports import Hall
from virtual_hall.autopilot.residents import Resident
from virtual_hall.autopilot.visit import LEAVE, Step, StepKind, next_step, way_out
from virtual_hall.mirror import Layout, Target

LINE_LIMIT = 12
"""Whoever finds a longer line before the kiosks turns round."""
VISIT_LIMIT = 60.0
"""A visit that has led to nothing for so long is given up."""
WAY_OUT_LIMIT = 10.0
"""Whoever cannot bring the screen back to its invitation in this time just goes."""
SAME_TOUCH_GAP = 2.5
"""A touch that changed nothing is tried again after so long."""
SAME_CARD_GAP = 6.0
"""So is a card that was not read."""


@dataclass(slots=True)
class Visit:
    """One resident at one kiosk."""

    resident: Resident
    began: float
    next_at: float
    has_slip: bool = False
    card_at: float | None = None
    """When the card was laid on."""
    leaves_at: float | None = None
    """When the resident turned to go."""
    touched: dict[str, float] = field(default_factory=dict)
    """When each target was touched last."""


class Lobby:
    """The line and the kiosks."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._line: deque[Resident] = deque()
        self._visits: dict[str, Visit] = {}
        self.turned_away = 0

    @property
    def in_line(self) -> int:
        """Residents who wait for a kiosk or stand at one."""
        return len(self._line) + len(self._visits)

    def enter(self, resident: Resident) -> None:
        """Somebody comes through the door."""
        if len(self._line) >= LINE_LIMIT:
            self.turned_away += 1
        else:
            self._line.append(resident)

    def slip_taken(self, kiosk: str, offer: str) -> Resident | None:
        """A number for that service or package came out at that kiosk: the resident there takes it. None when it was
        somebody else's."""
        visit = self._visits.get(kiosk)
        if visit is None or visit.has_slip or visit.resident.wish.offer != offer:
            return None
        visit.has_slip = True
        return visit.resident

    def tick(self, now: float, pace: float) -> None:
        """Let everybody at a kiosk do what is due; ``pace`` is the pause between two touches in seconds."""
        for kiosk in self._hall.kiosks():
            visit = self._visits.get(kiosk)
            if visit is None:
                self._walk_up(kiosk, now, pace)
            elif now >= visit.next_at:
                visit.next_at = now + pace
                self._go_on(kiosk, visit, now)

    def _walk_up(self, kiosk: str, now: float, pace: float) -> None:
        layout = self._hall.layout(kiosk)
        if self._line and layout is not None and layout.screen == "home":
            self._visits[kiosk] = Visit(self._line.popleft(), began=now, next_at=now + pace)

    def _go_on(self, kiosk: str, visit: Visit, now: float) -> None:
        layout = self._hall.layout(kiosk)
        if layout is None:
            del self._visits[kiosk]
            return
        step = self._step(visit, layout, now)
        if step.kind is StepKind.LEAVE:
            self._leave(kiosk, visit, layout, now)
        elif step.kind is StepKind.TAP_CARD and visit.resident.person is not None:
            visit.card_at = now if self._hall.tap_card(kiosk, visit.resident.person) else None
        elif step.target is not None:
            self._touch(kiosk, visit, step.target, now)

    @staticmethod
    def _step(visit: Visit, layout: Layout, now: float) -> Step:
        if visit.leaves_at is not None or now - visit.began > VISIT_LIMIT:
            return LEAVE
        return next_step(
            visit.resident,
            layout,
            has_slip=visit.has_slip,
            card_shown=visit.card_at is not None and now - visit.card_at < SAME_CARD_GAP,
            touched=visit.touched,
        )

    def _leave(self, kiosk: str, visit: Visit, layout: Layout, now: float) -> None:
        """Go back step by step, so that the next one finds the invitation."""
        if visit.leaves_at is None:
            visit.leaves_at = now
        if layout.screen == "home" or now - visit.leaves_at > WAY_OUT_LIMIT:
            del self._visits[kiosk]
            return
        target = way_out(layout)
        if target is not None:
            self._touch(kiosk, visit, target, now)

    def _touch(self, kiosk: str, visit: Visit, target: Target, now: float) -> None:
        """Unless the same place was touched a moment ago."""
        if now - visit.touched.get(target.id, -SAME_TOUCH_GAP) >= SAME_TOUCH_GAP:
            visit.touched[target.id] = now
            self._hall.touch(kiosk, *target.centre)
