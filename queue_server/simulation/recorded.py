"""A day as it was, to be lived again.

Responsible for: residents from recorded tickets, and the port to whoever has such records. Not responsible for: files
(``history_files``) or databases.

What a record cannot tell is filled in: who was never called and did not leave takes the usual time for the service; who was
served is as patient as can be, because nobody knows how much longer that resident would have stayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from statistics import median
from typing import Protocol

from config.model import HallConfig
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.residents import Day, Interrupt, Leg, Park, Pause, Resident, Send, Span

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
    asides: tuple[Span, ...] = ()
    """From being put aside until being called back, in order."""
    interrupted: bool = False
    """The session ended without being done, and its resident was given a second-visit card."""
    missed: int = 0
    """Calls that nobody came to, before the one that was heard."""
    returned_after: float | None = None
    """Minutes from being passed for the first time until it waited again."""
    onward: RecordedTicket | None = None
    """The session ended with the number sent elsewhere, where this came of it."""
    only_window: str | None = None
    """Of a number that was sent there: the only window that might call it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One day's tickets."""

    on: date
    tickets: Sequence[RecordedTicket]
    pauses: Sequence[Pause] = ()
    """When clerks stopped calling."""


class History(Protocol):
    """Has recorded days, in a file or in the database of a hall."""

    def day(self, on: date | None) -> Recording:
        """The tickets of that day, or of the only day there is. Raises UnusableHistory."""


def recorded_day(hall: HallConfig, recording: Recording, *, weekday: int | None = None) -> Day:
    """The residents of the day; services the hall does not have are kept and turned away."""
    handling = _Handling(hall, recording.tickets)
    residents = [_resident(index, ticket, handling) for index, ticket in enumerate(recording.tickets)]
    hours = _hours(recording.tickets)
    return Day.of(recording.on, residents, hours, weekday=weekday, pauses=recording.pauses)


def _resident(index: int, ticket: RecordedTicket, handling: _Handling) -> Resident:
    seated = ticket.called if ticket.started is None else ticket.started
    absent = ticket.passed and ticket.finished is None
    walk = (seated - ticket.called) if seated is not None and ticket.called is not None else 0.0
    plain = not (ticket.asides or ticket.interrupted or ticket.onward)
    return Resident(
        id=index,
        minute=ticket.issued,
        wish=ticket.service,
        handling=(handling.minutes(ticket),),
        priority=ticket.priority,
        walk=walk,
        patience=None if ticket.left is None else ticket.left - ticket.issued,
        absences=ticket.missed + absent,
        returns_after=ticket.returned_after,
        draw=Random(index).random(),
        course=() if plain else tuple(_legs(ticket, walk, handling)),
    )


def _legs(ticket: RecordedTicket, walk: float, handling: _Handling) -> Iterator[Leg]:
    """The time at windows, without the ways there that every call begins with."""
    minute = ticket.called if ticket.started is None else ticket.started
    for parked, back in ticket.asides:
        yield Leg(max(parked - (parked if minute is None else minute), 0.0), Park(back - parked))
        minute = back + walk
    known = ticket.finished is not None and minute is not None
    rest = max((ticket.finished or 0.0) - (minute or 0.0), 0.0) if known else handling.usual(ticket)
    if ticket.onward is not None:
        to = ticket.onward
        yield Leg(rest, Send(None if to.service == ticket.service else to.service, to.only_window))
        yield from _legs(to, walk, handling)
    else:
        yield Leg(rest, Interrupt() if ticket.interrupted else None)


class _Handling:
    """Minutes at the window, measured or usual."""

    def __init__(self, hall: HallConfig, tickets: Iterable[RecordedTicket]) -> None:
        seen: dict[str, list[float]] = defaultdict(list)
        for ticket in tickets:
            measured = _measured(ticket)
            if measured is not None and ticket.onward is None and not ticket.interrupted:
                seen[ticket.service].append(measured)
        self._usual = {service.id: service.minutes for service in hall.services}
        self._usual.update({service: median(times) for service, times in seen.items()})

    def minutes(self, ticket: RecordedTicket) -> float:
        measured = _measured(ticket)
        return self.usual(ticket) if measured is None else measured

    def usual(self, ticket: RecordedTicket) -> float:
        """Of the ticket's service."""
        return self._usual.get(ticket.service, 0.0)


def _measured(ticket: RecordedTicket) -> float | None:
    begun = ticket.called if ticket.started is None else ticket.started
    if begun is None or ticket.finished is None:
        return None
    return ticket.finished - begun - sum(back - parked for parked, back in ticket.asides)


def _hours(tickets: Sequence[RecordedTicket]) -> tuple[Span, ...]:
    """From the first number to the last one, in whole quarters of an hour."""
    if not tickets:
        return ()
    first, last = min(ticket.issued for ticket in tickets), max(ticket.issued for ticket in tickets)
    return ((floor(first / QUARTER) * QUARTER, (floor(last / QUARTER) + 1) * QUARTER),)
