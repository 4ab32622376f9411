"""Clerks log in at windows and out, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.wire.events import WindowStaffed
from tests.fakes.empty_hall import empty_hall
from tests.fakes.served_hall import HALL, ServedHall

CLERKS = """
[[clerks]]
id = "clerk-a"
number = 1024
name = { zh = "张三测试", en = "Zhang San Test" }

[[clerks]]
id = "clerk-b"
number = 2048
"""
WINDOWS = ("1", "2", "3")
NUMBERS = {1024: "clerk-a", 2048: "clerk-b"}


class StaffedHall(ServedHall):
    """A hall with two clerks."""

    def __init__(self, url: str, *, required: bool = False) -> None:
        rule = "require_log_in = true" if required else ""
        super().__init__(url, hall=HALL.replace("[rules]", f"[rules]\n{rule}") + CLERKS)

    def log_in(self, window: str, number: int) -> None:
        self.ok(f"/windows/{window}/log-in", clerk=number)

    def staffed(self) -> dict[str, str | None]:
        return {view.window: view.clerk for view in self.snapshot().windows}

    def told(self) -> list[tuple[str, str | None]]:
        return [(event.window, event.clerk) for event in self.events() if isinstance(event, WindowStaffed)]


@pytest.fixture
def staffed(made_url: str) -> Iterator[StaffedHall]:
    served = StaffedHall(made_url)
    yield served
    served.close()


@pytest.fixture
def strict(made_url: str) -> Iterator[StaffedHall]:
    served = StaffedHall(made_url, required=True)
    yield served
    served.close()


def test_a_clerk_comes_and_goes(staffed: StaffedHall) -> None:
    assert staffed.staffed() == {"1": None, "2": None, "3": None}
    staffed.issue()
    nothing_held = {"ticket": None, "waiting": 1, "held": None, "card": None}
    assert staffed.ok("/windows/1/log-in", clerk=1024) == nothing_held
    assert staffed.staffed()["1"] == "clerk-a"
    assert staffed.ok("/windows/1/log-out") == nothing_held
    assert staffed.staffed()["1"] is None
    assert staffed.told() == [("1", "clerk-a"), ("1", None)]


def test_a_clerk_is_at_one_window_at_a_time(staffed: StaffedHall) -> None:
    staffed.log_in("1", 1024)
    staffed.log_in("2", 1024)
    assert staffed.staffed() == {"1": None, "2": "clerk-a", "3": None}
    assert staffed.told() == [("1", "clerk-a"), ("1", None), ("2", "clerk-a")]


def test_a_clerk_takes_the_place_of_another(staffed: StaffedHall) -> None:
    staffed.log_in("1", 1024)
    staffed.log_in("2", 2048)
    staffed.log_in("1", 2048)
    assert staffed.staffed() == {"1": "clerk-b", "2": None, "3": None}


def test_what_changes_nothing_is_no_event(staffed: StaffedHall) -> None:
    staffed.ok("/windows/1/log-out")
    staffed.log_in("1", 1024)
    staffed.log_in("1", 1024)
    assert staffed.told() == [("1", "clerk-a")]


def test_a_repeat_of_a_log_in_does_not_bring_the_clerk_back(staffed: StaffedHall) -> None:
    first = {"request_id": "once", "clerk": 1024}
    answer = staffed.post("/windows/1/log-in", first)
    staffed.log_in("2", 1024)
    again = staffed.post("/windows/1/log-in", first)
    assert (again.status_code, again.text) == (200, answer.text)
    assert staffed.staffed()["2"] == "clerk-a"
    other = staffed.post("/windows/1/log-in", {**first, "clerk": 2048})
    assert other.status_code == 409


@pytest.mark.parametrize(
    "window, clerk, expected",
    [
        ("1", 1025, (404, "unknown_clerk")),
        ("9", 1024, (404, "unknown_window")),
        ("1", 5, (422, "invalid_body")),
        ("1", "zhang", (422, "invalid_body")),
    ],
)
def test_who_is_refused(staffed: StaffedHall, window: str, clerk: object, expected: tuple[int, str]) -> None:
    assert staffed.refused(f"/windows/{window}/log-in", clerk=clerk) == expected
    assert staffed.told() == []


def test_a_log_in_needs_its_number_and_a_log_out_takes_none(staffed: StaffedHall) -> None:
    assert staffed.refused("/windows/1/log-in") == (422, "invalid_body")
    assert staffed.refused("/windows/1/log-out", clerk=1024) == (422, "invalid_body")
    assert staffed.refused("/windows/9/log-out") == (404, "unknown_window")


def test_nobody_is_named(staffed: StaffedHall) -> None:
    staffed.log_in("1", 1024)
    log = "".join(event.model_dump_json() for event in staffed.events()) + staffed.get("/snapshot").text
    assert "clerk-a" in log
    for personal in ("1024", "张三", "Zhang"):
        assert personal not in log


def test_calling_needs_nobody_unless_the_hall_says_so(staffed: StaffedHall) -> None:
    staffed.issue()
    assert staffed.window("1", "call-next")["ticket"]["number"] == "A001"


def test_where_a_log_in_is_required_nobody_else_calls(strict: StaffedHall) -> None:
    strict.issue()
    strict.issue()
    assert strict.refused("/windows/1/call-next") == (409, "not_logged_in")
    strict.log_in("2", 1024)
    assert strict.refused("/windows/1/call-next") == (409, "not_logged_in")
    strict.log_in("1", 1024)
    assert strict.window("1", "call-next")["ticket"]["number"] == "A001"
    strict.ok("/windows/1/log-out")
    assert strict.window("1", "start")["ticket"]["status"] == "serving"
    assert strict.refused("/windows/1/call-next") == (409, "not_logged_in")
    assert strict.window("1", "finish")["ticket"]["status"] == "finished"


def test_a_new_day_logs_everybody_out(strict: StaffedHall) -> None:
    strict.log_in("1", 1024)
    strict.clock.advance(days=1)
    assert strict.staffed()["1"] is None
    strict.issue()
    assert strict.staffed()["1"] is None
    assert strict.refused("/windows/1/call-next") == (409, "not_logged_in")
    strict.log_in("2", 1024)
    assert strict.staffed()["2"] == "clerk-a"


def test_a_restart_logs_nobody_out(made_url: str) -> None:
    hall = StaffedHall(made_url)
    hall.log_in("1", 1024)
    hall.close()
    again = StaffedHall(made_url)
    try:
        assert again.staffed()["1"] == "clerk-a"
    finally:
        again.close()


STEPS = st.lists(st.tuples(st.sampled_from(WINDOWS), st.sampled_from([1024, 2048, None])), max_size=12)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_events_tell_the_same_as_the_snapshot_and_nobody_is_twice(
    steps: list[tuple[str, int | None]],
) -> None:
    with TemporaryDirectory() as folder:
        hall = StaffedHall(empty_hall(Path(folder)))
        try:
            expected: dict[str, str | None] = dict.fromkeys(WINDOWS)
            for window, number in steps:
                if number is None:
                    hall.ok(f"/windows/{window}/log-out")
                    expected[window] = None
                else:
                    hall.log_in(window, number)
                    clerk = NUMBERS[number]
                    expected = {each: None if there == clerk else there for each, there in expected.items()}
                    expected[window] = clerk
            replayed: dict[str, str | None] = dict.fromkeys(WINDOWS)
            for window, clerk_id in hall.told():
                replayed[window] = clerk_id
                present = [there for there in replayed.values() if there is not None]
                assert len(present) == len(set(present))
            assert hall.staffed() == expected == replayed
        finally:
            hall.close()
