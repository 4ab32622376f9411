"""Calls that were a mistake, over HTTP on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Ticket
from queue_server.wire.events import TicketCallUndone
from tests.fakes.full_hall import FULL_HALL, SERVICES, FullHall


def test_an_undone_call_gives_the_place_back(full: FullHall) -> None:
    for _ in range(3):
        full.issue()
    before = full.snapshot()
    called = full.at("1", "call-next")["ticket"]
    full.clock.advance(seconds=10)
    undone = full.at("1", "undo")
    assert (undone["ticket"]["status"], undone["ticket"]["calls"], undone["held"]) == ("waiting", 0, None)
    after = full.snapshot()
    assert after.next_tickets == before.next_tickets
    assert after.recent_calls == ()
    again = full.at("2", "call-next")["ticket"]
    assert again["id"] == called["id"]
    assert again["session_id"] != called["session_id"]


def test_ten_seconds(full: FullHall) -> None:
    full.called()
    full.clock.advance(seconds=10, milliseconds=1)
    assert full.refusal("/windows/1/undo") == "too_late"


def test_a_hall_may_do_without(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules="undo_seconds = 0")
    try:
        hall.called()
        assert hall.refusal("/windows/1/undo") == "too_late"
    finally:
        hall.close()


def test_what_is_no_first_call(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"
    full.at("1", "call-next")
    full.at("1", "start")
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"
    full.at("1", "finish")
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"


def test_what_the_call_had_finished_is_at_the_window_again(full: FullHall) -> None:
    first = full.called()
    full.at("1", "start")
    full.issue()
    full.at("1", "call-next")
    answer = full.at("1", "undo")
    assert (answer["ticket"]["number"], answer["held"]["id"]) == ("A002", first["id"])
    assert (answer["held"]["status"], answer["held"]["finished_at"]) == ("serving", None)
    event = full.events()[-1]
    assert isinstance(event, TicketCallUndone)
    assert event.reopened is not None
    assert (event.reopened.id, event.ticket.number, event.window) == (first["id"], "A002", "1")
    full.at("1", "finish")
    full.rate(first["session_id"])


def test_who_had_not_come_yet_may_still_be_passed(full: FullHall) -> None:
    full.called()
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"]["status"] == "called"
    assert full.at("1", "no-show")["ticket"]["number"] == "A001"


def test_a_session_that_was_rated_stays_finished(full: FullHall) -> None:
    first = full.called()
    full.issue()
    full.at("1", "call-next")
    full.rate(first["session_id"])
    assert full.at("1", "undo")["held"] is None
    assert full.number(first["id"])["status"] == "finished"


def test_what_was_finished_by_its_own_key_stays_finished(full: FullHall) -> None:
    full.called()
    full.at("1", "finish")
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"] is None


def test_what_an_earlier_call_had_finished_stays_finished(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    full.called()
    assert full.call("1") is None
    full.clock.advance(minutes=3)
    full.at("1", "call-back")
    assert full.at("1", "undo")["held"] is None


def test_a_paused_window_that_called_gets_its_ticket_back(full: FullHall) -> None:
    full.called()
    full.at("1", "start")
    full.at("1", "pause")
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"]["number"] == "A001"


def test_an_undone_call_back_is_put_aside_again(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    full.issue()
    full.at("1", "call-next")
    full.at("1", "call-back")
    answer = full.at("1", "undo")
    assert (answer["ticket"]["status"], answer["held"]["number"]) == ("parked", "A002")


@pytest.mark.parametrize("mistakes", [1, 2, 3])
def test_priorities_in_a_row_are_counted_as_if_nobody_was_called(full: FullHall, mistakes: int) -> None:
    for priority in ("old", "old", "old", "ordinary", "ordinary"):
        full.issue(priority=priority)
    order = []
    for _ in range(5):
        for _ in range(mistakes):
            full.at("1", "call-next")
            full.at("1", "undo")
        order.append(full.call("1"))
        full.at("1", "finish")
    assert order == ["A001", "A002", "A004", "A003", "A005"]


def test_a_call_by_hand_counts_nothing_and_so_does_its_undoing(full: FullHall) -> None:
    for priority in ("old", "old", "old", "ordinary"):
        full.issue(priority=priority)
    full.call("1")
    full.call("1")
    full.at("1", "call", number="A003", reason="试验")
    full.at("1", "undo")
    assert full.call("1") == "A004"


# --- exactly as it was ----------------------------------------------------------------------------------------------


def stored(hall: FullHall, ticket_id: str) -> Ticket:
    """A ticket to the last column, but for what goes on whatever is undone: its slip, and how many sessions were numbered."""
    with hall.server.store.read() as unit:
        ticket = unit.ticket(ticket_id)
    assert ticket is not None
    return replace(ticket, sessions=0, slip=SlipState.NONE)


def lines(hall: FullHall) -> dict[str, list[str]]:
    """Who waits for each service, in order."""
    day = hall.snapshot().business_day
    with hall.server.store.write() as unit:
        waiting = unit.lines(day)
        return {service: [t.number for t in waiting.of(service)] for service in SERVICES}


def served_step(hall: FullHall) -> str:
    """A family that is served at window 1, at the first step of its package; id of its ticket."""
    for _ in range(2):
        hall.issue("tax")
        hall.clock.advance(minutes=1)
    ticket = hall.issue("newborn")
    hall.clock.advance(minutes=1)
    hall.issue("tax")
    hall.at("1", "call-next")
    hall.clock.advance(minutes=1)
    hall.at("1", "start")
    hall.clock.advance(minutes=4)
    return str(ticket["id"])


def test_a_step_of_a_package_that_the_call_had_ended_goes_on(full: FullHall) -> None:
    package = served_step(full)
    other = full.issue("civil")["id"]
    before = stored(full, package), stored(full, other), lines(full)
    full.at("1", "call-next")
    assert full.number(package)["status"] == "waiting"
    full.clock.advance(seconds=9)
    answer = full.at("1", "undo")
    assert (answer["ticket"]["number"], answer["held"]["number"]) == ("A001", "N001")
    assert (stored(full, package), stored(full, other), lines(full)) == before
    event = full.events()[-1]
    assert isinstance(event, TicketCallUndone)
    assert event.reopened is not None
    assert (event.reopened.id, event.reopened.service, event.reopened.status) == (
        package,
        "household",
        "serving",
    )
    assert [(queue.service, queue.waiting) for queue in event.queues] == [("civil", 1), ("tax", 3)]


def test_an_undone_step_is_ended_and_rated_once_afterwards(full: FullHall) -> None:
    package = served_step(full)
    session = full.number(package)["session_id"]
    full.issue("civil")
    full.at("1", "call-next")
    full.at("1", "undo")
    pressed = full.clock.now().isoformat()
    assert full.refusal("/ratings", session_id=session, level=5, pressed_at=pressed) == "rating_too_early"
    full.at("1", "finish")
    full.rate(session)
    assert full.number(package)["steps"] == ["civil"]


def test_a_step_that_was_called_elsewhere_meanwhile_goes_on_there(full: FullHall) -> None:
    package = full.called("newborn")["id"]
    full.issue("civil")
    full.at("1", "call-next")
    full.at("4", "call-next")
    there = stored(full, package)
    assert there.window == "4"
    answer = full.at("1", "undo")
    assert (answer["ticket"]["status"], answer["held"]) == ("waiting", None)
    assert stored(full, package) == there
    event = full.events()[-1]
    assert isinstance(event, TicketCallUndone)
    assert (event.reopened, len(event.queues)) == (None, 1)


def test_a_step_whose_next_call_was_a_mistake_as_well_comes_back(full: FullHall) -> None:
    package = full.called("newborn")["id"]
    before = stored(full, package)
    full.issue("civil")
    full.at("1", "call-next")
    full.at("4", "call-next")
    full.at("4", "undo")
    full.at("1", "undo")
    assert stored(full, package) == before


@pytest.mark.parametrize("verb", ["cancel", "transfer"])
def test_a_step_that_was_moved_on_by_staff_stays_there(full: FullHall, verb: str) -> None:
    package = full.called("newborn")["id"]
    full.issue("civil")
    full.at("1", "call-next")
    more = {"reason": "试验"} if verb == "cancel" else {"service": "civil"}
    full.ok(f"/tickets/{package}/{verb}", **more)
    there = stored(full, package)
    assert full.at("1", "undo")["held"] is None
    assert stored(full, package) == there


def test_a_rated_step_stays_ended(full: FullHall) -> None:
    package = full.called("newborn")
    full.issue("civil")
    full.at("1", "call-next")
    full.rate(package["session_id"])
    assert full.at("1", "undo")["held"] is None
    assert full.number(package["id"])["service"] == "tax"


def test_a_slip_that_was_printed_meanwhile_stays_printed(full: FullHall) -> None:
    package = full.called("newborn", kiosk="kiosk-1")["id"]
    other = full.issue("civil", kiosk="kiosk-1")["id"]
    full.at("1", "call-next")
    for ticket in (package, other):
        full.ok(f"/tickets/{ticket}/print-state", state="printed")
    full.at("1", "undo")
    assert {full.number(ticket)["print_state"] for ticket in (package, other)} == {"printed"}


def test_a_window_that_called_the_next_step_of_its_own_ticket(sqlite_url: str) -> None:
    one_for_all = FULL_HALL.replace(
        'services = ["civil", "household"]', 'services = ["civil", "household", "tax"]'
    )
    hall = FullHall(sqlite_url, hall=one_for_all)
    try:
        package = hall.called("newborn")["id"]
        before = stored(hall, package)
        answer = hall.at("1", "call-next")
        assert (answer["held"]["id"], answer["held"]["service"]) == (package, "tax")
        assert hall.at("1", "undo")["held"]["service"] == "household"
        assert stored(hall, package) == before
        assert hall.snapshot().services[2].waiting == 0
    finally:
        hall.close()


@pytest.mark.parametrize("how", ["restored", "sent", "put aside"])
def test_what_a_ticket_had_been_through_is_not_forgotten(full: FullHall, how: str) -> None:
    ticket = full.called()["id"]
    if how == "restored":
        full.at("1", "no-show")
        full.clock.advance(minutes=2)
        full.at("1", "restore")
    elif how == "sent":
        full.at("1", "transfer", window="2")
    else:
        full.at("1", "start")
        full.clock.advance(minutes=3)
        full.at("1", "park")
    window, verb = {"restored": ("1", "call-next"), "sent": ("2", "call-next")}.get(how, ("1", "call-back"))
    before = stored(full, ticket)
    full.clock.advance(minutes=1)
    full.at(window, verb)
    full.at(window, "undo")
    assert stored(full, ticket) == before
