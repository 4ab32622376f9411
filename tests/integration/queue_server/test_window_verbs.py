"""The keys of a window, over HTTP on both databases."""

from __future__ import annotations

import pytest

from queue_server.wire.events import TicketCalled, TicketFinished
from tests.fakes.served_hall import HALL, ServedHall

CARD = {"scheme": "id_card", "number": "11010519491231002X"}


def test_the_longest_waiting_of_all_the_windows_services_is_called(hall: ServedHall) -> None:
    hall.issue("household", identity=CARD)
    hall.issue("civil")
    hall.issue("household", identity=CARD)
    called = [hall.window("1", "call-next") for _ in range(4)]
    assert [answer["ticket"] and answer["ticket"]["number"] for answer in called] == [
        "B001",
        "A001",
        "B002",
        None,
    ]
    assert [answer["waiting"] for answer in called] == [2, 1, 0, 0]


def test_a_window_calls_only_for_its_services(hall: ServedHall) -> None:
    hall.issue("household", identity=CARD)
    assert hall.window("2", "call-next") == {"ticket": None, "waiting": 0, "held": None, "card": None}


def test_a_visit_from_call_to_finish(hall: ServedHall) -> None:
    hall.issue()
    called = hall.window("1", "call-next")["ticket"]
    hall.clock.advance(seconds=15)
    again = hall.window("1", "recall")["ticket"]
    started = hall.window("1", "start")["ticket"]
    finished = hall.window("1", "finish")["ticket"]
    assert [t["status"] for t in (called, again, started, finished)] == [
        "called",
        "called",
        "serving",
        "finished",
    ]
    assert [t["calls"] for t in (called, again)] == [1, 2]
    assert len({t["session_id"] for t in (called, again, started, finished)}) == 1
    assert hall.event_types() == [
        "day.opened",
        "ticket.issued",
        "ticket.called",
        "ticket.recalled",
        "ticket.started",
        "ticket.finished",
    ]
    assert hall.snapshot().windows[0].status == "idle"


def test_the_next_call_finishes_the_ticket_that_is_held(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    assert hall.window("1", "call-next")["ticket"] is None
    last = hall.events()[-1]
    assert isinstance(last, TicketFinished)
    assert last.by_next_call
    assert (last.rate_until - last.at).total_seconds() == 60


def test_where_the_hall_rules_so_a_window_must_finish_first(sqlite_url: str) -> None:
    hall = ServedHall(sqlite_url, hall=HALL.replace('on_call_next = "finish"', 'on_call_next = "refuse"'))
    try:
        hall.issue()
        hall.issue()
        hall.window("1", "call-next")
        hall.window("1", "pause")
        assert hall.refused("/windows/1/call-next") == (409, "window_busy")
        assert hall.snapshot().windows[0].status == "paused"
        hall.window("1", "finish")
        assert hall.window("1", "call-next")["ticket"]["number"] == "A002"
    finally:
        hall.close()


def test_a_no_show_is_passed(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    assert hall.window("1", "no-show")["ticket"]["status"] == "no-show"
    snapshot = hall.snapshot()
    assert [ticket.number for ticket in snapshot.passed] == ["A001"]
    assert snapshot.windows[0].ticket is None


@pytest.mark.parametrize("verb", ["recall", "start", "finish", "no-show"])
def test_a_verb_without_a_ticket(hall: ServedHall, verb: str) -> None:
    assert hall.refused(f"/windows/1/{verb}") == (409, "no_current_ticket")


@pytest.mark.parametrize("verb", ["recall", "start", "no-show"])
def test_what_cannot_follow_on_start(hall: ServedHall, verb: str) -> None:
    hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "start")
    seq = hall.snapshot().seq
    assert hall.refused(f"/windows/1/{verb}") == (409, "illegal_transition")
    assert hall.snapshot().seq == seq


@pytest.mark.parametrize("verb", ["call-next", "finish", "pause", "resume"])
def test_a_window_the_hall_does_not_have(hall: ServedHall, verb: str) -> None:
    assert hall.refused(f"/windows/9/{verb}") == (404, "unknown_window")


def test_pausing_sets_a_state(hall: ServedHall) -> None:
    for verb in ("pause", "pause", "resume", "resume"):
        assert hall.window("2", verb)["ticket"] is None
    assert hall.event_types() == ["day.opened", "window.paused", "window.resumed"]


def test_a_paused_window_keeps_its_ticket_and_stays_paused(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "pause")
    shown = hall.snapshot().windows[0]
    assert (shown.status, shown.ticket and shown.ticket.number) == ("paused", "A001")
    hall.window("1", "finish")
    shown = hall.snapshot().windows[0]
    assert (shown.status, shown.ticket) == ("paused", None)


def test_calling_opens_a_paused_window(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "pause")
    hall.window("1", "call-next")
    assert hall.event_types()[-3:] == ["window.paused", "window.resumed", "ticket.called"]
    assert hall.snapshot().windows[0].status == "called"


def test_the_call_is_told_with_window_and_queue(hall: ServedHall) -> None:
    hall.issue()
    hall.issue()
    hall.window("2", "call-next")
    event = hall.events()[-1]
    assert isinstance(event, TicketCalled)
    assert (event.ticket.number, event.ticket.window, event.queue.waiting) == ("A001", "2", 1)
