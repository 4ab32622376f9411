"""What must hold of a hall after whatever was done: its database, its log, and what each server has in mind of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from queue_server.domain.lines import Lines
from queue_server.domain.ticket import ACTIVE, HELD, ORDINARY, Status, Ticket
from queue_server.domain.upcoming import Caller, upcoming
from queue_server.service.queries import NEXT_TICKETS
from queue_server.storage.rows import ticket_from
from queue_server.storage.statements import TICKET_COLUMNS
from queue_server.wire.events import (
    EVENT_ADAPTER,
    DayClosed,
    DayOpened,
    Event,
    PrintChanged,
    TicketCalled,
    TicketCallUndone,
    TicketEvent,
    TicketIssued,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import CallRule, TicketStatus, TicketView
from tests.fakes.played_engine import PlayedEngine

_COLUMNS = ", ".join(f'"{column.name}"' for column in TICKET_COLUMNS)
ALL_TICKETS = f"SELECT {_COLUMNS} FROM tickets"  # noqa: S608 # names of ours
BY_HAND = {CallRule.CLERK, CallRule.CALL_BACK}


@dataclass(frozen=True)
class Truth:
    """The database, read afresh."""

    day: date | None
    tickets: dict[str, Ticket]
    paused: dict[str, str | None]
    """Windows and the reasons."""
    staffed: dict[str, str]
    in_a_row: dict[str, int]
    ended: frozenset[str]
    """Sessions of tickets that went on to another one."""


def read_truth(engine: PlayedEngine) -> Truth:
    """Everything, past every memory of the program."""
    with engine.database.reading() as cursor:
        rows = cursor.execute(ALL_TICKETS).fetchall()
        ((day,),) = cursor.execute("SELECT business_day FROM halls").fetchall()
        paused = dict(cursor.execute('SELECT "window", reason FROM paused_windows').fetchall())
        staffed = dict(cursor.execute('SELECT "window", clerk FROM staffed_windows').fetchall())
        turns = dict(cursor.execute('SELECT "window", in_a_row FROM call_turns').fetchall())
        ended = frozenset(row[0] for row in cursor.execute("SELECT id FROM earlier_sessions").fetchall())
    tickets = [ticket_from(row, engine.hall.zone) for row in rows]
    opened = None if day is None else date.fromisoformat(day)
    return Truth(opened, {ticket.id: ticket for ticket in tickets}, paused, staffed, turns, ended)


def check_as_before(before: Truth, after: Truth, opened: str) -> None:
    """Nothing has changed but how many sessions were numbered, and that window ``opened`` is no longer paused."""

    def moving(truth: Truth) -> Truth:
        return replace(
            truth,
            tickets={each: replace(ticket, sessions=0) for each, ticket in truth.tickets.items()},
            paused={window: reason for window, reason in truth.paused.items() if window != opened},
            in_a_row={window: count for window, count in truth.in_a_row.items() if count},
        )

    assert moving(after) == moving(before)


class Place(NamedTuple):
    """Where the log says a ticket is."""

    status: TicketStatus
    service: str
    window: str | None


@dataclass
class Folded:
    """The log, folded into what it tells; nothing else is known."""

    places: dict[str, Place] = field(default_factory=dict)
    paused: dict[str, str | None] = field(default_factory=dict)
    staffed: dict[str, str] = field(default_factory=dict)
    streaks: dict[str, list[int]] = field(default_factory=dict)
    """Priority tickets in a row after each counted call of a window, the latest last."""
    seq: int = 0
    at: datetime | None = None
    numbers: set[tuple[date, str]] = field(default_factory=set)

    def take(self, event: Event, most: int) -> None:
        """One more event; ``most`` priority tickets in a row are allowed."""
        assert event.seq == self.seq + 1, "a gap in the log"
        assert self.at is None or event.at >= self.at, "the log's time goes back"
        self.seq, self.at = event.seq, event.at
        if isinstance(event, TicketEvent):
            self._put(event.ticket)
            self._take_call(event, most)
        elif isinstance(event, DayOpened | DayClosed):
            self._take_day(event)
        elif isinstance(event, WindowPaused | WindowResumed | WindowStaffed):
            self._take_window(event)
        elif isinstance(event, PrintChanged):
            assert self.places[event.ticket.id].status is event.ticket.status

    def _take_call(self, event: TicketEvent, most: int) -> None:
        if isinstance(event, TicketIssued):
            number = (event.ticket.business_day, event.ticket.number)
            assert number not in self.numbers, "a number was given twice"
            self.numbers.add(number)
        elif isinstance(event, TicketCalled):
            self._count(event, most)
        elif isinstance(event, TicketCallUndone):
            self._undo(event)

    def _take_day(self, event: DayOpened | DayClosed) -> None:
        if isinstance(event, DayClosed):
            assert self._expire({Status.WAITING, Status.PARKED}) == event.expired
            return
        self._expire(ACTIVE)
        self.paused, self.staffed, self.streaks = {}, {}, {}

    def _take_window(self, event: WindowPaused | WindowResumed | WindowStaffed) -> None:
        if isinstance(event, WindowPaused):
            reason = None if event.reason is None else str(event.reason)
            assert event.window not in self.paused or self.paused[event.window] != reason
            self.paused[event.window] = reason
        elif isinstance(event, WindowResumed):
            del self.paused[event.window]
        else:
            self.staffed.pop(event.window, None)
            if event.clerk is not None:
                self.staffed[event.window] = event.clerk

    def _put(self, ticket: TicketView) -> None:
        self.places[ticket.id] = Place(ticket.status, ticket.service, ticket.window)

    def _expire(self, statuses: Iterable[Status]) -> int:
        left = [each for each, place in self.places.items() if place.status in {str(s) for s in statuses}]
        for each in left:
            self.places[each] = self.places[each]._replace(status=TicketStatus.EXPIRED)
        return len(left)

    def _count(self, event: TicketCalled, most: int) -> None:
        why, window = event.why, event.ticket.window
        assert why is not None
        assert window is not None
        history = self.streaks.setdefault(window, [0])
        if why.rule in BY_HAND:
            history.append(history[-1])
            return
        assert why.in_a_row == history[-1], "the window counted otherwise"
        assert why.considered[0].number == event.ticket.number
        ordinary = event.ticket.priority == ORDINARY
        # What a list leaves out is told as well, but could not be called.
        if history[-1] >= most and not ordinary and window != "3":
            assert all(each.priority != ORDINARY for each in why.considered), "an ordinary one was due"
        history.append(0 if ordinary else min(history[-1] + 1, most))

    def _undo(self, event: TicketCallUndone) -> None:
        self.streaks[event.window].pop()
        if event.reopened is None:
            assert event.left_queue is None
            return
        place = self.places[event.reopened.id]
        if event.left_queue is None:
            assert place.status is TicketStatus.FINISHED
        else:
            assert (place.status, place.service) == (TicketStatus.WAITING, event.left_queue.service)
        assert event.reopened.window == event.window
        self._put(event.reopened)


@dataclass
class Watch:
    """Checks a hall again and again; the log is folded as it grows."""

    engines: Sequence[PlayedEngine]
    folded: Folded = field(default_factory=Folded)
    _status: dict[str, Status] = field(default_factory=dict)

    def check(self) -> Truth:
        """All laws; gives what is in the database."""
        engine = self.engines[0]
        truth = read_truth(engine)
        self._follow(engine)
        check_tickets(truth)
        check_log(self.folded, truth)
        for each in self.engines:
            check_memory(each, truth)
        return truth

    def check_snapshot(self) -> None:
        """What everybody is shown is what is."""
        truth = read_truth(self.engines[0])
        for engine in self.engines:
            check_snapshot(engine, truth)

    def _follow(self, engine: PlayedEngine) -> None:
        most = engine.hall.rules.priority_in_a_row
        while batch := engine.store.events_after(self.folded.seq, 500):
            for stored in batch:
                self.folded.take(EVENT_ADAPTER.validate_json(stored.data), most)


def check_tickets(truth: Truth) -> None:
    """One number, one window and one order of times for each."""
    tickets = truth.tickets.values()
    numbers = Counter((ticket.business_day, ticket.number) for ticket in tickets)
    assert not [number for number, count in numbers.items() if count > 1], "a number twice"
    held = Counter(ticket.window for ticket in tickets if ticket.status in HELD)
    assert not [window for window, count in held.items() if count > 1], "two tickets at one window"
    assert None not in held
    assert not truth.ended & {ticket.session_id for ticket in tickets}, "a session is over and goes on"
    for ticket in tickets:
        assert ticket.status not in ACTIVE or ticket.business_day == truth.day, "it outlived its day"
        assert (ticket.session_id is None) == (ticket.window is None)
        if ticket.status is Status.WAITING:
            assert (ticket.window, ticket.started_at, ticket.finished_at) == (None, None, None)
        check_times(ticket)


def check_times(ticket: Ticket) -> None:
    """What happens later is later. A call back is a later call than the first."""
    order = [
        ticket.issued_at,
        ticket.first_called_at,
        ticket.called_at,
        ticket.started_at,
        ticket.finished_at,
    ]
    known = [at for at in order if at is not None]
    assert all(earlier <= later for earlier, later in pairwise(known)), ticket
    assert ticket.waiting_since >= ticket.issued_at or ticket.no_shows, (
        "who came back may have the time of another"
    )


def check_log(folded: Folded, truth: Truth) -> None:
    """The log alone tells the same as the database."""
    told = {each: (str(place.status), place.service) for each, place in folded.places.items()}
    assert told == {each: (str(ticket.status), ticket.service) for each, ticket in truth.tickets.items()}
    for each, ticket in truth.tickets.items():
        if ticket.status is not Status.EXPIRED:
            assert folded.places[each].window == ticket.window
    counted = {window: history[-1] for window, history in folded.streaks.items() if history[-1]}
    assert counted == {window: count for window, count in truth.in_a_row.items() if count}
    assert folded.paused == truth.paused
    assert folded.staffed == truth.staffed


def check_memory(engine: PlayedEngine, truth: Truth) -> None:
    """What a server has in mind is what is in the database, to the last column and in the same order."""
    if truth.day is None:
        return
    today = [ticket for ticket in truth.tickets.values() if ticket.business_day == truth.day]
    fresh = Lines(ticket for ticket in today if ticket.status is Status.WAITING)
    with engine.store.write() as unit:
        lines = unit.lines(truth.day)
        assert {service: n for service, n in lines.counts().items() if n} == dict(fresh.counts())
        for service in engine.hall.services:
            assert lines.of(service) == fresh.of(service)
        held = {ticket.window: ticket for ticket in unit.held(truth.day)}
        assert held == {ticket.window: ticket for ticket in today if ticket.status in HELD}
        for window in engine.hall.windows:
            assert unit.in_a_row(window) == truth.in_a_row.get(window, 0)


def check_snapshot(engine: PlayedEngine, truth: Truth) -> None:
    """Queues, windows and lists of a snapshot."""
    shown = engine.queries.snapshot()
    today = [ticket for ticket in truth.tickets.values() if ticket.business_day == shown.business_day]
    if truth.day != shown.business_day:
        today = []
    waiting = Counter(ticket.service for ticket in today if ticket.status is Status.WAITING)
    assert {queue.service: queue.waiting for queue in shown.services} == {
        service: waiting[service] for service in engine.hall.services
    }
    held = {ticket.window: ticket.id for ticket in today if ticket.status in HELD}
    assert {view.window: view.ticket.id for view in shown.windows if view.ticket} == held
    parked = {ticket.id for ticket in today if ticket.status is Status.PARKED}
    assert {ticket.id for view in shown.windows for ticket in view.parked} == parked
    assert [ticket.id for ticket in shown.next_tickets] == [
        ticket.id for ticket in next_calls(engine, truth, today, shown.server_time)
    ]


def next_calls(
    engine: PlayedEngine, truth: Truth, today: Sequence[Ticket], now: datetime
) -> Sequence[Ticket]:
    """Whom the windows will call, from everybody who waits."""
    lines = Lines(ticket for ticket in today if ticket.status is Status.WAITING)
    called = {ticket.window: ticket.call_seq or 0 for ticket in today if ticket.status in HELD}
    calling = sorted(
        (window for window in engine.hall.windows if window not in truth.paused),
        key=lambda window: called.get(window, 0),
    )
    callers = [Caller(engine.hall.plans[window], truth.in_a_row.get(window, 0)) for window in calling]
    return upcoming(callers, lines, engine.hall.order, NEXT_TICKETS, now)
