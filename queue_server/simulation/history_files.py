"""Recorded days in CSV or JSON files.

Responsible for: files, their days and clear errors. Not responsible for: the columns of a row (``history_rows``).

A CSV file has a line of column names; a JSON file is a list of objects with the same names, or an object that has the list as
``tickets``. Times are ISO 8601 or HH:MM[:SS]; ISO times with a zone are taken to the hall's.

    service    required   id of a service, or its Chinese or English name
    issued     required
    called     optional   the first call; empty: it was never called
    started    optional   when the resident sat down; empty: the call
    finished   optional   empty: it was not served
    left       optional   when the number was given back
    priority   optional   id of a priority; empty: ordinary
    outcome    optional   no-show and void: nobody came; transfer: sent elsewhere when finished, where the next line of
                          the same number says what came of it; interrupted: broken off when finished
    number     optional   joins the lines of a number that was sent on
    to_window  optional   of such a later line: the only window that might call it
    parked     optional   when it was put aside, and
    called_back optional  when it was called back
    passed     optional   when it was passed before the call that was heard, which ``called`` is then, and
    restored   optional   when it waited again

A JSON object may have ``pauses`` as well: a list of objects with ``window``, ``from``, ``to`` and ``reason``.
Other columns are not read, and nothing about persons is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.model import HallConfig
from queue_server.simulation.history_rows import DayRows, Row, RowReader
from queue_server.simulation.recorded import Recording, UnusableHistory

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """Implements ``recorded.History`` for a file."""

    path: Path
    hall: HallConfig

    def day(self, on: date | None) -> Recording:
        """The tickets of that day; times without a date belong to whatever day is asked for."""
        reader = RowReader(self.hall)
        by_day = reader.read(*self._rows())
        if reader.problems:
            shown = reader.problems[:MOST_SHOWN]
            more = len(reader.problems) - len(shown)
            tail = [f"… and {more} more"] if more else []
            raise UnusableHistory("\n  ".join([f"{self.path}:", *shown, *tail]))
        return self._chosen(by_day, on)

    def _chosen(self, by_day: Mapping[date | None, DayRows], on: date | None) -> Recording:
        days = sorted(day for day, rows in by_day.items() if day is not None and rows.tickets)
        if on is None and len(days) == 1:
            on = days[0]
        if on is None:
            what = f"has {len(days)} days, {days[0]} to {days[-1]}" if days else "has times without a date"
            raise UnusableHistory(f"{self.path}: {what}; say which day it shall be")
        found = [by_day[day] for day in (on, None) if day in by_day]
        tickets = [ticket for rows in found for ticket in rows.joined()]
        if not tickets:
            raise UnusableHistory(f"{self.path}: has no tickets of {on}")
        return Recording(on, tickets, [pause for rows in found for pause in rows.pauses])

    def _rows(self) -> tuple[list[Row], list[Row]]:
        """Tickets and pauses."""
        try:
            text = self.path.read_text(encoding="utf-8-sig")
            return _json_rows(text) if self.path.suffix == ".json" else (list(_csv_rows(text)), [])
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


def _json_rows(text: str) -> tuple[list[Row], list[Row]]:
    document = json.loads(text)
    if not isinstance(document, dict):
        return _objects(document, "tickets"), []
    return _objects(document.get("tickets"), "tickets"), _objects(document.get("pauses", []), "pauses")


def _objects(rows: object, name: str) -> list[Row]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"there is no list of {name}")
    return [(f"{name}[{index}]", row) for index, row in enumerate(rows)]
