"""Rows of recorded days to tickets and pauses.

Responsible for: the columns of one row, the order of its times, and the rows of a number that was sent on. Not responsible for:
files (``history_files``), or what is done with them (``recorded``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from config.mistakes import did_you_mean
from config.model import HallConfig
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.incidents import Reason
from queue_server.simulation.recorded import RecordedTicket
from queue_server.simulation.residents import Pause

TIMES = (
    "issued", "called", "started", "finished", "left", "parked", "called_back", "passed", "restored",
)  # fmt: skip
NO_SHOWS = ("no-show", "void")
SENT_ON, INTERRUPTED = "transfer", "interrupted"
REASONS: tuple[str, ...] = get_args(Reason)

Row = tuple[str, Mapping[str, object]]
"""Where it stands, and its columns."""


@dataclass(slots=True)
class DayRows:
    """What the rows say of one day."""

    tickets: list[RecordedTicket] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    sent_on: dict[int, str] = field(default_factory=dict)
    """Positions of tickets that were sent elsewhere, with their numbers."""
    later: dict[str, list[int]] = field(default_factory=dict)
    """Positions of all tickets by their number."""

    def add(self, number: str, ticket: RecordedTicket, *, sent_on: bool) -> None:
        """One more, in the order of the rows."""
        if number:
            self.later.setdefault(number, []).append(len(self.tickets))
            if sent_on:
                self.sent_on[len(self.tickets)] = number
        self.tickets.append(ticket)

    def joined(self) -> list[RecordedTicket]:
        """The tickets with what came of those that were sent on, which are in no place of their own then."""
        whole, absorbed = dict(enumerate(self.tickets)), set()
        for position in sorted(self.sent_on, reverse=True):
            following = [place for place in self.later[self.sent_on[position]] if place > position]
            if following:
                absorbed.add(following[0])
                whole[position] = replace(whole[position], onward=whole[following[0]])
        return [ticket for position, ticket in whole.items() if position not in absorbed]


class RowReader:
    """Rows to tickets, with all problems noted."""

    def __init__(self, hall: HallConfig) -> None:
        self.problems: list[str] = []
        self._zone = ZoneInfo(hall.hall.timezone)
        self._windows = [window.id for window in hall.windows]
        self._priorities = {ORDINARY, *(priority.id for priority in hall.priorities)}
        self._services: dict[str, str] = {}
        for service in hall.services:
            self._services.update(dict.fromkeys((service.name.en, service.name.zh, service.id), service.id))

    def read(self, tickets: Iterable[Row], pauses: Iterable[Row] = ()) -> dict[date | None, DayRows]:
        """By day; None for times without a date."""
        by_day: dict[date | None, DayRows] = {}
        for place, row in tickets:
            try:
                day, ticket = self._ticket(row)
            except ValueError as error:
                self.problems.append(f"{place}: {error}")
            else:
                sent_on = _text(row, "outcome") == SENT_ON
                by_day.setdefault(day, DayRows()).add(_text(row, "number"), ticket, sent_on=sent_on)
        for place, row in pauses:
            try:
                day, pause = self._pause(row)
            except ValueError as error:
                self.problems.append(f"{place}: {error}")
            else:
                by_day.setdefault(day, DayRows()).pauses.append(pause)
        return by_day

    def _ticket(self, row: Mapping[str, object]) -> tuple[date | None, RecordedTicket]:
        service, priority = _text(row, "service"), _text(row, "priority") or ORDINARY
        if service not in self._services:
            raise ValueError(f'the hall has no service "{service}"')
        if priority not in self._priorities:
            raise ValueError(f'the hall has no priority "{priority}"')
        day, minutes = self._times(row, TIMES)
        outcome = _text(row, "outcome")
        parked, back = _both(minutes, "parked", "called_back")
        passed, restored = _both(minutes, "passed", "restored")
        ticket = RecordedTicket(
            service=self._services[service],
            issued=minutes["issued"] or 0.0,
            called=minutes["called"],
            started=minutes["started"],
            finished=minutes["finished"],
            left=minutes["left"],
            passed=outcome in NO_SHOWS,
            priority=priority,
            asides=() if parked is None or back is None else ((parked, back),),
            interrupted=outcome == INTERRUPTED,
            missed=0 if passed is None else 1,
            returned_after=None if passed is None or restored is None else restored - passed,
            only_window=_text(row, "to_window") or None,
        )
        _check_order(ticket)
        return day, ticket

    def _pause(self, row: Mapping[str, object]) -> tuple[date | None, Pause]:
        window, reason = _text(row, "window"), _text(row, "reason") or "other"
        if window not in self._windows:
            raise ValueError(
                f'the hall has no window "{window}". {did_you_mean(window, self._windows)}'.strip()
            )
        if reason not in REASONS:
            raise ValueError(f'there is no reason "{reason}". {did_you_mean(reason, REASONS)}'.strip())
        day, minutes = self._times(row, ("from", "to"))
        begun, ended = _both(minutes, "from", "to")
        if begun is None or ended is None:
            raise ValueError("from and to are missing")
        return day, Pause(window, begun, ended - begun, reason)

    def _times(
        self, row: Mapping[str, object], names: tuple[str, ...]
    ) -> tuple[date | None, dict[str, float | None]]:
        """The day of the first of them, and all in minutes of it."""
        moments = {name: moment(_text(row, name), self._zone) for name in names}
        first = moments[names[0]]
        day = None if first is None else first[0]
        if first is None:
            raise ValueError(f"{names[0]} is missing")
        return day, {
            name: None if value is None else _minutes_of_day(names[0], name, value, day)
            for name, value in moments.items()
        }


def moment(text: str, zone: tzinfo) -> tuple[date | None, float] | None:
    """Day and minutes after midnight; None for an empty text. Raises ValueError."""
    if not text:
        return None
    try:
        if "T" in text or " " in text or text.count("-") == 2:
            read = datetime.fromisoformat(text)
            local = read if read.tzinfo is None else read.astimezone(zone)
            return local.date(), _minutes(local.time())
        return None, _minutes(time.fromisoformat(text))
    except ValueError:
        raise ValueError(f'"{text}" is no time; write it like 09:05 or 2026-03-04T09:05:00') from None


def _minutes(clock: time) -> float:
    return clock.hour * 60 + clock.minute + clock.second / 60.0 + clock.microsecond / 60e6


def _minutes_of_day(first: str, name: str, value: tuple[date | None, float], day: date | None) -> float:
    """After the midnight of ``day``; a session may end after midnight."""
    if (value[0] is None) != (day is None):
        raise ValueError(f"{name} and {first} must both have a date, or neither")
    if value[0] is None or day is None:
        return value[1]
    return value[1] + 1440.0 * (value[0] - day).days


def _both(minutes: Mapping[str, float | None], earlier: str, later: str) -> tuple[float | None, float | None]:
    """Two times that come together, in their order."""
    first, second = minutes[earlier], minutes[later]
    if (first is None) != (second is None):
        raise ValueError(f"{earlier} and {later} come together")
    if first is not None and second is not None and second < first:
        raise ValueError(f"{later} is before {earlier}")
    return first, second


def _check_order(ticket: RecordedTicket) -> None:
    parked, back = ticket.asides[0] if ticket.asides else (None, None)
    times = [(name, getattr(ticket, name)) for name in ("issued", "called", "started", "finished")]
    times[3:3] = [("parked", parked), ("called_back", back)]
    known = [(name, minutes) for name, minutes in times if minutes is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            raise ValueError(f"{later} is before {earlier}")
    if ticket.finished is not None and ticket.called is None:
        raise ValueError("finished without having been called")
    if ticket.left is not None and ticket.left < ticket.issued:
        raise ValueError("left is before issued")


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()
