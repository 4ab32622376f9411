"""Business days in the hall's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from queue_server.domain.calendar import business_day
from tests.fakes.hall_clock import ZONE


def test_the_day_begins_at_the_halls_midnight() -> None:
    assert business_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC), ZONE) == date(2026, 3, 1)
    assert business_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC), ZONE) == date(2026, 3, 2)


def test_a_clock_set_back_does_not_open_an_earlier_day() -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=ZONE)
    assert business_day(now, ZONE, date(2026, 3, 2)) == date(2026, 3, 2)
    assert business_day(now, ZONE, date(2026, 2, 27)) == date(2026, 3, 1)
