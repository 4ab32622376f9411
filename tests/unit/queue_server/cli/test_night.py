"""When the server learns, and when it warns."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from config.loader import parse_hall
from queue_server.cli.night import Night
from queue_server.service.opening import HallOpening
from tests.fakes.hall_clock import ZONE
from tests.fakes.served_hall import HALL

THREE = datetime(2026, 3, 2, 3, 0, tzinfo=ZONE)


def night(learnt: datetime | None = None, *, holidays: str = "none") -> Night:
    config = parse_hall(HALL + f'\n[calendar]\nholidays = "{holidays}"\n')
    return Night("hall.toml", "sqlite://", HallOpening.of(config), lambda: learnt)


def test_it_learns_after_three_in_the_morning() -> None:
    assert not night().is_due(THREE - timedelta(minutes=1))
    assert night().is_due(THREE)


def test_it_tries_once_a_day() -> None:
    tired = night()
    assert tired.is_due(THREE)
    assert not tired.is_due(THREE + timedelta(hours=5))
    assert tired.is_due(THREE + timedelta(days=1))


def test_what_was_learnt_today_is_not_learnt_again() -> None:
    assert not night(learnt=THREE + timedelta(minutes=2)).is_due(THREE + timedelta(hours=4))
    assert night(learnt=THREE - timedelta(hours=4)).is_due(THREE + timedelta(hours=4))


def test_a_start_in_the_afternoon_makes_up_for_the_night() -> None:
    assert night().is_due(THREE + timedelta(hours=12))


def test_a_calendar_that_ends_is_told_once() -> None:
    warning = night(holidays="china")
    with structlog.testing.capture_logs() as logs:
        for day in range(3):
            warning.warn(datetime(2026, 12, 20, 9, 0, tzinfo=ZONE) + timedelta(days=day))
    assert [(entry["event"], entry["year"]) for entry in logs] == [("holidays_unknown", 2027)]


def test_a_calendar_without_holidays_needs_no_warning() -> None:
    with structlog.testing.capture_logs() as logs:
        night().warn(datetime(2030, 12, 20, 9, 0, tzinfo=ZONE))
    assert logs == []
