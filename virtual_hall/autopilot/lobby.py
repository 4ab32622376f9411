"""Residents in front of the kiosks: a line, and one visit per kiosk at a time.

Responsible for: who walks to which kiosk and the pace of touches. Not responsible for: what a resident chooses
(``residents``). Times are real seconds: a screen answers no faster because the day runs faster.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from virtual_hall.autopilot.ports import Hall, TicketSeen
from virtual_hall.autopilot.residents import Resident, Step, StepKind, next_step
from virtual_hall.mirror import Target

LINE_LIMIT = 12
"""Whoever finds a longer line before the kiosks turns round."""
VISIT_LIMIT = 30.0
"""A visit that has led to nothing for so long is given up."""
SAME_TOUCH_GAP = 2.5
"""A touch that changed nothing is tried again after so long."""
_LEAVING = ("done", "cancel", "home")


@dataclass(slots=True)
class Visit:
    """One resident at one kiosk."""

    resident: Resident
    began: float
    next_at: float
    has_slip: bool = False
    card_shown: bool = False
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

    def slip_taken(self, kiosk: str, ticket: TicketSeen) -> Resident | None:
        """A number came out at that kiosk: the resident there takes it. None when it was somebody else's."""
        visit = self._visits.get(kiosk)
        if visit is None or visit.has_slip or visit.resident.service != ticket.service:
            return None
        visit.has_slip = True
        return visit.resident

    def tick(self, now: float, pace: float) -> None:
        """Let everybody at a kiosk do what is due; ``pace`` is the pause between two touches in seconds."""
        for kiosk in self._hall.kiosks():
            if kiosk not in self._visits:
                self._walk_up(kiosk, now, pace)
            elif now >= self._visits[kiosk].next_at:
                self._go_on(kiosk, self._visits[kiosk], now, pace)

    def _walk_up(self, kiosk: str, now: float, pace: float) -> None:
        layout = self._hall.layout(kiosk)
        if self._line and layout is not None and layout.screen == "home":
            self._visits[kiosk] = Visit(self._line.popleft(), began=now, next_at=now + pace)

    def _go_on(self, kiosk: str, visit: Visit, now: float, pace: float) -> None:
        visit.next_at = now + pace
        layout = self._hall.layout(kiosk)
        if layout is None or now - visit.began > VISIT_LIMIT:
            self._leave(kiosk)
            return
        step = next_step(visit.resident, layout, has_slip=visit.has_slip, card_shown=visit.card_shown)
        self._carry_out(kiosk, visit, step, now)

    def _carry_out(self, kiosk: str, visit: Visit, step: Step, now: float) -> None:
        if step.kind is StepKind.LEAVE:
            self._leave(kiosk)
        elif step.kind is StepKind.TAP_CARD:
            visit.card_shown = self._hall.tap_card(kiosk)
        elif (
            step.target is not None
            and now - visit.touched.get(step.target.id, -SAME_TOUCH_GAP) >= SAME_TOUCH_GAP
        ):
            visit.touched[step.target.id] = now
            self._touch(kiosk, step.target)

    def _leave(self, kiosk: str) -> None:
        """Walk away, leaving the screen ready for the next one where it offers that."""
        del self._visits[kiosk]
        layout = self._hall.layout(kiosk)
        if layout is None or layout.screen == "home":
            return
        for name in _LEAVING:
            target = layout.target(name)
            if target is not None:
                self._touch(kiosk, target)
                return

    def _touch(self, kiosk: str, target: Target) -> None:
        self._hall.touch(kiosk, *target.centre)
