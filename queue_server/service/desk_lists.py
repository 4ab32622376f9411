"""Who waits and who was passed, for staff to choose from, and finding a ticket by its number.

Responsible for: reading them. Not responsible for: what everybody may see at once (``queries``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from queue_server.domain.calendar import business_day
from queue_server.domain.ticket import Ticket
from queue_server.service.call_number import numbers_meant
from queue_server.service.hall import Hall
from queue_server.service.next_calls import NextCalls
from queue_server.service.ports import Clock, ReadUnit, Store
from queue_server.service.views import ticket_view
from queue_server.wire.messages import TicketView

OF_EACH_LANE = 12
"""Of every service and class so many are listed: whoever is further back is found by number."""
AT_A_WINDOW = OF_EACH_LANE
"""So many a window's list names."""
PASSED = 40


@dataclass(frozen=True, slots=True)
class DeskLists:
    """The hall's lists."""

    waiting: tuple[TicketView, ...]
    """The first of every lane and those that were sent to one certain window: first those whom the windows will call, in that order,
    then those whom no window calls now."""
    passed: tuple[TicketView, ...]
    """Those that may come back, the latest first."""
    at_windows: Mapping[str, tuple[str, ...]]
    """By window, the ids of those whom it would call next if no other did, in that order; all are among ``waiting``."""


class Listing:
    """Reads one hall; safe to share between threads."""

    def __init__(self, store: Store, hall: Hall, clock: Clock) -> None:
        self._store = store
        self._hall = hall
        self._clock = clock

    def lists(self) -> DeskLists:
        """Both lists as of now; may raise StoreUnavailable."""
        now = self._clock.now().astimezone(self._hall.zone)
        with self._store.read() as unit:
            day = self._day(unit)
            calls = NextCalls.read(unit, self._hall, day, now, OF_EACH_LANE)
            waiting = calls.in_hall(len(calls.waiting))
            named = {ticket.id for ticket in waiting}
            waiting += sorted((t for t in calls.waiting if t.id not in named), key=lambda t: t.place)
            at_windows = {
                window: tuple(ticket.id for ticket in calls.at(window, AT_A_WINDOW))
                for window in self._hall.windows
            }
            passed = unit.passed(day, PASSED)
        return DeskLists(_views(waiting), _views(passed), at_windows)

    def find(self, text: str) -> tuple[TicketView, ...]:
        """Today's tickets that ``A007`` or ``a7`` means, or ``7`` where several services have that number."""
        names = numbers_meant(self._hall, text)
        with self._store.read() as unit:
            day = self._day(unit)
            found = [unit.by_number(day, name) for name in names]
        return _views([ticket for ticket in found if ticket is not None])

    def _day(self, unit: ReadUnit) -> date:
        return business_day(self._clock.now(), self._hall.zone, unit.opened_day)


def _views(tickets: Iterable[Ticket]) -> tuple[TicketView, ...]:
    return tuple(map(ticket_view, tickets))
