"""From values of the domain to messages of the API.

Responsible for: what everybody may see of tickets, queues and windows. Not responsible for: rules, or reading them from the
store.
"""

from __future__ import annotations

from collections.abc import Mapping

from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.ticket import Ticket
from queue_server.domain.window import WindowState
from queue_server.service.admission import Door
from queue_server.service.ports import DeviceRecord
from queue_server.wire.messages import (
    DeviceCondition,
    DeviceView,
    PrintState,
    SecondVisitCard,
    ServiceQueue,
    TicketStatus,
    TicketView,
)

_STATUS = {str(status): status for status in TicketStatus}
_PRINT_STATE = {str(state): state for state in PrintState}

Windows = Mapping[str, WindowState]


def ticket_view(ticket: Ticket) -> TicketView:
    """A ticket as everybody may see it."""
    return TicketView(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        status=_STATUS[ticket.status],
        business_day=ticket.business_day,
        issued_at=ticket.issued_at,
        kiosk=ticket.kiosk,
        print_state=_PRINT_STATE[ticket.slip],
        window=ticket.window,
        calls=ticket.calls,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        finished_at=ticket.finished_at,
        session_id=ticket.session_id,
        priority=ticket.priority,
        package=ticket.package,
        steps=ticket.steps,
        no_shows=ticket.no_shows,
        for_window=ticket.for_window,
        parked_at=ticket.parked_at,
    )


def service_queue(door: Door, service_id: str, waiting: int, windows: Windows) -> ServiceQueue:
    """How a service stands; its expected wait is that of somebody who takes a number now."""
    if service_id not in door.hall.services:
        return ServiceQueue(service=service_id, open=False, waiting=waiting, expected_wait=None)
    wait = door.waits.told(service_id, waiting, windows, door.now)
    found = door.look(service_id, waiting, wait)
    return ServiceQueue(
        service=service_id,
        open=found.denial is None,
        waiting=waiting,
        expected_wait=wait,
        unavailable=found.unavailable,
        queue_long=found.long,
        opens_at=None if found.denial is None else found.denial.again_at,
    )


def device_view(record: DeviceRecord) -> DeviceView:
    """The last reported state of a device."""
    return DeviceView(
        device=record.device, state=DeviceCondition(record.state), reason=record.reason, since=record.since
    )


def card_view(card: SecondVisit) -> SecondVisitCard:
    """A second-visit card with its code: for who made it, and for the paper."""
    return SecondVisitCard(
        code=card.code, service=card.service, package=card.package, valid_until=card.valid_until
    )
