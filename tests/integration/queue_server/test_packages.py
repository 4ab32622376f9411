"""One number through several services, over HTTP on both databases."""

from __future__ import annotations

from queue_server.wire.events import TicketForwarded
from tests.fakes.full_hall import CARD, FullHall


def test_one_number_visits_every_service_and_each_session_is_rated(full: FullHall) -> None:
    ticket = full.issue("newborn")
    assert (ticket["number"], ticket["service"], ticket["package"]) == ("N001", "household", "newborn")
    assert ticket["steps"] == ["tax", "civil"]
    sessions = []
    for window, service in (("1", "household"), ("3", "tax"), ("2", "civil")):
        called = full.at(window, "call-next")["ticket"]
        assert (called["number"], called["service"]) == ("N001", service)
        full.at(window, "start")
        full.clock.advance(minutes=5)
        full.at(window, "finish")
        sessions.append(called["session_id"])
        full.rate(called["session_id"], 5)
        pressed = full.clock.now().isoformat()
        again = {"session_id": called["session_id"], "level": 1, "pressed_at": pressed}
        assert full.refusal("/ratings", **again) == "already_rated"
    assert len(set(sessions)) == 3
    assert full.number(ticket["id"])["status"] == "finished"
    assert [t for t in full.event_types() if t in ("ticket.forwarded", "ticket.finished")] == [
        "ticket.forwarded",
        "ticket.forwarded",
        "ticket.finished",
    ]


def test_in_the_next_line_it_stands_by_its_time_of_arrival(full: FullHall) -> None:
    full.issue("newborn")
    full.issue("tax")
    full.at("1", "call-next")
    answer = full.at("1", "finish")
    assert (answer["ticket"]["status"], answer["ticket"]["steps"], answer["held"]) == (
        "waiting",
        ["civil"],
        None,
    )
    assert [full.call("3"), full.call("3")] == ["N001", "C001"]


def test_its_event_says_where_from_and_what_to_rate(full: FullHall) -> None:
    full.issue("newborn")
    called = full.at("1", "call-next")["ticket"]
    full.call("1")
    event = full.events()[-1]
    assert isinstance(event, TicketForwarded)
    assert (event.from_service, event.from_window, event.session_id) == (
        "household",
        "1",
        called["session_id"],
    )
    assert (event.ticket.service, event.queue.service, event.by_next_call) == ("tax", "tax", True)
    assert (event.rate_until - event.at).total_seconds() == 60


def test_a_step_cannot_be_rated_before_it_is_done_or_too_late(full: FullHall) -> None:
    full.issue("newborn")
    session = full.at("1", "call-next")["ticket"]["session_id"]
    pressed = full.clock.now().isoformat()
    assert full.refusal("/ratings", session_id=session, level=5, pressed_at=pressed) == "rating_too_early"
    full.at("1", "finish")
    full.clock.advance(seconds=66)
    pressed = full.clock.now().isoformat()
    assert full.refusal("/ratings", session_id=session, level=5, pressed_at=pressed) == "rating_too_late"


def test_a_window_may_do_two_steps_in_a_row(full: FullHall) -> None:
    full.issue("newborn")
    full.at("1", "call-next")
    full.at("1", "transfer", service="civil")
    full.at("1", "call-next")
    full.call("1")
    assert full.call("3") == "N001"


def test_a_step_that_was_sent_to_a_window_goes_on_to_any(full: FullHall) -> None:
    full.issue("newborn")
    full.at("1", "call-next")
    full.at("1", "transfer", window="3")
    full.at("3", "call-next")
    assert full.at("3", "finish")["ticket"]["for_window"] is None
    assert full.call("4") == "N001"


def test_a_package_that_is_passed_comes_back_to_the_same_step(full: FullHall) -> None:
    full.issue("newborn")
    full.at("1", "call-next")
    full.at("1", "no-show")
    full.at("1", "restore", number="N001")
    back = full.at("1", "call-next")["ticket"]
    assert (back["service"], back["steps"]) == ("household", ["tax", "civil"])


def test_a_person_has_a_package_once(full: FullHall) -> None:
    ticket = full.issue("newborn", identity=CARD)
    for service in ("newborn", "tax", "civil"):
        answer = full.post("/tickets", {"request_id": full.new_id(), "service": service, "identity": CARD})
        assert answer.status_code == 409, "it waits for that service, or will"
        assert answer.json is not None
        assert answer.json["error"]["details"] == [{"ticket": ticket["id"], "number": "N001"}]


def test_numbers_of_packages_are_counted_apart(full: FullHall) -> None:
    numbers = [full.issue(service)["number"] for service in ("newborn", "household", "newborn", "household")]
    assert numbers == ["N001", "B001", "N002", "B002"]
    assert full.snapshot().services[1].waiting == 4
