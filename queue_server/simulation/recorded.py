"""A day as it was, to be lived again.

Responsible for: residents from recorded tickets, and the port to whoever has such records. Not responsible for: files
(``history_files``) or databases.

What a record cannot tell is filled in: who was never called and did not leave takes the usual time for the service; who was
served is as patient as can be, because nobody knows how much longer that resident would have stayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from statistics import median
from typing import Protocol

from config.model import HallConfig
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.residents import Day, Resident, Span

QUARTER = 15


class UnusableHistory(Exception):
    """A history cannot be read as a day; the message names the source and everything that is wrong."""


@dataclass(frozen=True, slots=True)
class RecordedTicket:
    """One number and one service, in minutes after the day's midnight. A package is a record for each service it came to."""

    service: str
    issued: float
    """For a package's later services, when it began to wait there."""
    called: float | None = None
    """The first call."""
    started: float | None = None
    finished: float | None = None
    left: float | None = None
    """When the number was given back."""
    passed: bool = False
    """Nobody came to the call, and the number was not served."""
    priority: str = ORDINARY


@dataclass(frozen=True, slots=True)
class Recording:
    """One day's tickets."""

    on: date
    tickets: Sequence[RecordedTicket]


class History(Protocol):
    """Has recorded days, in a file or in the database of a hall."""

    def day(self, on: date | None) -> Recording:
        """The tickets of that day, or of the only day there is. Raises UnusableHistory."""


def recorded_day(hall: HallConfig, recording: Recording, *, weekday: int | None = None) -> Day:
    """The residents of the day; services the hall does not have are kept and turned away."""
    handling = _Handling(hall, recording.tickets)
    residents = [_resident(index, ticket, handling) for index, ticket in enumerate(recording.tickets)]
    return Day.of(recording.on, residents, _hours(recording.tickets), weekday=weekday)


def _resident(index: int, ticket: RecordedTicket, handling: _Handling) -> Resident:
    seated = ticket.called if ticket.started is None else ticket.started
    absent = ticket.passed and ticket.finished is None
    return Resident(
        id=index,
        minute=ticket.issued,
        wish=ticket.service,
        handling=(handling.minutes(ticket),),
        priority=ticket.priority,
        walk=(seated - ticket.called) if seated is not None and ticket.called is not None else 0.0,
        patience=None if ticket.left is None else ticket.left - ticket.issued,
        absences=1 if absent else 0,
        draw=Random(index).random(),
    )


class _Handling:
    """Minutes at the window, measured or usual."""

    def __init__(self, hall: HallConfig, tickets: Iterable[RecordedTicket]) -> None:
        seen: dict[str, list[float]] = defaultdict(list)
        for ticket in tickets:
            measured = _measured(ticket)
            if measured is not None:
                seen[ticket.service].append(measured)
        self._usual = {service.id: service.minutes for service in hall.services}
        self._usual.update({service: median(times) for service, times in seen.items()})

    def minutes(self, ticket: RecordedTicket) -> float:
        measured = _measured(ticket)
        return self._usual.get(ticket.service, 0.0) if measured is None else measured


def _measured(ticket: RecordedTicket) -> float | None:
    begun = ticket.called if ticket.started is None else ticket.started
    return None if begun is None or ticket.finished is None else ticket.finished - begun


def _hours(tickets: Sequence[RecordedTicket]) -> tuple[Span, ...]:
    """From the first number to the last one, in whole quarters of an hour."""
    if not tickets:
        return ()
    first, last = min(ticket.issued for ticket in tickets), max(ticket.issued for ticket in tickets)
    return ((floor(first / QUARTER) * QUARTER, (floor(last / QUARTER) + 1) * QUARTER),)
