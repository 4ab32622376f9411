"""Holidays, limits and exceptions, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from queue_server.wire.messages import ServiceQueue, Unavailable
from tests.fakes.hall_clock import ZONE
from tests.fakes.served_hall import HALL, ServedHall

EXAMPLE = {"scheme": "id_card", "number": "11010519491231002X"}
CALENDAR = """
[calendar]
holidays = "china"
closed = [2026-03-03]
"""
Build = Callable[..., ServedHall]


@pytest.fixture
def build(sqlite_url: str) -> Iterator[Build]:
    """Makes a hall on a Monday at ten, with more lines for its first service and at the end of its file."""
    served = []

    def make(service: str = "", more: str = "") -> ServedHall:
        text = HALL.replace("minutes = 10\n", f"minutes = 10\n{service}\n", 1) + more
        served.append(ServedHall(sqlite_url, hall=text, identity_key=b"k" * 32))
        return served[-1]

    yield make
    for hall in served:
        hall.close()


def civil(hall: ServedHall) -> ServiceQueue:
    return next(queue for queue in hall.snapshot().services if queue.service == "civil")


def test_national_day_until_the_offices_open_again(build: Build) -> None:
    hall = build('open = ["mon-fri 09:00-17:00"]', CALENDAR)
    hall.clock.time = datetime(2026, 10, 1, 10, 0, tzinfo=ZONE)
    assert hall.refused("/tickets", service="civil") == (409, "service_closed")
    queue = civil(hall)
    assert (queue.open, queue.unavailable) == (False, Unavailable.HOLIDAY)
    assert queue.opens_at == datetime(2026, 10, 8, 9, 0, tzinfo=ZONE)
    hall.clock.time = datetime(2026, 10, 10, 10, 0, tzinfo=ZONE)
    assert hall.issue()["number"] == "A001"


def test_a_number_from_before_closing_is_called_after_it(build: Build) -> None:
    hall = build('open = ["mon-fri 09:00-12:00"]', CALENDAR)
    hall.issue()
    hall.clock.advance(hours=3)
    queue = civil(hall)
    assert (queue.unavailable, queue.waiting) == (Unavailable.HOURS, 1)
    # Tuesday is one of the hall file's closed days.
    assert queue.opens_at == datetime(2026, 3, 4, 9, 0, tzinfo=ZONE)
    assert hall.window("1", "call-next")["ticket"]["number"] == "A001"


def test_a_full_queue_has_room_again_when_one_is_called(build: Build) -> None:
    hall = build("max_waiting = 2\nwarn_waiting = 1")
    assert not civil(hall).queue_long
    hall.issue()
    assert civil(hall).queue_long
    hall.issue()
    assert hall.refused("/tickets", service="civil") == (409, "queue_full")
    assert civil(hall).unavailable is Unavailable.QUEUE_FULL
    hall.window("1", "call-next")
    assert civil(hall).unavailable is None
    assert hall.issue()["number"] == "A003"


def test_an_interval_is_full_whatever_became_of_its_numbers(build: Build) -> None:
    hall = build('limits = [{ hours = "daily 09:00-11:00", tickets = 2 }]')
    hall.issue()
    hall.issue()
    hall.window("1", "call-next")
    assert hall.refused("/tickets", service="civil") == (409, "interval_full")
    assert civil(hall).unavailable is Unavailable.INTERVAL_FULL
    hall.clock.advance(hours=1)
    assert hall.issue()["number"] == "A003"


def test_one_person_waits_once_but_staff_may_make_an_exception(build: Build) -> None:
    hall = build('card = "optional"')
    first = hall.issue(identity=EXAMPLE)
    body = {"request_id": hall.new_id(), "service": "civil", "identity": EXAMPLE}
    answer = hall.post("/tickets", body)
    error = json.loads(answer.text)["error"]
    assert (answer.status_code, error["code"]) == (409, "already_waiting")
    assert error["details"] == [{"ticket": first["id"], "number": "A001"}]
    again = hall.issue(identity=EXAMPLE, override="为家人代取")
    assert again["number"] == "A002"


def test_no_exception_from_the_hours(build: Build) -> None:
    hall = build('open = ["mon-fri 13:00-17:00"]')
    refused = hall.refused("/tickets", service="civil", override="为家人代取")
    assert refused == (409, "service_closed")
