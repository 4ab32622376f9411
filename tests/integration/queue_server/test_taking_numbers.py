"""Taking a number, over HTTP on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_server.wire.events import TicketIssued
from queue_server.wire.messages import ExpectedWait, IssuedTicket
from tests.fakes.served_hall import HALL, ServedHall, error_code

EXAMPLE = {"scheme": "id_card", "number": "11010519491231002X"}


def test_numbers_follow_each_other(hall: ServedHall) -> None:
    assert [hall.issue()["number"] for _ in range(3)] == ["A001", "A002", "A003"]
    assert hall.issue("household", identity=EXAMPLE)["number"] == "B001"


def test_the_answer_says_who_is_ahead(hall: ServedHall) -> None:
    hall.issue()
    answer = IssuedTicket.model_validate(hall.ok("/tickets", service="civil", kiosk="kiosk-1"))
    assert answer.people_ahead == 1
    assert answer.expected_wait == ExpectedWait(low=5, high=5)
    assert answer.ticket.print_state == "queued"
    assert answer.ticket.issued_at.utcoffset() == timedelta(hours=8)


def test_the_event_holds_what_a_display_needs(hall: ServedHall) -> None:
    issued = hall.issue()
    (event,) = [event for event in hall.events() if isinstance(event, TicketIssued)]
    assert (event.ticket.id, event.ticket.number) == (issued["id"], "A001")
    assert (event.queue.service, event.queue.waiting, event.queue.open) == ("civil", 1, True)


def test_a_range_ends(hall: ServedHall) -> None:
    assert [hall.issue("few")["number"] for _ in range(3)] == ["D08", "D09", "D10"]
    assert hall.refused("/tickets", service="few") == (409, "numbers_exhausted")
    assert hall.snapshot().services[3].waiting == 3


def test_hours_are_kept(hall: ServedHall) -> None:
    assert hall.issue("mornings")["number"] == "C001"
    hall.clock.advance(hours=2)
    assert hall.refused("/tickets", service="mornings") == (409, "service_closed")


def test_what_the_hall_does_not_have(hall: ServedHall) -> None:
    assert hall.refused("/tickets", service="weddings") == (404, "unknown_service")
    assert hall.refused("/tickets", service="civil", kiosk="kiosk-9") == (404, "unknown_kiosk")
    assert hall.event_types() == []


def test_a_card_where_the_service_asks_for_one(hall: ServedHall) -> None:
    assert hall.refused("/tickets", service="household") == (409, "identity_required")
    wrong = {"scheme": "id_card", "number": "110105194912310021"}
    assert hall.refused("/tickets", service="household", identity=wrong) == (422, "bad_identity")
    assert hall.issue("household", identity=EXAMPLE)["number"] == "B001"


@pytest.mark.parametrize("key", [None, b"a key for tests only"])
def test_nothing_of_a_card_is_kept_but_its_keyed_hash(sqlite_url: str, key: bytes | None) -> None:
    hall = ServedHall(sqlite_url, identity_key=key)
    try:
        hall.issue("household", identity=EXAMPLE)
        hall.issue("civil", identity=EXAMPLE)
        with hall.server.database.reading() as cursor:
            digests = [row[0] for row in cursor.execute("SELECT identity_digest FROM tickets").fetchall()]
            dump = "\n".join(cursor.connection.iterdump())
    finally:
        hall.close()
    assert EXAMPLE["number"] not in dump
    assert [digest is not None for digest in digests] == [key is not None, False]


def test_a_ticket_can_be_looked_up(hall: ServedHall) -> None:
    first, second = hall.issue(), hall.issue()
    hall.window("1", "call-next")
    now = IssuedTicket.model_validate_json(hall.get(f"/tickets/{second['id']}").text)
    assert (now.ticket.number, now.people_ahead) == ("A002", 0)
    assert now.expected_wait is not None
    gone = IssuedTicket.model_validate_json(hall.get(f"/tickets/{first['id']}").text)
    assert (gone.ticket.status, gone.people_ahead, gone.expected_wait) == ("called", 0, None)
    missing = hall.get("/tickets/no-such-ticket")
    assert (missing.status_code, error_code(missing)) == (404, "not_found")


def test_nobody_knows_the_wait_while_every_window_pauses(hall: ServedHall) -> None:
    hall.window("1", "pause")
    hall.window("2", "pause")
    assert hall.ok("/tickets", service="civil")["expected_wait"] is None
    hall.window("2", "resume")
    assert hall.ok("/tickets", service="civil")["expected_wait"] == {"low": 10, "high": 15}


def test_two_halls_share_a_database(made_url: str) -> None:
    here, there = ServedHall(made_url), ServedHall(made_url, hall=HALL.replace("test-hall", "other"))
    try:
        assert here.issue()["number"] == there.issue()["number"] == "A001"
        assert here.window("1", "call-next")["ticket"]["number"] == "A001"
        assert there.snapshot().recent_calls == ()
        assert [event.seq for event in there.events()] == [1, 2]
    finally:
        here.close()
        there.close()
