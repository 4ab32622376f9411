"""Between rows and values.

Responsible for: how tickets and instants are written into columns. Not responsible for: statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Status, Ticket

_STATUS = {str(status): status for status in Status}
_SLIP = {str(state): state for state in SlipState}

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


def ticket_from(row: Row, zone: tzinfo) -> Ticket:
    """The ticket in a row of ``statements.TICKET_COLUMNS``."""
    (
        ticket_id, number, service, day, position, issued_at, status, kiosk, slip,
        window, calls, called_at, started_at, finished_at, session_id,
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
        called_at=None if called_at is None else from_ms(called_at, zone),
        started_at=None if started_at is None else from_ms(started_at, zone),
        finished_at=None if finished_at is None else from_ms(finished_at, zone),
        session_id=session_id,
    )


def moved_columns(ticket: Ticket) -> dict[str, object]:
    """The columns that moves change."""
    return {
        "status": str(ticket.status),
        "window": ticket.window,
        "calls": ticket.calls,
        "called_at": optional_ms(ticket.called_at),
        "started_at": optional_ms(ticket.started_at),
        "finished_at": optional_ms(ticket.finished_at),
        "session_id": ticket.session_id,
    }


def ticket_columns(ticket: Ticket, hall: str, identity_digest: str | None) -> dict[str, object]:
    """All columns of a new ticket."""
    return {
        "id": ticket.id,
        "hall_id": hall,
        "number": ticket.number,
        "service": ticket.service,
        "business_day": ticket.business_day.isoformat(),
        "position": ticket.position,
        "issued_at": to_ms(ticket.issued_at),
        "kiosk": ticket.kiosk,
        "slip": str(ticket.slip),
        "identity_digest": identity_digest,
        **moved_columns(ticket),
    }
