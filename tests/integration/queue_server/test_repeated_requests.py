"""Requests that come twice, over HTTP on both databases."""

from __future__ import annotations

import threading

from tests.fakes.served_hall import ServedHall, error_code

ISSUE = {"request_id": "same", "service": "civil"}


def test_a_repeat_gives_the_same_answer_and_does_the_work_once(hall: ServedHall) -> None:
    first = hall.post("/tickets", ISSUE)
    hall.issue()
    again = hall.post("/tickets", ISSUE)
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    assert hall.event_types().count("ticket.issued") == 2


def test_the_order_of_keys_makes_no_other_request(hall: ServedHall) -> None:
    first = hall.post("/tickets", ISSUE)
    again = hall.post("/tickets", dict(reversed(ISSUE.items())))
    assert again.data == first.data


def test_another_body_or_path_under_the_same_id_is_refused(hall: ServedHall) -> None:
    hall.post("/tickets", ISSUE)
    other = hall.post("/tickets", {**ISSUE, "kiosk": "kiosk-1"})
    assert (other.status_code, error_code(other)) == (409, "request_id_conflict")
    elsewhere = hall.post("/windows/1/call-next", {"request_id": "same"})
    assert (elsewhere.status_code, error_code(elsewhere)) == (409, "request_id_conflict")
    assert hall.snapshot().services[0].waiting == 1


def test_another_card_is_another_request(sqlite_url: str) -> None:
    hall = ServedHall(sqlite_url, identity_key=b"a key for tests only")
    try:
        body = {"request_id": "card", "service": "household"}
        mine = {"scheme": "social_security", "number": "A12345678"}
        first = hall.post("/tickets", {**body, "identity": mine})
        assert hall.post("/tickets", {**body, "identity": mine}).data == first.data
        other = hall.post("/tickets", {**body, "identity": {**mine, "number": "B12345678"}})
        assert error_code(other) == "request_id_conflict"
    finally:
        hall.close()


def test_a_refusal_is_repeated_too(hall: ServedHall) -> None:
    body = {"request_id": "early"}
    refused = hall.post("/windows/1/finish", body)
    hall.issue()
    hall.window("1", "call-next")
    again = hall.post("/windows/1/finish", body)
    assert (again.status_code, again.data) == (refused.status_code, refused.data)
    assert error_code(again) == "no_current_ticket"


def test_duplicates_at_the_same_time(hall: ServedHall) -> None:
    answers: list[bytes] = []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait(10)
        answers.append(hall.post("/tickets", ISSUE).data)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert hall.event_types().count("ticket.issued") == 1


def test_requests_are_forgotten_after_a_week(hall: ServedHall) -> None:
    hall.post("/tickets", ISSUE)
    hall.clock.advance(days=6)
    hall.issue()
    assert hall.post("/tickets", ISSUE).json == hall.post("/tickets", ISSUE).json
    hall.clock.advance(days=2)
    hall.issue()
    fresh = hall.post("/tickets", ISSUE)
    assert fresh.json is not None
    assert fresh.json["ticket"]["number"] == "A002"
