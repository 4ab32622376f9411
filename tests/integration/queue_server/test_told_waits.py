"""What residents are told of their waits: by the plain rule, by a look at the hall, and by what past days have taught."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from config.loader import parse_hall
from queue_server.service.hall import Hall
from queue_server.service.waits.learning import KIND, Learnt, learn_and_keep, learnt_at
from tests.fakes.hall_clock import MONDAY_MORNING
from tests.fakes.served_hall import HALL, ServedHall

DAYS = 4
RESIDENTS = 80
EVERY = timedelta(minutes=4)


@pytest.fixture
def watched(sqlite_url: str) -> Iterator[ServedHall]:
    served = ServedHall(sqlite_url)
    yield served
    served.close()


def told(hall: ServedHall, service: str = "civil") -> tuple[int, int] | None:
    wait = next(queue for queue in hall.snapshot().services if queue.service == service).expected_wait
    return None if wait is None else (wait.low, wait.high)


def play_day(hall: ServedHall, opening: datetime) -> None:
    """Residents come faster than two windows serve them for half of the time, and are all served."""
    hall.clock.time = opening
    issued = served = 0
    minutes = 0
    while served < RESIDENTS:
        if issued < RESIDENTS and minutes % 4 == 0:
            hall.issue()
            issued += 1
        for window in ("1", "2"):
            if (minutes + 5 * int(window)) % 10 == 0 and hall.window(window, "call-next")["ticket"]:
                served += 1
        hall.server.waits.look()
        hall.clock.advance(minutes=1)
        minutes += 1
    for window in ("1", "2"):
        if any(view.window == window and view.ticket for view in hall.snapshot().windows):
            hall.window(window, "finish")


def test_an_idle_window_and_nobody_waiting_is_at_once(watched: ServedHall) -> None:
    assert told(watched) == (0, 0)
    watched.server.waits.look()
    assert told(watched) == (0, 0)


def test_more_people_wait_longer_before_and_after_a_look(watched: ServedHall) -> None:
    before: list[tuple[int, int]] = []
    after: list[tuple[int, int]] = []
    for _ in range(12):
        watched.issue()
        before.append(told(watched) or (-1, -1))
        watched.server.waits.look()
        after.append(told(watched) or (-1, -1))
    assert before == sorted(before)
    assert after == sorted(after)
    assert after[-1][0] >= 30
    assert all(low % 5 == 0 and high % 5 == 0 and low < high for low, high in after[2:])


def test_a_long_session_is_not_expected_to_end_at_once(watched: ServedHall) -> None:
    for window in ("1", "2"):
        watched.issue()
        watched.window(window, "call-next")
        watched.window(window, "start")
    watched.issue()
    watched.server.waits.look()
    early = told(watched)
    watched.clock.advance(minutes=25)
    watched.server.waits.look()
    late = told(watched)
    assert early is not None
    assert late is not None
    assert late[1] > 0
    assert late[0] <= 30


def test_no_open_window_is_no_wait_that_could_be_told(watched: ServedHall) -> None:
    watched.issue()
    for window in ("1", "2"):
        watched.window(window, "pause")
    watched.server.waits.look()
    assert told(watched) is None


def test_an_old_look_is_not_believed(watched: ServedHall) -> None:
    for _ in range(9):
        watched.issue()
    plain = told(watched)
    watched.server.waits.look()
    watched.clock.advance(minutes=2)
    assert told(watched) == plain


def test_the_slip_and_the_tickets_page_tell_the_same(watched: ServedHall) -> None:
    for _ in range(9):
        watched.issue()
    watched.server.waits.look()
    issued = watched.ok("/tickets", service="civil")
    again = json.loads(watched.get(f"/tickets/{issued['ticket']['id']}").text)
    assert issued["expected_wait"] == again["expected_wait"]
    assert issued["people_ahead"] == again["people_ahead"] == 9


def test_the_hall_learns_from_its_days_and_knows_how_right_it_was(watched: ServedHall) -> None:
    for day in range(DAYS):
        play_day(watched, MONDAY_MORNING + timedelta(days=day))
    watched.clock.time = MONDAY_MORNING + timedelta(days=DAYS)
    hall = Hall(parse_hall(HALL))
    learnt = learn_and_keep(watched.server.past, hall, watched.clock.now())
    assert learnt.estimator.model is not None
    assert learnt.estimator.model.samples >= 200
    stored = watched.server.past.model(KIND)
    assert stored is not None
    assert Learnt.loads(stored[1]) == learnt
    assert learnt_at(watched.server.past) == watched.clock.now()
    play_day(watched, MONDAY_MORNING + timedelta(days=DAYS))

    last = (MONDAY_MORNING + timedelta(days=DAYS)).date()
    report = json.loads(watched.get(f"/reports/waiting?from={last}&to={last}").text)
    overall = report["accuracy"][0]
    assert overall["service"] is None
    assert overall["count"] >= RESIDENTS - 5
    assert overall["mean_absolute_error"] < 8
    assert overall["covered_90"] > 0.6
    assert report["learnt_at"] is not None

    advice = json.loads(watched.get("/advice").text)
    assert advice["learnt_days"] == DAYS
    for piece in advice["advice"]:
        assert piece["sentence_zh"].endswith("。")
        assert piece["wait_after"] <= piece["wait_before"] or piece["action"] == "close"


def test_a_model_of_another_format_is_the_cold_start() -> None:
    assert Learnt.loads('{"format": 99}') == Learnt()
    assert Learnt.loads("not JSON") == Learnt()
    assert Learnt.loads('{"format": 1, "handling": {}}') == Learnt()


@pytest.mark.parametrize("asked", ["", "?from=2026-03-02", "?from=x&to=y", "?from=2026-03-03&to=2026-03-02"])
def test_a_report_wants_two_days_in_order(watched: ServedHall, asked: str) -> None:
    assert watched.get(f"/reports/waiting{asked}").status_code == 422


def test_reports_and_advice_are_for_supervisors(watched: ServedHall) -> None:
    for role in ("clerk", "device"):
        token = watched.new_token(f"a-{role}", role)
        for path in ("/advice", "/reports/waiting?from=2026-03-02&to=2026-03-02"):
            assert watched.get(path, token=token).status_code == 403


def test_a_report_of_days_without_calls_is_empty(watched: ServedHall) -> None:
    report = json.loads(watched.get("/reports/waiting?from=2026-01-01&to=2026-01-31").text)
    assert report["accuracy"] == []
    assert report["learnt_at"] is None


CLOSING = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[rules]
cut_off = "forecast"
overtime_minutes = 30

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }
minutes = 10
open = ["mon-fri 09:00-17:00"]

[[windows]]
id = "1"
number = 1
services = ["civil"]
planned = ["mon-fri 09:00-17:00"]
"""


def test_a_window_that_is_planned_to_the_closing_does_not_hide_that_it_is_too_late(sqlite_url: str) -> None:
    hall = ServedHall(sqlite_url, hall=CLOSING)
    hall.clock.time = MONDAY_MORNING.replace(hour=16, minute=25)
    hall.issue()
    hall.window("1", "call-next")
    answers = []
    for _ in range(10):
        hall.server.waits.look()
        body = {"request_id": hall.new_id(), "service": "civil"}
        answers.append(hall.post("/tickets", body).status_code)
    refusal = hall.refused("/tickets", service="civil")
    hall.close()
    assert answers[0] == 201
    assert refusal == (409, "no_time_left")
