"""Days and opening hours in the hall's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from config.model import OpenPeriod
from queue_server.domain.calendar import business_day, is_open
from tests.fakes.hall_clock import ZONE


def test_the_day_begins_at_the_halls_midnight() -> None:
    assert business_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC), ZONE) == date(2026, 3, 1)
    assert business_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC), ZONE) == date(2026, 3, 2)


def test_a_clock_set_back_does_not_open_an_earlier_day() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=ZONE)
    assert business_day(now, ZONE, date(2026, 3, 2)) == date(2026, 3, 2)
    assert business_day(now, ZONE, date(2026, 2, 27)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "now, opened",
    [
        ((2026, 3, 2, 8, 59), False),
        ((2026, 3, 2, 9, 0), True),
        ((2026, 3, 2, 11, 59), True),
        ((2026, 3, 2, 12, 0), False),
        ((2026, 3, 7, 10, 0), False),
    ],
)
def test_hours_include_their_beginning_and_not_their_end(now: tuple[int, ...], opened: bool) -> None:
    periods = (OpenPeriod.parse("mon-fri 09:00-12:00"),)
    local = datetime(*now, tzinfo=ZONE)  # type: ignore[arg-type,misc]
    assert is_open(periods, local, ZONE) is opened
    assert is_open(periods, local.astimezone(UTC), ZONE) is opened
