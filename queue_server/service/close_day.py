"""Use cases: no more numbers today, or numbers again."""

from __future__ import annotations

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.service.change import Change
from queue_server.wire.events import DayClosed, DayReopened
from queue_server.wire.messages import Answer, DayAnswer

PARKED_LOOKED_AT = 10_000


def close_day(change: Change) -> Answer:
    """Stop giving numbers and let everybody expire who still waits; the history stays.

    Raises Refusal ``window_busy`` while a window holds a ticket: whoever is at a window is served to the end.
    """
    unit = change.unit
    if unit.held(change.day):
        raise Refusal(Code.WINDOW_BUSY, "a window still holds a ticket; finish it first")
    left = [*unit.lines(change.day), *unit.parked(change.day, PARKED_LOOKED_AT)]
    for ticket in left:
        unit.save_ticket(ticket, tickets.expire(ticket, change.now))
    if left or unit.closed_day != change.day:
        unit.set_closed(change.day)
        change.emit(DayClosed, business_day=change.day, expired=len(left))
    return DayAnswer(business_day=change.day, closed=True, expired=len(left))


def reopen_day(change: Change) -> Answer:
    """Give numbers again; what has expired stays expired."""
    if change.unit.closed_day == change.day:
        change.unit.set_closed(None)
        change.emit(DayReopened, business_day=change.day)
    return DayAnswer(business_day=change.day, closed=False, expired=0)
