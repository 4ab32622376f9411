"""Any order of verbs leaves the hall in order: a state machine plays them against a real database."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from typing_extensions import override

from queue_server.wire.events import DayOpened, TicketCalled, TicketEvent, TicketIssued
from queue_server.wire.messages import TicketStatus, TicketView
from tests.fakes.served_hall import ServedHall

WINDOWS = st.sampled_from(["1", "2", "3"])
VERBS = st.sampled_from(["call-next", "call-next", "recall", "start", "finish", "no-show", "pause", "resume"])
HELD = (TicketStatus.CALLED, TicketStatus.SERVING)


class QueueMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.hall = ServedHall(f"sqlite:///{Path(self._folder.name) / 'hall.db'}")
        self.sent: list[tuple[str, dict[str, object], bytes]] = []
        self.days = 0

    @override
    def teardown(self) -> None:
        self.hall.close()
        self._folder.cleanup()

    def send(self, path: str, **body: object) -> None:
        command: dict[str, object] = {"request_id": self.hall.new_id(), **body}
        answer = self.hall.post(path, command)
        assert answer.status_code in (200, 201, 409), answer.text
        self.sent.append((path, command, answer.data))

    @rule(service=st.sampled_from(["civil", "civil", "few"]), kiosk=st.sampled_from([None, "kiosk-1"]))
    def issue(self, service: str, kiosk: str | None) -> None:
        self.send("/tickets", service=service, kiosk=kiosk)

    @rule(window=WINDOWS, verb=VERBS)
    def press(self, window: str, verb: str) -> None:
        self.hall.clock.advance(seconds=1)
        self.send(f"/windows/{window}/{verb}")

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        path, command, answer = data.draw(st.sampled_from(self.sent))
        seq = self.hall.server.store.last_seq()
        assert self.hall.post(path, command).data == answer
        assert self.hall.server.store.last_seq() == seq

    @precondition(lambda self: self.days < 2)
    @rule()
    def sleep_a_night(self) -> None:
        self.days += 1
        self.hall.clock.advance(days=1)
        self.send("/windows/3/pause")
        self.send("/windows/3/resume")

    @invariant()
    def events_tell_the_same_as_the_snapshot(self) -> None:
        events, snapshot = self.hall.events(), self.hall.snapshot()
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert snapshot.seq == len(events)
        tickets: dict[str, TicketView] = {}
        for event in events:
            if isinstance(event, DayOpened):
                tickets.clear()
            elif isinstance(event, TicketEvent):
                tickets[event.ticket.id] = event.ticket
        waiting = Counter(t.service for t in tickets.values() if t.status is TicketStatus.WAITING)
        assert {queue.service: queue.waiting for queue in snapshot.services if queue.waiting} == dict(waiting)
        held = {t.window: t for t in tickets.values() if t.status in HELD}
        assert {window.window: window.ticket for window in snapshot.windows if window.ticket} == held

    @invariant()
    def numbers_and_calls_are_single(self) -> None:
        events = self.hall.events()
        issued = [(e.ticket.business_day, e.ticket.number) for e in events if isinstance(e, TicketIssued)]
        called = [e.ticket.id for e in events if isinstance(e, TicketCalled)]
        assert len(set(issued)) == len(issued)
        assert len(set(called)) == len(called)

    @invariant()
    def the_counters_count(self) -> None:
        with self.hall.server.database.reading() as cursor:
            wrong = cursor.execute(
                "SELECT d.service, d.waiting, (SELECT count(*) FROM tickets t WHERE t.status = 'waiting'"
                " AND t.service = d.service AND t.business_day = d.business_day) AS counted"
                " FROM service_days d WHERE d.waiting <> counted"
            ).fetchall()
        assert wrong == []


QueueMachine.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestQueueInvariants = QueueMachine.TestCase
