"""Who gets a number, and what staff may except, over HTTP on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from queue_server.wire.messages import Unavailable
from tests.fakes.full_hall import CARD, FULL_HALL, OTHER_CARD, FullHall

MORNING = 'minutes = 10\nopen = ["daily 09:00-12:00"]'


@pytest.fixture
def strict(made_url: str) -> Iterator[FullHall]:
    """Two numbers a person a day; a morning's hours, after which nobody is served; four numbers before half past ten."""
    limits = 'limits = [{ hours = "daily 09:00-10:30", tickets = 4, warn = 3 }]'
    served = FullHall(
        made_url,
        rules='tickets_per_person = 2\ncut_off = "forecast"\novertime_minutes = 0',
        hall=FULL_HALL.replace("minutes = 10", f"{MORNING}\n{limits}"),
    )
    yield served
    served.close()


def refused_person(hall: FullHall, service: str, card: dict[str, str], request: str = "") -> tuple[str, Any]:
    """Code and details of a number that a card gets not."""
    body = {"request_id": request or hall.new_id(), "service": service, "identity": card}
    answer = hall.post("/tickets", body)
    assert answer.status_code == 409, answer.text
    assert answer.json is not None
    return answer.json["error"]["code"], answer.json["error"]["details"]


def test_a_person_waits_once_for_a_service(full: FullHall) -> None:
    ticket = full.issue(identity=CARD)
    facts = [{"ticket": ticket["id"], "number": "A001"}]
    assert refused_person(full, "civil", CARD) == ("already_waiting", facts)
    assert full.issue(identity=OTHER_CARD)["number"] == "A002"
    assert full.issue("tax", identity=CARD)["number"] == "C001"
    assert full.issue()["number"] == "A003"


def test_the_same_request_gets_the_same_refusal_with_its_facts(full: FullHall) -> None:
    ticket = full.issue(identity=CARD)
    first = refused_person(full, "civil", CARD, "once")
    assert first == ("already_waiting", [{"ticket": ticket["id"], "number": "A001"}])
    full.ok(f"/tickets/{ticket['id']}/cancel", reason="试验")
    assert refused_person(full, "civil", CARD, "once") == first
    assert full.issue(identity=CARD)["number"] == "A002"


@pytest.mark.parametrize(
    "verbs, waits",
    [
        ((), True),
        (("start",), True),
        (("park",), True),
        (("finish",), False),
        (("no-show",), False),
    ],
)
def test_until_the_person_was_served_or_passed(full: FullHall, verbs: tuple[str, ...], waits: bool) -> None:
    full.called(identity=CARD)
    for verb in verbs:
        full.at("1", verb)
    if waits:
        assert refused_person(full, "civil", CARD)[0] == "already_waiting"
    else:
        full.issue(identity=CARD)


def test_a_number_sent_elsewhere_counts_where_it_waits(full: FullHall) -> None:
    ticket = full.issue("civil", identity=CARD)
    full.ok(f"/tickets/{ticket['id']}/transfer", service="tax")
    assert refused_person(full, "tax", CARD)[0] == "already_waiting"
    assert full.issue("civil", identity=CARD)["number"] == "A002"


def test_without_a_key_nobody_is_known(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, identity_key=None)
    try:
        assert [hall.issue(identity=CARD)["number"] for _ in range(5)] == [f"A00{n}" for n in range(1, 6)]
    finally:
        hall.close()


def test_so_many_a_day_whatever_became_of_them(strict: FullHall) -> None:
    first = strict.issue("tax", identity=CARD)
    strict.ok(f"/tickets/{first['id']}/cancel", reason="试验")
    strict.issue("tax", identity=CARD)
    assert refused_person(strict, "household", CARD) == ("too_many_today", [])
    strict.issue("household", identity=OTHER_CARD)
    strict.clock.advance(days=1)
    strict.issue("household", identity=CARD)


def test_staff_answer_for_exceptions(strict: FullHall) -> None:
    for _ in range(2):
        strict.issue("tax", identity=CARD, override="代家人取号")
    assert refused_person(strict, "tax", CARD)[0] == "already_waiting"
    assert refused_person(strict, "household", CARD)[0] == "too_many_today"
    assert strict.issue("tax", identity=CARD, override="代家人取号")["number"] == "C003"
    for _ in range(5):
        strict.issue("civil", override="试验")
    assert strict.refusal("/tickets", service="civil") == "interval_full"
    strict.clock.advance(hours=3)
    assert strict.refusal("/tickets", service="civil", override="试验") == "service_closed"


def test_a_limit_counts_the_numbers_given_for_the_service(strict: FullHall) -> None:
    wrong = [strict.issue("civil") for _ in range(2)]
    for ticket in wrong:
        strict.ok(f"/tickets/{ticket['id']}/transfer", service="tax")
    others = [strict.issue("household") for _ in range(2)]
    for ticket in others:
        strict.ok(f"/tickets/{ticket['id']}/transfer", service="civil")
    assert not strict.snapshot().services[0].queue_long
    strict.issue("civil")
    assert strict.snapshot().services[0].queue_long, "three were given: a warning is due"
    strict.issue("civil")
    assert strict.refusal("/tickets", service="civil") == "interval_full"
    shown = strict.snapshot().services[0]
    assert (shown.unavailable, shown.waiting) == (Unavailable.INTERVAL_FULL, 4)
    strict.clock.advance(minutes=30)
    assert strict.issue("civil")["number"] == "A005"


def test_nobody_gets_a_number_who_would_not_be_served_today(strict: FullHall) -> None:
    """Ten minutes each, and the windows close at noon."""
    strict.clock.advance(minutes=95)
    given = 0
    while strict.snapshot().services[0].open:
        strict.issue()
        strict.call("1") if given == 0 else None
        given += 1
    assert 1 <= given <= 9
    assert strict.refusal("/tickets", service="civil") == "no_time_left"
    assert strict.snapshot().services[0].unavailable is Unavailable.NO_TIME_LEFT
    strict.issue(override="试验")
    assert strict.issue("tax")["number"] == "C001"


def test_a_service_that_left_the_hall_file_leaves_its_numbers_in_order(made_url: str) -> None:
    hall = FullHall(made_url)
    tax = hall.issue("tax")
    hall.issue("civil")
    hall.close()
    without = FULL_HALL.replace('services = ["tax", "household"]', 'services = ["household"]')
    without = without.replace('"household", "tax", "civil"', '"household", "civil"')
    without = without.replace('services = ["tax"]', 'services = ["civil"]').replace(
        'helps = [{ service = "civil", when_waiting = 3, when_minutes = 20 }]', ""
    )
    start = without.index('[[services]]\nid = "tax"')
    without = without[:start] + without[without.index("[[packages]]") :]
    smaller = FullHall(made_url, hall=without)
    try:
        assert [queue.service for queue in smaller.snapshot().services] == ["civil", "household"]
        assert smaller.refusal("/tickets", service="tax") == "unknown_service"
        assert smaller.ok(f"/tickets/{tax['id']}/transfer", service="civil")["service"] == "civil"
        assert [smaller.call("1") for _ in range(3)] == ["C001", "A001", None]
    finally:
        smaller.close()
