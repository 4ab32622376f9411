"""Whom the windows will call next, as boards and clerks see it, over HTTP on both databases."""

from __future__ import annotations

import random

import pytest

from tests.fakes.full_hall import FullHall
from tests.fakes.staff_browser import StaffBrowser

PRIORITIES = ("ordinary", "ordinary", "old", "urgent")


def shown(hall: FullHall) -> list[str]:
    return [ticket.number for ticket in hall.snapshot().next_tickets]


def listed(hall: FullHall, window: str) -> list[str]:
    """What a clerk sees at a window."""
    now = StaffBrowser(hall).enter("clerk").now()
    numbers = {ticket["id"]: ticket["number"] for ticket in now["waiting"]}
    (view,) = (each for each in now["windows"] if each["window"] == window)
    return [numbers[ticket] for ticket in view["next"]]


def pause_all_but(hall: FullHall, *open_ones: str) -> None:
    for window in {"1", "2", "3", "4"} - set(open_ones):
        hall.at(window, "pause")


def crowd(hall: FullHall, people: int) -> None:
    chance = random.Random(people)
    for _ in range(people):
        hall.issue(chance.choice(("civil", "household", "tax")), priority=chance.choice(PRIORITIES))
        hall.clock.advance(minutes=chance.choice((0, 1, 7)))


def test_only_those_whom_an_open_window_calls_are_next(full: FullHall) -> None:
    for service in ("tax", "civil", "household"):
        full.issue(service)
    pause_all_but(full, "2")
    assert shown(full) == ["A001"]
    full.at("4", "resume")
    assert shown(full) == ["A001", "C001"]
    full.at("2", "pause")
    full.at("4", "pause")
    assert shown(full) == []


def test_a_listed_window_calls_by_its_list(full: FullHall) -> None:
    for service in ("household", "household", "tax"):
        full.issue(service)
    pause_all_but(full, "3")
    assert shown(full) == listed(full, "3") == ["C001", "B001", "B002"]


def test_who_was_sent_to_a_window_is_next_there_alone(full: FullHall) -> None:
    full.issue()
    full.issue()
    full.at("1", "call-next")
    full.at("1", "transfer", window="2")
    assert listed(full, "2") == ["A001", "A002"]
    assert listed(full, "1") == ["A002"]
    full.at("2", "pause")
    assert shown(full) == ["A002"]


def test_windows_without_a_clerk_call_nobody_where_clerks_must_log_in(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules="require_log_in = true")
    try:
        hall.issue()
        assert (shown(hall), listed(hall, "1")) == ([], ["A001"])
        hall.at("1", "log-in", clerk=1024)
        assert shown(hall) == ["A001"]
    finally:
        hall.close()


def test_the_row_of_priorities_at_a_window_counts(full: FullHall) -> None:
    for priority in ("old", "old", "old", "ordinary"):
        full.issue(priority=priority)
    pause_all_but(full, "1")
    assert shown(full) == ["A001", "A002", "A004", "A003"]
    full.call("1")
    assert shown(full) == listed(full, "1") == ["A002", "A004", "A003"]


@pytest.mark.parametrize("people", [3, 12, 25])
def test_windows_that_take_turns_call_what_the_board_has_shown(full: FullHall, people: int) -> None:
    crowd(full, people)
    full.at("2", "pause")
    # Free windows have the first turns; of the others the one that has been busy for longest.
    called = [number for window in ("4", "1") if (number := full.call(window)) is not None]
    board = shown(full)
    turns = ["3", "4", "1"] * 8
    calls = [number for window in turns if (number := full.call(window)) is not None]
    assert board == calls[:8]
    assert not set(called) & set(calls)


@pytest.mark.parametrize("window", ["1", "2", "3", "4"])
def test_a_window_calls_what_its_clerk_has_seen(full: FullHall, window: str) -> None:
    crowd(full, 25)
    seen = listed(full, window)
    assert seen
    assert seen == [full.call(window) for _ in seen]
