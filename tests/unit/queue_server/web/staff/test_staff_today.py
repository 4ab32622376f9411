"""The day as it is folded from the event log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from queue_server.service.ports import StoredEvent
from queue_server.web.staff.today import Day, TodayLog

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Log:
    """An event log in memory; its sequences may skip."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []
        self.read = 0

    def add(self, kind: str, *, skip: int = 0, **facts: Any) -> None:
        seq = self.last_seq() + 1 + skip
        at = (NOON + timedelta(seconds=seq)).isoformat()
        self.events.append(StoredEvent(seq, kind, json.dumps({"seq": seq, "at": at, **facts})))

    def last_seq(self) -> int:
        return self.events[-1].seq if self.events else 0

    def after(self, seq: int, limit: int) -> Sequence[StoredEvent]:
        found = [event for event in self.events if event.seq > seq][:limit]
        self.read += len(found)
        return found

    def today(self) -> TodayLog:
        return TodayLog(self.after, self.last_seq)


def ticket(number: int, *, waited_minutes: float = 0, window: str | None = None) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "service": "civil" if number % 2 else "household",
        "issued_at": NOON.isoformat(),
        "called_at": (NOON + timedelta(minutes=waited_minutes)).isoformat(),
        "window": window,
    }


def test_an_empty_log_is_a_day_without_a_date() -> None:
    assert Log().today().day() == Day()


def test_counts_and_the_mean_wait() -> None:
    log = Log()
    log.add("day.opened", business_day="2026-03-02")
    for number in (1, 2, 3):
        log.add("ticket.issued", ticket=ticket(number))
    log.add("ticket.called", ticket=ticket(1, waited_minutes=4, window="1"))
    log.add("ticket.recalled", ticket=ticket(1, waited_minutes=9, window="1"))
    log.add("ticket.finished", ticket=ticket(1, window="1"))
    log.add("ticket.called", ticket=ticket(2, waited_minutes=10, window="1"))
    log.add("ticket.no-show", ticket=ticket(2, window="1"))
    day = log.today().day()
    assert day.date == date(2026, 3, 2)
    assert (dict(day.issued), dict(day.finished)) == ({"civil": 2, "household": 1}, {"civil": 1})
    assert (dict(day.no_show), dict(day.served_at)) == ({"household": 1}, {"1": 1})
    assert day.mean_wait_minutes == 7


def test_what_an_undone_call_had_done_is_not_counted() -> None:
    log = Log()
    log.add("day.opened", business_day="2026-03-02")
    log.add("ticket.called", ticket=ticket(1, waited_minutes=4, window="1"))
    log.add("ticket.forwarded", ticket=ticket(1), from_service="tax", from_window="1")
    log.add("ticket.called", ticket=ticket(2, waited_minutes=10, window="1"))
    waits = {**ticket(2), "called_at": None}
    log.add("ticket.call-undone", ticket=waits, reopened={"service": "tax", "window": "1"}, window="1")
    day = log.today().day()
    assert (+day.finished, +day.served_at, day.mean_wait_minutes) == ({}, {}, 4)
    log.add("ticket.call-undone", ticket=ticket(1), reopened=None, window="1")
    assert log.today().day().mean_wait_minutes == 4, "it had been called before"


def test_a_slip_is_known_until_it_is_on_paper_or_nobody_needs_it() -> None:
    log = Log()
    today = log.today()
    for number in (1, 2, 3, 4):
        log.add("print.changed", ticket=ticket(number), state="failed", reason="paper-out")
    assert {slip.reason for slip in today.day().slips.values()} == {"paper-out"}
    log.add("print.requested", ticket=ticket(1))
    assert today.day().slips["id-1"].reason == ""
    assert today.day().slips["id-1"].since == NOON + timedelta(seconds=5)
    log.add("print.changed", ticket=ticket(1), state="reprinted", reason="")
    log.add("print.changed", ticket=ticket(2), state="printed", reason="")
    log.add("ticket.finished", ticket=ticket(3, window="1"))
    log.add("ticket.no-show", ticket=ticket(4))
    assert today.day().slips == {}


def test_the_card_asked_for_last_comes_last_and_what_is_told_of_it_counts() -> None:
    log = Log()
    today = log.today()
    for number in (1, 2, 1):
        log.add("card.requested", ticket=ticket(number) | {"number": f"A00{number}"}, kiosk=f"kiosk-{number}")
    log.add("card.changed", ticket=ticket(1), kiosk="kiosk-1", state="failed", reason="paper-out")
    log.add("card.changed", ticket=ticket(3), kiosk="kiosk-1", state="printed", reason="")
    cards = today.day().cards
    assert [(card.number, card.kiosk, card.state, card.reason) for card in cards.values()] == [
        ("A002", "kiosk-2", "queued", ""),
        ("A001", "kiosk-1", "failed", "paper-out"),
    ]
    assert cards["id-1"].asked_at == NOON + timedelta(seconds=3)


def test_a_new_day_begins_at_nothing() -> None:
    log = Log()
    today = log.today()
    log.add("day.opened", business_day="2026-03-02")
    log.add("ticket.issued", ticket=ticket(1))
    assert today.day().issued.total() == 1
    log.add("day.opened", business_day="2026-03-03")
    assert today.day() == Day(date(2026, 3, 3))


def test_only_the_latest_day_is_read_however_long_the_log_is() -> None:
    log = Log()
    for number in range(40):
        log.add("day.opened", business_day="2026-01-01", skip=number % 3)
        for _ in range(250):
            log.add("ticket.issued", ticket=ticket(1))
    log.add("day.opened", business_day="2026-03-02")
    for _ in range(1500):
        log.add("ticket.issued", ticket=ticket(1), skip=1)
    today = log.today()
    assert (today.day().date, today.day().issued.total()) == (date(2026, 3, 2), 1500)
    assert log.read < 6500
    read = log.read
    log.add("ticket.issued", ticket=ticket(1))
    assert today.day().issued.total() == 1501
    assert log.read == read + 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "day.opened",
                "ticket.issued",
                "ticket.called",
                "ticket.finished",
                "ticket.no-show",
                "print.changed",
                "print.requested",
                "device.changed",
            ]
        ),
        st.integers(1, 5),
        st.sampled_from(["queued", "printing", "printed", "failed", "reprinted"]),
        st.booleans(),
    ),
    max_size=60,
)


@given(STEPS)
def test_reading_often_and_reading_once_come_to_the_same(steps: list[tuple[str, int, str, bool]]) -> None:
    log = Log()
    often = log.today()
    for kind, number, state, look in steps:
        log.add(
            kind,
            skip=number % 2,
            ticket=ticket(number, waited_minutes=number, window="1"),
            state=state,
            reason="",
            business_day=f"2026-03-0{number}",
        )
        if look:
            often.day()
    assert often.day() == log.today().day()
