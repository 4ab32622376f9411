"""One change of the hall in the making.

Responsible for: giving a use case the transaction, the hall and the time, and writing its events. Not responsible for: what
the use case does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from queue_server.domain.calendar import business_day
from queue_server.domain.ticket import Ticket
from queue_server.service.admission import Door
from queue_server.service.hall import Hall
from queue_server.service.ports import StoredEvent, WriteUnit
from queue_server.service.views import service_queue, ticket_view
from queue_server.service.waits.board import WaitBoard
from queue_server.wire.events import DayOpened, EventBase
from queue_server.wire.messages import ServiceQueue, TicketView

REQUESTS_KEPT = timedelta(days=7)
"""How long a request id is remembered: longer than any outbox stays away."""


@dataclass(frozen=True)
class Change:
    """A transaction, and what every use case needs beside it."""

    unit: WriteUnit
    hall: Hall
    now: datetime
    """In the hall's zone, whole milliseconds."""
    day: date
    waits: WaitBoard
    _views: dict[Ticket, TicketView] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def begin(cls, unit: WriteUnit, hall: Hall, now: datetime, waits: WaitBoard) -> Change:
        """A change at ``now``; the first one of a business day opens the day."""
        day = business_day(now, hall.zone, unit.opened_day)
        change = cls(unit, hall, now, day, waits)
        if unit.opened_day != day:
            unit.start_day(day, forget_before=now - REQUESTS_KEPT)
            change.emit(DayOpened, business_day=day)
        return change

    @cached_property
    def door(self) -> Door:
        """Whether services give numbers, as this change has left the queue so far."""
        return Door(self.hall, self.unit, self.day, self.now, self.waits)

    def view(self, ticket: Ticket) -> TicketView:
        """The ticket as everybody may see it: made once, for the event and the answer tell of the same one."""
        view = self._views.get(ticket)
        if view is None:
            view = self._views[ticket] = ticket_view(ticket)
        return view

    def emit(self, build: Callable[..., EventBase], service: str | None = None, **facts: object) -> None:
        """Append the event that ``build`` makes of the facts."""
        seq = self.unit.last_seq + 1
        event = build(seq=seq, at=self.now, hall=self.hall.id, **facts)
        kind: str = event.type  # type: ignore[attr-defined] # every concrete event has it
        self.unit.append_event(StoredEvent(seq, kind, event.model_dump_json(), service), self.now)

    def emit_ticket(self, build: Callable[..., EventBase], ticket: Ticket, **facts: object) -> None:
        """Append an event about a ticket, with its service's queue as it stands after the change."""
        queue = self.queue(ticket.service)
        self.emit(build, service=ticket.service, ticket=self.view(ticket), queue=queue, **facts)

    def queue(self, service: str) -> ServiceQueue:
        """A service's queue as this change has left it so far."""
        waiting = self.unit.waiting(self.day).get(service, 0)
        return service_queue(self.door, service, waiting, self.unit.windows(self.day))
