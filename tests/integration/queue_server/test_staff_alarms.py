"""Alarms over HTTP: what is beyond the hall's bounds, why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.served_hall import HALL, ServedHall

STAFFED = (
    HALL.replace('on_call_next = "finish"', 'on_call_next = "finish"\nrequire_log_in = true')
    + '\n[[clerks]]\nid = "clerk-a"\nnumber = 1024\n'
)


def alarms(hall: ServedHall, role: str = "clerk") -> list[tuple[str, str | None]]:
    found = json.loads(hall.get("/alarms", token=hall.new_token(f"somebody-{role}", role)).text)["alarms"]
    return [(alarm["kind"], alarm["service"] or alarm["window"]) for alarm in found]


def alarm(hall: ServedHall, kind: str) -> Any:
    found = json.loads(hall.get("/alarms").text)["alarms"]
    [one] = [alarm for alarm in found if alarm["kind"] == kind]
    return one


@pytest.fixture
def staffed(made_url: str) -> Iterator[ServedHall]:
    """A hall whose clerks log in."""
    hall = ServedHall(made_url, hall=STAFFED)
    yield hall
    hall.close()


def test_a_calm_hall_has_none(hall: ServedHall) -> None:
    assert alarms(hall) == []
    hall.issue()
    hall.window("1", "call-next")
    assert alarms(hall, "supervisor") == []


def test_they_are_for_staff_alone(sqlite_hall: ServedHall) -> None:
    token = sqlite_hall.new_token("kiosk-1", "device")
    assert sqlite_hall.get("/alarms", token=token).status_code == 403


def test_a_long_wait_is_told_with_its_cause_and_what_to_do(hall: ServedHall) -> None:
    hall.issue()
    hall.clock.advance(minutes=20)
    assert alarms(hall) == []
    hall.clock.advance(minutes=1)
    told = alarm(hall, "first-wait")
    assert (told["service"], told["value"], told["threshold"]) == ("civil", 21.0, 20.0)
    assert told["since"] == "2026-03-02T10:00:00+08:00"
    assert told["cause_zh"] == "“民政”等得最久的人已等 21 分钟（上限 20 分钟）。"
    assert "Civil affairs" in told["cause_en"]
    assert "加开窗口" in told["action_zh"]


def test_a_long_queue(hall: ServedHall) -> None:
    for _ in range(21):
        hall.issue()
    kinds = dict(alarms(hall))
    assert kinds["queue-length"] == "civil"
    assert kinds["waiting-per-window"] == "civil"
    assert kinds["predicted-wait"] == "civil"


def test_a_window_that_serves_too_long(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "call-next")
    hall.window("1", "start")
    hall.clock.advance(minutes=30)
    assert alarms(hall) == []
    hall.clock.advance(minutes=1)
    assert alarms(hall) == [("long-session", "1")]
    hall.window("1", "finish")
    assert alarms(hall) == []


def test_a_pause_is_an_alarm_when_nobody_covers_it(hall: ServedHall) -> None:
    hall.window("1", "pause")
    hall.window("2", "pause")
    hall.clock.advance(minutes=11)
    assert alarms(hall) == [("long-pause", "1"), ("long-pause", "2")]
    hall.window("1", "resume")
    assert alarms(hall) == []


def test_people_who_wait_for_a_service_without_a_window(hall: ServedHall) -> None:
    for window in ("1", "2"):
        hall.window(window, "pause")
    hall.clock.advance(minutes=1)
    hall.issue()
    hall.clock.advance(minutes=6)
    assert ("unmanned", "civil") in alarms(hall)
    hall.window("2", "resume")
    assert ("unmanned", "civil") not in alarms(hall)


def test_a_window_that_does_nothing_while_people_wait(hall: ServedHall) -> None:
    hall.window("1", "pause")
    hall.window("1", "resume")
    hall.issue()
    hall.clock.advance(minutes=6)
    assert alarms(hall) == [("no-action", "1")]
    hall.window("1", "call-next")
    assert alarms(hall) == []


def test_where_clerks_log_in_an_empty_window_is_not_open(staffed: ServedHall) -> None:
    staffed.issue()
    staffed.ok("/windows/1/log-in", clerk=1024)
    staffed.clock.advance(minutes=2)
    staffed.window("1", "log-out")
    staffed.clock.advance(minutes=6)
    assert alarms(staffed) == [("unmanned", "civil")]
    assert alarm(staffed, "unmanned")["since"] == "2026-03-02T10:02:00+08:00"


def test_a_new_day_begins_without_alarms(hall: ServedHall) -> None:
    hall.issue()
    hall.window("1", "pause")
    hall.clock.advance(minutes=40)
    assert alarms(hall) != []
    hall.clock.advance(days=1)
    assert alarms(hall) == []
    hall.issue()
    assert alarms(hall) == []


def test_a_server_that_starts_again_knows_what_ran_before(made_url: str) -> None:
    before = ServedHall(made_url)
    before.issue()
    before.window("2", "pause")
    before.window("2", "resume")
    before.close()
    after = ServedHall(made_url)
    after.clock.advance(minutes=7)
    assert alarms(after) == [("no-action", "2")]
    after.close()
