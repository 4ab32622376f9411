"""Recorded days in CSV or JSON files.

Responsible for: columns, times and clear errors. Not responsible for: what is done with them (``recorded``).

A CSV file has a line of column names; a JSON file is a list of objects with the same names, or an object that has the list as
``tickets``. Times are ISO 8601 or HH:MM[:SS]; ISO times with a zone are taken to the hall's.

    service    required   id of a service, or its Chinese or English name
    issued     required
    called     optional   the first call; empty: it was never called
    started    optional   when the resident sat down; empty: the call
    finished   optional   empty: it was not served
    left       optional   when the number was given back
    priority   optional   id of a priority; empty: ordinary
    outcome    optional   no-show and void: nobody came; anything else says nothing new

Other columns are not read, and nothing about persons is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from config.model import HallConfig
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.recorded import RecordedTicket, Recording, UnusableHistory

TIMES = ("issued", "called", "started", "finished", "left")
PASSED = ("no-show", "void")
MOST_SHOWN = 20

Row = tuple[str, Mapping[str, object]]
"""Where it stands, and its columns."""


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """Implements ``recorded.History`` for a file."""

    path: Path
    hall: HallConfig

    def day(self, on: date | None) -> Recording:
        """The tickets of that day; times without a date belong to whatever day is asked for."""
        reader = _Reader(self.hall)
        by_day = reader.read(self._rows())
        if reader.problems:
            shown = reader.problems[:MOST_SHOWN]
            more = len(reader.problems) - len(shown)
            tail = [f"… and {more} more"] if more else []
            raise UnusableHistory("\n  ".join([f"{self.path}:", *shown, *tail]))
        return self._chosen(by_day, on)

    def _chosen(self, by_day: Mapping[date | None, list[RecordedTicket]], on: date | None) -> Recording:
        days = sorted(day for day in by_day if day is not None)
        if on is None and len(days) == 1:
            on = days[0]
        if on is None:
            what = f"has {len(days)} days, {days[0]} to {days[-1]}" if days else "has times without a date"
            raise UnusableHistory(f"{self.path}: {what}; say which day it shall be")
        tickets = [*by_day.get(on, []), *by_day.get(None, [])]
        if not tickets:
            raise UnusableHistory(f"{self.path}: has no tickets of {on}")
        return Recording(on, tickets)

    def _rows(self) -> Iterator[Row]:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
            yield from _json_rows(text) if self.path.suffix == ".json" else _csv_rows(text)
        except (OSError, ValueError, csv.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise UnusableHistory(f"{self.path}: {reason}") from None


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in ("service", "issued") if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"there is no column {' or '.join(missing)}")
    for row in reader:
        yield f"line {reader.line_num}", {str(key): value for key, value in row.items()}


def _json_rows(text: str) -> Iterator[Row]:
    document = json.loads(text)
    rows = document.get("tickets") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("there is no list of tickets")
    for index, row in enumerate(rows):
        yield f"tickets[{index}]", row


class _Reader:
    """Rows to tickets, with all problems noted."""

    def __init__(self, hall: HallConfig) -> None:
        self.problems: list[str] = []
        self._zone = ZoneInfo(hall.hall.timezone)
        self._priorities = {ORDINARY, *(priority.id for priority in hall.priorities)}
        self._services: dict[str, str] = {}
        for service in hall.services:
            self._services.update(dict.fromkeys((service.name.en, service.name.zh, service.id), service.id))

    def read(self, rows: Iterable[Row]) -> dict[date | None, list[RecordedTicket]]:
        """By day; None for times without a date."""
        by_day: dict[date | None, list[RecordedTicket]] = {}
        for place, row in rows:
            try:
                day, ticket = self._ticket(row)
            except ValueError as error:
                self.problems.append(f"{place}: {error}")
            else:
                by_day.setdefault(day, []).append(ticket)
        return by_day

    def _ticket(self, row: Mapping[str, object]) -> tuple[date | None, RecordedTicket]:
        service, priority = _text(row, "service"), _text(row, "priority") or ORDINARY
        if service not in self._services:
            raise ValueError(f'the hall has no service "{service}"')
        if priority not in self._priorities:
            raise ValueError(f'the hall has no priority "{priority}"')
        moments = {name: moment(_text(row, name), self._zone) for name in TIMES}
        issued = moments["issued"]
        if issued is None:
            raise ValueError("issued is missing")
        day = issued[0]
        minutes = {
            name: None if value is None else _minutes_of_day(name, value, day)
            for name, value in moments.items()
        }
        ticket = RecordedTicket(
            service=self._services[service],
            issued=issued[1],
            called=minutes["called"],
            started=minutes["started"],
            finished=minutes["finished"],
            left=minutes["left"],
            passed=_text(row, "outcome") in PASSED,
            priority=priority,
        )
        _check_order(ticket)
        return day, ticket


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


def _minutes_of_day(name: str, value: tuple[date | None, float], day: date | None) -> float:
    """After the midnight of ``day``; a session may end after midnight."""
    if (value[0] is None) != (day is None):
        raise ValueError(f"{name} and issued must both have a date, or neither")
    if value[0] is None or day is None:
        return value[1]
    return value[1] + 1440.0 * (value[0] - day).days


def _check_order(ticket: RecordedTicket) -> None:
    times = [(name, getattr(ticket, name)) for name in ("issued", "called", "started", "finished")]
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
