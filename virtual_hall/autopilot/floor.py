"""The windows on autopilot: clerks at their keypads, and residents who come when called.

Responsible for: bringing clerks, residents and windows together. Not responsible for: what a clerk decides
(``clerks``), a resident is like (``residents``), who comes back when (``comebacks``), or rating (``raters``). Times are simulated
seconds.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from drivers.keypad.port import KeyAction
from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    Event,
    TicketCancelled,
    TicketFinished,
    TicketForwarded,
    TicketInterrupted,
    TicketNoShow,
    TicketParked,
    TicketRestored,
)
from queue_server.wire.messages import TicketStatus, TicketView, WindowStatus
from virtual_hall.autopilot.clerks import Clerk, House, WindowFacts
from virtual_hall.autopilot.comebacks import Comebacks
from virtual_hall.autopilot.ports import Hall, TicketSeen, WindowSeen
from virtual_hall.autopilot.raters import Raters
from virtual_hall.autopilot.residents import Resident

UNKNOWN_WALK = 15.0
UNKNOWN_SESSION = 240.0
"""For the tickets of people who play along: they are trusted to come."""
FETCHING = (120.0, 600.0)
"""How long somebody takes to copy or fill in what is missing."""
MAX_WAITING = 2000
"""Residents remembered by ticket; whose ticket is older has long gone home."""


class Floor:
    """Windows, their clerks and the residents that wait for them."""

    def __init__(self, hall: Hall, rng: random.Random, *, minutes: Mapping[str, float], house: House) -> None:
        """``minutes`` is the usual handling time per service."""
        self._hall, self._rng, self._minutes, self._house = hall, rng, minutes, house
        self._clerks: dict[str, Clerk] = {}
        self._holders: dict[str, Resident] = {}
        self._called: dict[str, tuple[str, float]] = {}
        self._comebacks = Comebacks()
        self._raters = Raters(hall, random.Random(rng.random()))

    def take_seat(self, ticket_id: str, resident: Resident) -> None:
        """The resident has a slip and waits for its number."""
        self._holders[ticket_id] = resident
        if len(self._holders) > MAX_WAITING:
            del self._holders[next(iter(self._holders))]

    def tick(self, now: float, speed: float) -> None:
        """Let every clerk and everybody who wants to rate do what is due; ``speed`` is the day's."""
        windows = self._hall.windows()
        for window in windows:
            self._work(window, windows, now, speed)
        self._raters.tick(now, speed)

    def notice(self, event: Event, now: float) -> None:
        """Something happened to a ticket: its resident acts on it."""
        match event:
            case TicketFinished(ticket=ticket):
                self._rate(ticket.window, self._holders.get(ticket.id), now)
                self._go_home(ticket.id)
            case TicketForwarded(ticket=ticket, from_window=window):
                self._rate(window, self._holders.get(ticket.id), now)
            case TicketNoShow(ticket=ticket):
                self._missed(ticket, now)
            case TicketRestored(ticket=ticket):
                self._back_in_line(ticket.id)
            case TicketParked(ticket=ticket):
                self._comebacks.has_gone_to_fetch(ticket.id, now + self._rng.uniform(*FETCHING))
            case TicketCancelled(ticket=ticket) | TicketInterrupted(ticket=ticket):
                self._go_home(ticket.id)
            case DayOpened() | DayClosed():
                self._comebacks.clear()
            case _:
                pass

    def _work(self, window: WindowSeen, windows: Sequence[WindowSeen], now: float, speed: float) -> None:
        clerk = self._clerks.get(window.id)
        if clerk is None:
            clerk = self._clerks[window.id] = Clerk(random.Random(self._rng.random()), self._house)
        shown = self._comebacks.shown_at(window.id, now)
        press = clerk.decide(self._facts(window, windows, shown, now), now, speed=speed)
        if press is None:
            return
        if press.action is KeyAction.RESTORE and shown is not None:
            self._comebacks.note_pressed(shown.id)
        self._hall.press_key(window.id, press)

    def _rate(self, window: str | None, resident: Resident | None, now: float) -> None:
        if window is not None and resident is not None:
            self._raters.add(window, resident, now)

    def _missed(self, ticket: TicketView, now: float) -> None:
        """The number was called in vain. Some come late and show it, unless it has been passed too often."""
        resident = self._holders.get(ticket.id)
        late = resident.late if resident is not None and ticket.status is not TicketStatus.VOID else None
        if late is None or ticket.window is None:
            self._go_home(ticket.id)
        else:
            self._comebacks.will_show(ticket.window, _seen(ticket), now + late)

    def _back_in_line(self, ticket_id: str) -> None:
        self._comebacks.forget(ticket_id)
        resident = self._holders.get(ticket_id)
        if resident is not None:
            self._holders[ticket_id] = replace(resident, comes=True)

    def _go_home(self, ticket_id: str) -> None:
        self._comebacks.forget(ticket_id)
        self._holders.pop(ticket_id, None)

    def _facts(
        self, window: WindowSeen, windows: Sequence[WindowSeen], shown: TicketSeen | None, now: float
    ) -> WindowFacts:
        ticket = window.ticket
        resident = self._holders.get(ticket.id) if ticket is not None else None
        return WindowFacts(
            status=window.status,
            ticket=ticket.number if ticket is not None else None,
            calls=ticket.calls if ticket is not None else 0,
            waiting=window.waiting,
            resident_here=self._has_come(window, resident, now),
            session=self._session(ticket, resident),
            shown=shown.digits if shown is not None else "",
            parked=len(window.parked),
            parked_back=bool(window.parked) and self._comebacks.is_back(window.parked[0], now),
            other_window=_other_window(window, windows),
            away=window.away,
        )

    def _session(self, ticket: TicketSeen | None, resident: Resident | None) -> float:
        if ticket is None or resident is None:
            return UNKNOWN_SESSION
        return 60 * self._minutes.get(ticket.service, UNKNOWN_SESSION / 60) * resident.pace

    def _has_come(self, window: WindowSeen, resident: Resident | None, now: float) -> bool:
        """Whether the walk since the first call of this visit is over."""
        ticket = window.ticket
        if ticket is None or window.status is not WindowStatus.CALLED:
            self._called.pop(window.id, None)
            return False
        ticket_id, since = self._called.get(window.id, ("", now))
        if ticket_id != ticket.id:
            since = now
        self._called[window.id] = (ticket.id, since)
        comes = resident.comes if resident is not None else True
        walk = resident.walk if resident is not None else UNKNOWN_WALK
        return comes and now - since >= walk


def _other_window(window: WindowSeen, windows: Sequence[WindowSeen]) -> int | None:
    """A colleague who serves the same."""
    if window.ticket is None:
        return None
    service = window.ticket.service
    open_ = (one for one in windows if one.id != window.id and one.status is not WindowStatus.PAUSED)
    return next((one.number for one in open_ if service in one.services), None)


def _seen(ticket: TicketView) -> TicketSeen:
    return TicketSeen(id=ticket.id, number=ticket.number, service=ticket.service, calls=ticket.calls)
