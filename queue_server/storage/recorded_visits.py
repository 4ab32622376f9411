"""The rows of a hall's past as recorded visits and pauses.

Responsible for: joining a ticket, its earlier sessions and what the log says of it, and the pauses of windows. Not responsible for:
reading the database (``histories``).

A session in which the number was sent on is one visit with what came of it; a service of a package that was done is a visit of
its own. Instants are milliseconds since 1970, results minutes after midnight of the day.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from queue_server.domain.ticket import Move, Status
from queue_server.simulation import Pause, RecordedTicket

MINUTE_MS = 60_000
OTHER = "other"
END_OF_DAY = 1440.0
_SENT, _DONE, _MISSED = str(Move.TRANSFER), str(Status.FINISHED), str(Status.NO_SHOW)
"""How earlier sessions ended that say something of the visit."""
_SEATED = frozenset({Status.FINISHED, Status.INTERRUPTED})
_PASSED = frozenset({Status.NO_SHOW, Status.VOID})


class TicketRow(NamedTuple):
    """A ticket with its latest session."""

    id: str
    service: str
    issued_at: int
    called_at: int | None
    started_at: int | None
    finished_at: int | None
    status: str
    priority: str
    session_id: str | None
    window: str | None
    for_window: str | None


class SessionRow(NamedTuple):
    """An earlier session of a ticket."""

    ticket_id: str
    service: str
    called_at: int
    started_at: int | None
    finished_at: int | None
    outcome: str
    id: str
    window: str


class EventRow(NamedTuple):
    """An event of the log."""

    at: int
    type: str
    data: str


@dataclass(slots=True)
class _Session:
    """One that was put aside, once or several times."""

    called: int
    started: int | None
    asides: list[tuple[int, int]] = field(default_factory=list)
    """From being put aside until being called back."""
    parked: int | None = None
    """While it is aside."""


class DayLog:
    """What the log of a day says beyond the rows."""

    def __init__(self, events: Iterable[EventRow], midnight: int) -> None:
        self.midnight = midnight
        self.sessions: dict[str, _Session] = {}
        """Those that were put aside."""
        self.restored: dict[str, list[int]] = defaultdict(list)
        """When a ticket waited again, by ticket."""
        self.pauses: list[tuple[str, str, int, int | None]] = []
        """Window, reason, beginning and end; None: it did not end that day."""
        paused: dict[str, tuple[str, int]] = {}
        for event in events:
            facts = json.loads(event.data)
            if event.type == "ticket.restored":
                self.restored[facts["ticket"]["id"]].append(event.at)
            elif event.type.startswith("ticket."):
                self._aside(event, facts["ticket"])
            elif event.type == "window.paused":
                # A pause that is given another reason goes on.
                paused.setdefault(facts["window"], (facts.get("reason") or OTHER, event.at))
            elif facts["window"] in paused:
                reason, since = paused.pop(facts["window"])
                self.pauses.append((facts["window"], reason, since, event.at))
        self.pauses += [(window, reason, since, None) for window, (reason, since) in paused.items()]

    def minutes(self, at: int) -> float:
        """After midnight."""
        return (at - self.midnight) / MINUTE_MS

    def optional(self, at: int | None) -> float | None:
        """The same, where there may be no instant."""
        return None if at is None else self.minutes(at)

    def _aside(self, event: EventRow, ticket: Mapping[str, Any]) -> None:
        name, parked = ticket["session_id"], event.type == "ticket.parked"
        if parked and name not in self.sessions:
            self.sessions[name] = _Session(
                _instant(ticket["called_at"]) or event.at, _instant(ticket["started_at"])
            )
        session = self.sessions.get(name)
        if session is None:
            return
        if parked:
            session.parked = event.at
        elif event.type == "ticket.called" and session.parked is not None:
            session.asides.append((session.parked, event.at))
            session.parked = None
        elif event.type == "ticket.call-undone" and session.asides:
            session.parked = session.asides.pop()[0]


def visits(ticket: TicketRow, sessions: Sequence[SessionRow], log: DayLog) -> Iterator[RecordedTicket]:
    """One for each service that was done, and the last one however it ended; ``sessions`` are in order."""
    since = ticket.issued_at
    sent: list[RecordedTicket] = []
    missed, returned_after = 0, None
    returns = iter(log.restored.get(ticket.id, ()))
    for session in sessions:
        if session.outcome == _MISSED:
            back, missed = next(returns, None), missed + 1
            if returned_after is None and back is not None and session.finished_at is not None:
                returned_after = (back - session.finished_at) / MINUTE_MS
        elif session.outcome in (_SENT, _DONE):
            times = (session.called_at, session.started_at, session.finished_at)
            sent.append(_record(log, session.id, session.service, since, times, ticket.priority))
            since = session.finished_at or since
            if session.outcome == _DONE:
                yield _joined(sent, missed, returned_after)
                sent, missed, returned_after = [], 0, None
    ended = ticket.finished_at if ticket.status in _SEATED else None
    latest = (ticket.called_at, ticket.started_at, ended)
    last = _record(log, ticket.session_id, ticket.service, since, latest, ticket.priority)
    last = replace(
        last,
        left=log.optional(ticket.finished_at) if ticket.status == Status.CANCELLED else None,
        passed=ticket.status in _PASSED,
        interrupted=ticket.status == Status.INTERRUPTED and ticket.called_at is not None,
        only_window=ticket.for_window if sent else None,
    )
    yield _joined([*sent, last], missed, returned_after)


def pauses(log: DayLog, sessions: Iterable[tuple[str | None, int | None, int | None]]) -> list[Pause]:
    """When clerks stopped calling: from the end of the session in which they said so. ``sessions`` are window, call and end."""
    by_window: dict[str | None, list[tuple[int, int]]] = defaultdict(list)
    for window, called, finished in sessions:
        if called is not None and finished is not None:
            by_window[window].append((called, finished))
    found = []
    for window, reason, since, until in log.pauses:
        begun = max([since, *(end for start, end in by_window[window] if start <= since < end)])
        minute = log.minutes(begun)
        minutes = (END_OF_DAY if until is None else log.minutes(until)) - minute
        if minutes > 0.0:
            found.append(Pause(window, minute, minutes, reason))
    return sorted(found, key=lambda pause: pause.minute)


def _record(
    log: DayLog,
    session_id: str | None,
    service: str,
    since: int,
    times: tuple[int | None, int | None, int | None],
    priority: str,
) -> RecordedTicket:
    called, started, finished = times
    session = log.sessions.get(session_id or "")
    asides: tuple[tuple[float, float], ...] = ()
    if session is not None:
        called, started = session.called, session.started
        asides = tuple((log.minutes(parked), log.minutes(back)) for parked, back in session.asides)
        # Whoever was sent on while aside was at the window until then.
        finished = finished if session.parked is None or finished is None else session.parked
    return RecordedTicket(
        service=service,
        issued=log.minutes(since),
        called=log.optional(called),
        started=log.optional(started),
        finished=log.optional(finished),
        priority=priority,
        asides=asides,
    )


def _joined(parts: Sequence[RecordedTicket], missed: int, returned_after: float | None) -> RecordedTicket:
    """One visit, of which each part was sent on to the next."""
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = replace(part, onward=whole)
    return replace(whole, missed=missed, returned_after=returned_after)


def _instant(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)
