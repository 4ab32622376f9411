"""Between rows and values.

Responsible for: how tickets, cards and instants are written into columns. Not responsible for: statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Status, Ticket

_STATUS = {str(status): status for status in Status}
_SLIP = {str(state): state for state in SlipState}

_MOVING_TIMES = frozenset(
    {"started_at", "finished_at", "called_at", "first_called_at", "parked_at", "queued_at"}
)

Row = Sequence[Any]
"""What a driver gives: columns by position."""


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 in UTC."""
    return round(at.timestamp() * 1000)


def from_ms(ms: int, zone: tzinfo) -> datetime:
    """The instant in ``zone``."""
    return datetime.fromtimestamp(ms / 1000, zone)


def optional_ms(at: datetime | None) -> int | None:
    """``to_ms`` of an instant that may be missing."""
    return None if at is None else to_ms(at)


def optional_instant(ms: int | None, zone: tzinfo) -> datetime | None:
    """``from_ms`` of a column that may be empty."""
    return None if ms is None else from_ms(ms, zone)


def ticket_from(row: Row, zone: tzinfo) -> Ticket:
    """The ticket in a row of ``statements.TICKET_COLUMNS``."""
    (
        ticket_id, number, service, day, position, issued_at, status, kiosk, slip,
        window, calls, called_at, started_at, finished_at, session_id,
        priority, turn, queued_at, first_called_at, no_shows, package, steps,
        for_window, parked_at, sessions, call_seq, clerk, ended_by_call,
    ) = row  # fmt: skip
    return Ticket(
        id=ticket_id,
        number=number,
        service=service,
        business_day=date.fromisoformat(day),
        position=position,
        issued_at=from_ms(issued_at, zone),
        status=_STATUS[status],
        kiosk=kiosk,
        slip=_SLIP[slip],
        window=window,
        calls=calls,
        called_at=optional_instant(called_at, zone),
        started_at=optional_instant(started_at, zone),
        finished_at=optional_instant(finished_at, zone),
        session_id=session_id,
        priority=priority,
        turn=turn,
        queued_at=optional_instant(queued_at, zone),
        first_called_at=optional_instant(first_called_at, zone),
        no_shows=no_shows,
        package=package,
        steps=tuple(steps.split(",")) if steps else (),
        for_window=for_window,
        parked_at=optional_instant(parked_at, zone),
        sessions=sessions,
        call_seq=call_seq,
        clerk=clerk,
        ended_by_call=bool(ended_by_call),
    )


def card_from(row: Row) -> SecondVisit:
    """The second-visit card in a row of code, service, package, last day and the ticket that used it."""
    code, service, package, until, used_by = row
    return SecondVisit(code, service, package, date.fromisoformat(until), used_by is not None)


def progress_columns(ticket: Ticket) -> dict[str, object]:
    """The columns that change while a ticket stays with its window, or ends there."""
    return {
        "status": str(ticket.status),
        "started_at": optional_ms(ticket.started_at),
        "finished_at": optional_ms(ticket.finished_at),
        "clerk": ticket.clerk,
        "ended_by_call": int(ticket.ended_by_call),
    }


def call_columns(ticket: Ticket) -> dict[str, object]:
    """The columns that change when a ticket is called, parked or passed as well."""
    return {
        **progress_columns(ticket),
        "window": ticket.window,
        "calls": ticket.calls,
        "called_at": optional_ms(ticket.called_at),
        "session_id": ticket.session_id,
        "first_called_at": optional_ms(ticket.first_called_at),
        "no_shows": ticket.no_shows,
        "parked_at": optional_ms(ticket.parked_at),
        "sessions": ticket.sessions,
        "call_seq": ticket.call_seq,
    }


def place_columns(ticket: Ticket) -> dict[str, object]:
    """The columns that change when a ticket goes to another place or line as well."""
    return {
        **call_columns(ticket),
        "service": ticket.service,
        "position": ticket.position,
        "turn": ticket.turn,
        "queued_at": optional_ms(ticket.queued_at),
        "steps": ",".join(ticket.steps),
        "for_window": ticket.for_window,
    }


def moved_back(ticket: Ticket, columns: Mapping[str, Any], zone: tzinfo) -> Ticket:
    """The ticket with the values of ``place_columns`` that it had before."""
    times = {name: optional_instant(columns[name], zone) for name in _MOVING_TIMES}
    steps = tuple(columns["steps"].split(",")) if columns["steps"] else ()
    values: dict[str, Any] = {**columns, **times, "steps": steps}
    values["status"], values["ended_by_call"] = _STATUS[columns["status"]], bool(columns["ended_by_call"])
    return replace(ticket, **values)


def ticket_columns(
    ticket: Ticket, hall: str, identity_digest: str | None, forecast: str | None
) -> dict[str, object]:
    """All columns of a new ticket, which counts as given for the service it waits for."""
    return {
        "id": ticket.id,
        "hall_id": hall,
        "number": ticket.number,
        "business_day": ticket.business_day.isoformat(),
        "issued_at": to_ms(ticket.issued_at),
        "kiosk": ticket.kiosk,
        "slip": str(ticket.slip),
        "priority": ticket.priority,
        "package": ticket.package,
        "given_for": ticket.service,
        "identity_digest": identity_digest,
        "forecast": forecast,
        **place_columns(ticket),
    }
